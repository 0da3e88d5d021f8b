"""Moments as people of the company read them beside a message."""

from datetime import datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date

from platform_app.core.clock import date_style


def clock_time(moment: datetime, zone: ZoneInfo) -> str:
    """Return hours and minutes."""
    return moment.astimezone(zone).strftime("%H:%M")


def short_time(moment: datetime, zone: ZoneInfo, today: datetime) -> str:
    """Return the time for today, the weekday within a week, the date for all before."""
    local, local_today = moment.astimezone(zone), today.astimezone(zone)
    days = (local_today.date() - local.date()).days
    if days <= 0:
        return local.strftime("%H:%M")
    if days < 7:
        return "Yesterday" if days == 1 else local.strftime("%a")
    return _date(local, "d MMM" if local.year == local_today.year else "d MMM y")


def day_label(moment: datetime, zone: ZoneInfo, today: datetime) -> str:
    """Return the day in words, as a line between messages says it."""
    local, local_today = moment.astimezone(zone), today.astimezone(zone)
    days = (local_today.date() - local.date()).days
    if days <= 1:
        return "Yesterday" if days == 1 else "Today"
    return _date(local, "EEEE, d MMMM" if local.year == local_today.year else "d MMMM y")


def _date(local: datetime, pattern: str) -> str:
    return format_date(local, pattern, locale=date_style.get() or "en_GB")
