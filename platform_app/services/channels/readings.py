"""How numbers stood: a row for each change, told as days for a chart and as sentences."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement
from sqlmodel import col, select

from platform_app.core.clock import local_time, now
from platform_app.core.context import CompanyContext
from platform_app.models.channels import NumberReading, PhoneNumber
from platform_app.services.channels.views import ChangeRow, DayReading
from platform_app.services.portfolios import describe_limit

DAYS = 30
QUALITIES = {"GREEN": "High", "YELLOW": "Medium", "RED": "Low"}
_LEVELS = ("TIER_50", "TIER_250", "TIER_1K", "TIER_2K", "TIER_10K", "TIER_100K", "TIER_UNLIMITED")
_MOST_CHANGES = 20
_WATCHED = ("quality", "messaging_limit", "throughput", "status")


def note_reading(ctx: CompanyContext, number: PhoneNumber) -> None:
    """Remember how a number stands, if that differs from the last time."""
    last = ctx.db.exec(
        select(NumberReading)
        .where(*_of(ctx, number.id))
        .order_by(col(NumberReading.created_at).desc(), col(NumberReading.id).desc())
        .limit(1)
    ).first()
    standing = {name: getattr(number, name) for name in _WATCHED}
    if last is None or any(getattr(last, name) != value for name, value in standing.items()):
        ctx.db.add(NumberReading(company_id=ctx.company_id, phone_number_id=number.id, **standing))


def list_days(ctx: CompanyContext, number_id: UUID, zone: str) -> list[DayReading]:
    """Return the last 30 days, the oldest first; a day before the first reading is not known."""
    readings = _recent(ctx, number_id)
    today = now().astimezone(ZoneInfo(zone)).date()
    days = [today - timedelta(days=back) for back in reversed(range(DAYS))]
    return [_day(day, _last_on(readings, day, zone)) for day in days]


def list_changes(ctx: CompanyContext, number_id: UUID, zone: str) -> list[ChangeRow]:
    """Return what has changed, the latest first, each change in a sentence."""
    readings = _recent(ctx, number_id)
    rows = [
        ChangeRow(str(after.id), words, local_time(after.created_at, zone))
        for before, after in pairwise(readings)
        if (words := _words(before, after))
    ]
    return rows[::-1][:_MOST_CHANGES]


def _recent(ctx: CompanyContext, number_id: UUID) -> Sequence[NumberReading]:
    """Return what changed within the days shown, and how it stood before."""
    newest_first = (
        select(NumberReading)
        .where(*_of(ctx, number_id))
        .order_by(col(NumberReading.created_at).desc(), col(NumberReading.id).desc())
        .limit(200)
    )
    return list(reversed(ctx.db.exec(newest_first).all()))


def _of(ctx: CompanyContext, number_id: UUID) -> tuple[ColumnElement[bool], ...]:
    return (
        col(NumberReading.company_id) == ctx.company_id,
        col(NumberReading.phone_number_id) == number_id,
    )


def _last_on(readings: Iterable[NumberReading], day: date, zone: str) -> NumberReading | None:
    found = [one for one in readings if _local_day(one.created_at, zone) <= day]
    return found[-1] if found else None


def _local_day(moment: datetime, zone: str) -> date:
    return moment.astimezone(ZoneInfo(zone)).date()


def _day(day: date, reading: NumberReading | None) -> DayReading:
    label = day.strftime("%-d %b")
    if reading is None:
        return DayReading(label, "", "", 0)
    limit = reading.messaging_limit
    level = _LEVELS.index(limit) + 1 if limit in _LEVELS else 0
    return DayReading(label, reading.quality, describe_limit(limit), level)


def _words(before: NumberReading, after: NumberReading) -> str:
    told = {
        "Quality": (_quality(before.quality), _quality(after.quality)),
        "People a day": (
            describe_limit(before.messaging_limit),
            describe_limit(after.messaging_limit),
        ),
        "Throughput": (before.throughput.lower(), after.throughput.lower()),
        "State": (before.status.lower(), after.status.lower()),
    }
    changed = [
        f"{name}: {old or 'unknown'} → {new or 'unknown'}"
        for name, (old, new) in told.items()
        if old != new
    ]
    return ". ".join(changed)


def _quality(word: str) -> str:
    return QUALITIES.get(word, "not rated")
