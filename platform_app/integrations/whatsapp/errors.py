"""What WhatsApp's error codes mean, and what a sender does about each.

Decide by code only: titles and HTTP statuses are not part of Meta's contract.
"""

from dataclasses import dataclass, replace

from platform_app.integrations.whatsapp.error_table import ROWS, Action, Arrives, Scope, codes_of

__all__ = ["Action", "Arrives", "ErrorMeaning", "Scope", "all_codes", "explain", "is_known"]

_DAY_S = 24 * 3600.0
# Pauses that end by themselves; a number is looked at again soon unless its quality must recover.
_SOON_S = 600.0
_PAUSE_S = {131048: _DAY_S}
# How often a row is tried at the most, and how long it waits at least.
_TRIES = {131000: 4, 131049: 3}
_WAIT_S = {4: 60.0, 613: 60.0, 80007: 60.0, 131049: _DAY_S, 131057: 60.0, 134101: 600.0}
_CATEGORIES = {131063: "MARKETING", 131064: "UTILITY"}
# Too general to tell a wrong value of one person from a template that is wrong for all.
_VAGUE = frozenset({100, 131008, 131009})


@dataclass(frozen=True, slots=True)
class ErrorMeaning:
    """One code in plain words, how far it reaches and what is done about it.

    A pause with a `category` stops only the campaigns of that category, and no number.
    """

    code: int | None
    scope: Scope
    action: Action
    arrives: Arrives
    sentence: str
    advice: str
    pause_s: float = _SOON_S
    tries: int = 5
    wait_s: float = 0.0
    category: str | None = None

    @property
    def words(self) -> str:
        """What happened and what to do next."""
        return f"{self.sentence} {self.advice}"

    @property
    def pauses_when_repeated(self) -> bool:
        """Whether three in a row are no coincidence: the campaign is wrong, not the person."""
        return self.scope is Scope.TEMPLATE and self.action in (Action.STOP, Action.FIX)


def _meanings() -> dict[int, ErrorMeaning]:
    return {
        code: ErrorMeaning(
            code,
            *row[1:],
            pause_s=_PAUSE_S.get(code, _SOON_S),
            tries=_TRIES.get(code, 5),
            wait_s=_WAIT_S.get(code, 0.0),
            category=_CATEGORIES.get(code),
        )
        for row in ROWS
        for code in codes_of(row)
    }


_MEANINGS = _meanings()


def all_codes() -> list[int]:
    """Return every code of the table."""
    return list(_MEANINGS)


def is_known(code: int | None) -> bool:
    """Tell whether this code has a meaning of its own."""
    return code in _MEANINGS


def explain(code: int | None, detail: str | None = None) -> ErrorMeaning:
    """Return what `code` means; an unknown one is final for its recipient.

    A general code whose `detail` blames the template is the template's matter, not one person's.
    """
    if code is not None and code in _MEANINGS:
        meaning = _MEANINGS[code]
        blames_template = code in _VAGUE and "template" in (detail or "").lower()
        return replace(meaning, action=Action.PAUSE) if blames_template else meaning
    number = "" if code is None else f" (code {code})"
    return ErrorMeaning(
        code,
        Scope.TEMPLATE,
        Action.STOP,
        Arrives.BOTH,
        f"WhatsApp refused the message for a reason we don't know{number}.",
        "Look the code up in Meta's documentation, or ask support.",
    )
