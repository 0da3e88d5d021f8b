"""When too much of the latest goes wrong, and how that is said."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from platform_app.integrations.whatsapp.errors import (
    Action,
    Arrives,
    ErrorMeaning,
    Scope,
    explain,
)
from platform_app.models.campaigns import PauseKind
from platform_app.services.campaigns import Pause

# So many outcomes are looked at, the latest ones.
WINDOW = 200
# More of these among them cost the number its quality, whatever share the company allows.
LIMITED_PERCENT = 5
NOT_THERE, REPORTED, HAD_ENOUGH = 131026, 131048, 131049
LIMITS = frozenset({NOT_THERE, REPORTED, HAD_ENOUGH})
# Slow numbers and hasty pairs are waited for, and what pauses needs no counting.
_NOT_COUNTED = frozenset({Action.SLOW, Action.PAIR, Action.PAUSE})
# WhatsApp has no codes for these.
NO_ANSWER = ErrorMeaning(
    -1,
    Scope.PLATFORM,
    Action.RETRY,
    Arrives.ANSWER,
    "WhatsApp could not be reached, or did not answer clearly.",
    "",
)
NOT_WRITTEN = ErrorMeaning(
    -2,
    Scope.TEMPLATE,
    Action.FIX,
    Arrives.ANSWER,
    "The message could not be written with this person's values.",
    "Check the values mapped to the template's variables, then resume.",
)
_OWN = {-1: NO_ANSWER, -2: NOT_WRITTEN}
_LIMIT_WORDS = {
    NOT_THERE: "{count} of the last {of} people cannot be reached on WhatsApp. Numbers that are wrong or not on WhatsApp "
    "cost your number its quality. Check where these people come from, take them out, then resume.",
    REPORTED: "WhatsApp refused {count} of the last {of} messages because too many people have blocked or reported the "
    "number. Wait a day, then write to fewer people who really asked for it.",
    HAD_ENOUGH: "WhatsApp limited {count} of the last {of} messages, because these people get a lot of marketing already. "
    "They are tried again after a day. Going on now would cost your number its quality: resume tomorrow, or write to "
    "people who answer you.",
}


@dataclass(frozen=True, slots=True)
class Mark:
    """How often a code came when so many outcomes had been counted."""

    position: int
    code: int
    count: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """Why a campaign has to pause; `passes` says that it may go on by itself after a while."""

    pause: Pause
    passes: bool = False


def counts(meaning: ErrorMeaning) -> bool:
    """Tell whether a refusal says anything about the campaign: it is not only this person's matter."""
    is_ours = meaning.scope is not Scope.RECIPIENT and meaning.action not in _NOT_COUNTED
    return is_ours or meaning.code in LIMITS


def judge(recent: Iterable[Mark], *, percent: int, outcomes: int, position: int) -> Verdict | None:
    """Return why a campaign has to pause, out of what went wrong lately; None when that is little enough.

    `percent` is what the company allows, `outcomes` the size of the latest batch, `position` all outcomes so far. Before
    there are 200 the same number of failures is needed, so that a small campaign is not stopped by two.
    """
    codes = Counter[int]()
    for mark in recent:
        codes[mark.code] += mark.count
    limited = Counter({code: n for code, n in codes.items() if code in LIMITS})
    failed = Counter({code: n for code, n in codes.items() if code not in LIMITS})
    for some, most, speak in (
        (limited, LIMITED_PERCENT, _say_limited),
        (failed, percent, _say_failed),
    ):
        # What is tried again is no outcome yet; so there may be more trouble than outcomes.
        window = max(WINDOW, outcomes, some.total())
        if some.total() * 100 > most * window:
            return speak(some, max(some.total(), min(window, position)))
    return None


def _say_limited(codes: Counter[int], of: int) -> Verdict:
    ((code, _),) = codes.most_common(1)
    reason = _LIMIT_WORDS[code].format(count=codes.total(), of=of)
    return Verdict(Pause(PauseKind.QUALITY, reason, code))


def _say_failed(codes: Counter[int], of: int) -> Verdict:
    ((code, count),) = codes.most_common(1)
    meaning = _meaning_of(code)
    share = "all of them" if count == codes.total() else f"{count} of them"
    what = f"{codes.total()} of the last {of} messages went wrong, {share} for this reason: {meaning.sentence}"
    passes = all(_meaning_of(one).action is Action.RETRY for one in codes)
    after = "We try again by ourselves in a while." if passes else meaning.advice
    told = None if code in _OWN else code
    return Verdict(Pause(PauseKind.FAILURES, f"{what} {after}".strip(), told), passes)


def _meaning_of(code: int) -> ErrorMeaning:
    return _OWN[code] if code in _OWN else explain(code)
