"""Numbers that are written in two ways for one line: Brazil's ninth digit, Argentina's 9, Mexico's 1."""

import re

# Mobile numbers of Brazil got a 9 in front; WhatsApp still knows many people without it.
_BRAZIL_OLD = re.compile(r"\+55([1-9]{2})([6-9]\d{7})")
_BRAZIL = re.compile(r"\+55([1-9]{2})9([6-9]\d{7})")
# From abroad an Argentine mobile is called with a 9 after the country's code, at home without it.
_ARGENTINA_OLD = re.compile(r"\+54([1-8]\d{9})")
_ARGENTINA = re.compile(r"\+549([1-8]\d{9})")
# Mexico has dropped the 1 of mobiles; WhatsApp's own ids have kept it.
_MEXICO_OLD = re.compile(r"\+521(\d{10})")
_MEXICO = re.compile(r"\+52(\d{10})")

_TO_ONE_FORM = (
    (_BRAZIL_OLD, r"+55\g<1>9\g<2>"),
    (_ARGENTINA_OLD, r"+549\1"),
    (_MEXICO_OLD, r"+52\1"),
)
_TO_OTHER_FORM = (
    (_BRAZIL, r"+55\1\2"),
    (_ARGENTINA, r"+54\1"),
    (_MEXICO, r"+521\1"),
)
_COUNTRIES = ("+55", "+54", "+52")


def canonical(phone: str) -> str:
    """Return the one form of an E.164 number that contacts are kept and looked up by."""
    return _rewritten(phone, _TO_ONE_FORM) or phone


def forms_of(phone: str) -> list[str]:
    """Return every way in which this line's number may be written, the canonical one first."""
    first = canonical(phone)
    other = _rewritten(first, _TO_OTHER_FORM)
    return [first, other] if other else [first]


def _rewritten(phone: str, rules: tuple[tuple[re.Pattern[str], str], ...]) -> str | None:
    if not phone.startswith(_COUNTRIES):
        return None
    for pattern, form in rules:
        if found := pattern.fullmatch(phone):
            return found.expand(form)
    return None
