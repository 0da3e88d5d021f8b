"""The time: aware and in UTC inside, in the company's zone where people read it."""

from contextvars import ContextVar
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time

from platform_app.core.errors import InvalidInput

# How whoever is asked for writes dates, such as "pt_PT"; the empty style is British English.
date_style: ContextVar[str] = ContextVar("date_style", default="")


def now() -> datetime:
    """Return the present moment in UTC."""
    return datetime.now(UTC)


def iso(moment: datetime | None) -> str:
    """Return a moment as browsers read it, or nothing."""
    return moment.isoformat(timespec="seconds") if moment else ""


def moment_at(local: datetime, zone: str) -> datetime:
    """Return the moment at which the clocks of a zone show a local time; of two such moments, the first.

    Raises InvalidInput for a time that no clock shows, because clocks are put forward over it.
    """
    moment = local.replace(tzinfo=ZoneInfo(zone), fold=0).astimezone(UTC)
    shown = moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    if shown != local:
        raise InvalidInput(
            f"On {local:%-d %b %Y} clocks in {zone} are put forward, and none shows {local:%H:%M}. "
            f"Choose {shown:%H:%M}, or another time."
        )
    return moment


def local_time(moment: datetime | None, zone: str) -> str:
    """Return a moment as people of a time zone read it, or nothing."""
    if moment is None:
        return ""
    local, style = moment.astimezone(ZoneInfo(zone)), date_style.get()
    if not style:
        return local.strftime("%-d %b %Y, %H:%M")
    day = format_date(local, "medium", locale=style)
    return f"{day}, {format_time(local, 'short', locale=style)}"
