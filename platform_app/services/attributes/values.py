"""Values as people and files write them, brought into the one spelling that their kind is kept in."""

import re
import unicodedata
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Literal

from platform_app.core.errors import InvalidInput
from platform_app.models.attributes import AttributeKind
from platform_app.services.attributes.views import Definition

VALUE_CHARACTERS = 1000
_MOST_DIGITS = 24
DateOrder = Literal["dmy", "mdy", "ymd"]

_YES = frozenset(
    "yes y true t 1 on x ✓ ✔ sim s sí si ja j oui o vrai wahr verdadeiro evet نعم да".split()
)
_NO = frozenset("no n false f 0 off - ✗ não nao nein non faux falsch falso hayır لا нет".split())
_GROUPS = re.compile(r"[\s'’_]")
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)")
_THOUSANDS = re.compile(
    r"[+-]?[1-9]\d{0,2}(,\d{3})+(\.\d+)?|[+-]?[1-9]\d{0,2}(\.\d{3})+,\d+|[+-]?[1-9]\d{0,2}(\.\d{3}){2,}"
)
_AMBIGUOUS = re.compile(r"[+-]?[1-9]\d{0,2},\d{3}")
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ].*)?")
_SHORT = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})(?: .*)?")


def parse_value(definition: Definition, text: str, *, date_order: DateOrder = "dmy") -> str:
    """Return a value in its kind's one spelling; no text is no value.

    Raises InvalidInput that names what was expected, with the attribute's key as its field.
    """
    if definition.kind is AttributeKind.TEXT:
        return _as_text(definition, text)
    cleaned = " ".join(unicodedata.normalize("NFKC", text).split())
    if not cleaned:
        return ""
    match definition.kind:
        case AttributeKind.NUMBER:
            return _as_number(definition, cleaned)
        case AttributeKind.DATE:
            return _as_date(definition, cleaned, date_order)
        case AttributeKind.YES_NO:
            return _as_yes_no(definition, cleaned)
        case AttributeKind.CHOICE:
            return _as_choice(definition, cleaned)


def _as_text(definition: Definition, text: str) -> str:
    if len(text) > VALUE_CHARACTERS:
        raise _refused(definition, f"Use at most {VALUE_CHARACTERS:,} characters.")
    # PostgreSQL can keep every character but this one.
    return text.replace("\0", "").strip()


def _as_number(definition: Definition, text: str) -> str:
    compact = _GROUPS.sub("", text).replace("−", "-")
    if _AMBIGUOUS.fullmatch(compact):
        raise _refused(
            definition,
            f"“{_short(text)}” can be read in two ways. Write {compact.replace(',', '')} "
            f"or {compact.replace(',', '.')}.",
        )
    plain = _with_point(compact)
    if not _NUMBER.fullmatch(plain) or len(plain) > _MOST_DIGITS:
        raise _refused(definition, f"“{_short(text)}” is no number. Write one such as 12.5.")
    try:
        number = Decimal(plain)
    except InvalidOperation as error:
        raise _refused(definition, f"“{_short(text)}” is no number.") from error
    written = f"{number:f}"
    return (written.rstrip("0").rstrip(".") if "." in written else written) if number else "0"


def _with_point(text: str) -> str:
    if _THOUSANDS.fullmatch(text):
        last = max(text.rfind("."), text.rfind(","))
        is_mixed = "." in text and "," in text
        whole = re.sub(r"[.,]", "", text[:last] if is_mixed else text)
        return f"{whole}.{text[last + 1 :]}" if is_mixed else whole
    return text.replace(",", ".") if text.count(",") == 1 and "." not in text else text


def _as_date(definition: Definition, text: str, order: DateOrder) -> str:
    if found := _ISO.fullmatch(text):
        year, month, day = map(int, found.groups())
    elif found := _SHORT.fullmatch(text):
        first, second, year = map(int, found.groups())
        day, month = (second, first) if order == "mdy" else (first, second)
    else:
        raise _refused(definition, f"“{_short(text)}” is no date. Write one such as 2026-11-23.")
    try:
        return date(year, month, day).isoformat()
    except ValueError as error:
        raise _refused(
            definition, f"There is no day {day} in month {month} of {year}. Check the order."
        ) from error


def _as_yes_no(definition: Definition, text: str) -> str:
    word = text.casefold()
    if word in _YES:
        return "yes"
    if word in _NO:
        return "no"
    raise _refused(definition, f"“{_short(text)}” is neither yes nor no.")


def _as_choice(definition: Definition, text: str) -> str:
    wanted = text.casefold()
    for choice in definition.choices:
        if choice.casefold() == wanted:
            return choice
    shown = ", ".join(definition.choices[:10]) + (" …" if len(definition.choices) > 10 else "")
    raise _refused(definition, f"“{_short(text)}” is none of: {shown}.")


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:40]}…"


def _refused(definition: Definition, sentence: str) -> InvalidInput:
    return InvalidInput(f"{definition.label}: {sentence}", {definition.key: sentence})
