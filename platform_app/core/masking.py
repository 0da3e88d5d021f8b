"""Phone numbers for those who may not see them: the last digits stay, so that people can be told apart."""

import re

from platform_app.core.context import CompanyContext
from platform_app.core.permissions import Permission

_LAST = 2
_HIDDEN = "•••"
# Digits as people and files write numbers, with whatever stands between them.
_NUMBER = re.compile(r"\+?\d(?:[\s().\-/]*\d){6,}")
# A number without its country code still gives somebody away.
_OWN_DIGITS = 6


def may_see_numbers(ctx: CompanyContext) -> bool:
    """Tell whether whoever acts may see phone numbers, and so search for them."""
    return ctx.actor.may(Permission.CONTACTS_SEE_NUMBERS)


def shown(ctx: CompanyContext, phone: str | None) -> str:
    """Return a number as whoever acts may see it: whole, or with its last digits only."""
    if not phone or may_see_numbers(ctx):
        return phone or ""
    return _masked(phone)


def shown_in(ctx: CompanyContext, words: str, phone: str | None) -> str:
    """Return a text about somebody, with their own number hidden from those who may not see it."""
    if not phone or may_see_numbers(ctx):
        return words
    own = _digits(phone)[-_OWN_DIGITS:]

    def hide(found: re.Match[str]) -> str:
        is_theirs = _digits(found.group()).endswith(own)
        return _masked(found.group()) if is_theirs else found.group()

    return _NUMBER.sub(hide, words)


def without_numbers(ctx: CompanyContext, words: str) -> str:
    """Return a text with everything that may be a number hidden from those who may not see any."""
    if may_see_numbers(ctx):
        return words
    return _NUMBER.sub(lambda found: _masked(found.group()), words)


def _masked(number: str) -> str:
    return f"{_HIDDEN} {_HIDDEN} {_digits(number)[-_LAST:]}"


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)
