"""What WhatsApp takes as a text of a template: variables in their places, nothing decorated where it may not be."""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from platform_app.integrations.whatsapp.payloads.template_variables import placeholder_keys


class Problem(NamedTuple):
    """A broken rule: the field, the sentence to stand there, and whether something is only missing yet."""

    field: str
    sentence: str
    is_missing: bool = False


_VARIABLE = re.compile(r"\{\{([^{}]*)\}\}")
_NAME = re.compile(r"[a-z][a-z0-9_]*")
# Thai, Lao, Burmese, Khmer, Japanese and Chinese put no blanks between words, which are about two letters long.
_WORD = re.compile(
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]{1,2}|\w+(?:['\u2019.,:-]\w+)*"
)
# Pictographs, their joiners and modifiers, flags.
_EMOJI = re.compile(
    "[\u2190-\u21ff\u2300-\u27bf\u2900-\u297f\u2b00-\u2bff\ufe0f\u20e3\U0001f000-\U0001faff]"
)
_DECORATION = re.compile(r"[*~`]|(?<!\w)_|_(?!\w)")


def too_long(text: str, most: int) -> str:
    """Return what is said of a text with too many characters."""
    over = len(text) - most
    return f"This is {over} {'character' if over == 1 else 'characters'} too long; {most:,} fit."


def check_plain(field: str, text: str) -> Iterator[Problem]:
    """Yield what a header, footer or label may not hold."""
    if "\n" in text:
        yield Problem(field, "This is one line. Put longer texts into the message.")
    elif has_emoji(text):
        yield Problem(field, "WhatsApp takes no emoji here. In the message itself they are fine.")
    elif _DECORATION.search(_VARIABLE.sub("", text)):
        yield Problem(field, "WhatsApp takes no *bold*, _italic_, ~struck~ or `code` here.")


def has_emoji(text: str) -> bool:
    """Tell whether a text holds a pictograph."""
    return _EMOJI.search(text) is not None


def check_variables(
    field: str,
    text: str,
    parameter_format: str,
    *,
    most: int | None = None,
    may_touch_ends: bool = False,
) -> Iterator[Problem]:
    """Yield what is wrong with a text's variables: their form, their numbers, where they stand, how many."""
    keys = [found[1].strip() for found in _VARIABLE.finditer(text)]
    if "{" in (rest := _VARIABLE.sub("", text)) or "}" in rest:
        yield Problem(field, "A bracket is missing: a variable is written {{1}} or {{first_name}}.")
        return
    if not keys:
        return
    yield from _check_form(field, keys, parameter_format)
    if most is not None and len(keys) > most:
        yield Problem(
            field,
            f"Only {most} variable fits here." if most == 1 else f"Only {most} variables fit.",
        )
    if not may_touch_ends:
        yield from _check_places(field, text)
        yield from _check_ratio(field, text, len(keys))


def _check_form(field: str, keys: list[str], parameter_format: str) -> Iterator[Problem]:
    numbered = [key for key in keys if key.isdecimal()]
    if parameter_format == "NAMED":
        if numbered:
            yield Problem(
                field,
                f"Variables have names here: {{{{{numbered[0]}}}}} needs one, as in {{{{first_name}}}}.",
            )
        elif odd := next((key for key in keys if not _NAME.fullmatch(key)), None):
            yield Problem(
                field, f"{{{{{odd}}}}} is no name: use small letters, digits and underscores."
            )
        return
    if len(numbered) < len(keys):
        odd = next(key for key in keys if not key.isdecimal())
        yield Problem(
            field,
            f"Variables are numbered here: {{{{{odd}}}}} does not fit. Number it, or switch to names.",
        )
        return
    wanted = [str(n) for n in range(1, len(set(keys)) + 1)]
    if placeholder_keys(" ".join(f"{{{{{key}}}}}" for key in keys)) != wanted:
        yield Problem(field, "Number the variables from {{1}} on without a gap.")


def _check_places(field: str, text: str) -> Iterator[Problem]:
    found = list(_VARIABLE.finditer(text))
    bare = text.strip()
    if _VARIABLE.match(bare) or bare.endswith("}}"):
        yield Problem(
            field,
            "A variable can't stand at the very beginning or end. Put words before and after it.",
        )
    elif any(not text[one.end() : two.start()].strip() for one, two in pairwise(found)):
        yield Problem(field, "Two variables can't stand side by side. Put a word between them.")


def _check_ratio(field: str, text: str, variables: int) -> Iterator[Problem]:
    words, needed = len(_WORD.findall(_VARIABLE.sub(" ", text))), 2 * variables + 1
    if words < needed:
        yield Problem(
            field,
            f"Too many variables for so short a text: {variables} of them want at least {needed} words.",
        )
