"""The time: aware and in UTC inside, in the company's zone where people read it."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo


def now() -> datetime:
    """Return the present moment in UTC."""
    return datetime.now(UTC)


def local_time(moment: datetime | None, zone: str) -> str:
    """Return a moment as people of a time zone read it, or nothing."""
    if moment is None:
        return ""
    return moment.astimezone(ZoneInfo(zone)).strftime("%-d %b %Y, %H:%M")
