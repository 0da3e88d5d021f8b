"""The time: aware and in UTC inside, in the company's zone where people read it."""

from contextvars import ContextVar
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time

# How whoever is asked for writes dates, such as "pt_PT"; the empty style is British English.
date_style: ContextVar[str] = ContextVar("date_style", default="")


def now() -> datetime:
    """Return the present moment in UTC."""
    return datetime.now(UTC)


def iso(moment: datetime | None) -> str:
    """Return a moment as browsers read it, or nothing."""
    return moment.isoformat(timespec="seconds") if moment else ""


def local_time(moment: datetime | None, zone: str) -> str:
    """Return a moment as people of a time zone read it, or nothing."""
    if moment is None:
        return ""
    local, style = moment.astimezone(ZoneInfo(zone)), date_style.get()
    if not style:
        return local.strftime("%-d %b %Y, %H:%M")
    day = format_date(local, "medium", locale=style)
    return f"{day}, {format_time(local, 'short', locale=style)}"
