"""In which time zone somebody probably is: by the beginning of their number, as phonenumbers knows it."""

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from phonenumbers.tzdata import TIMEZONE_DATA
from sqlalchemy import ColumnElement, SQLColumnExpression, func, literal
from sqlalchemy.dialects.postgresql import JSONB

from platform_app.core.clock import now
from platform_app.services.campaigns.quiet import OR, Hours, is_never_awake

_LENGTHS = sorted({len(beginning) for beginning in TIMEZONE_DATA}, reverse=True)
# Zones that show the same time all year are one.
_LOOKS = 26


def zone_of(
    phone: SQLColumnExpression[str | None], hours: Hours, company_zone: str
) -> ColumnElement[str]:
    """Return the zones in which a person may be, joined by `OR`; the company's where the number does not tell."""
    zones: ColumnElement[Any] = literal(_beginnings(hours, company_zone), JSONB)  # Any: JSON
    found = [zones.op("->>")(func.substr(phone, 2, length)) for length in _LENGTHS]
    return func.coalesce(*found, company_zone)


def _beginnings(hours: Hours, company_zone: str) -> dict[str, str]:
    """Return the zones of every beginning of a number; without a common waking hour the company's zone decides."""
    moment = now()
    sets = {names: _joined(names, moment.year) for names in set(TIMEZONE_DATA.values())}
    usable = {
        names: company_zone if is_never_awake(hours, joined, moment) else joined
        for names, joined in sets.items()
    }
    return {beginning: usable[names] for beginning, names in TIMEZONE_DATA.items()}


@lru_cache(maxsize=1_000)
def _joined(names: tuple[str, ...], year: int) -> str:
    return OR.join(sorted({_clock(name, year): name for name in reversed(names)}.values()))


@lru_cache(maxsize=1_000)
def _clock(name: str, year: int) -> tuple[timedelta | None, ...]:
    first = datetime(year, 1, 1, tzinfo=UTC)
    looks = (first + timedelta(days=14 * n) for n in range(2 * _LOOKS))
    return tuple(look.astimezone(ZoneInfo(name)).utcoffset() for look in looks)
