"""Moments as people of the company read them beside a message."""

from datetime import datetime
from zoneinfo import ZoneInfo


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
    return local.strftime("%-d %b" if local.year == local_today.year else "%-d %b %Y")


def day_label(moment: datetime, zone: ZoneInfo, today: datetime) -> str:
    """Return the day in words, as a line between messages says it."""
    local, local_today = moment.astimezone(zone), today.astimezone(zone)
    days = (local_today.date() - local.date()).days
    if days <= 1:
        return "Yesterday" if days == 1 else "Today"
    return local.strftime("%A, %-d %B" if local.year == local_today.year else "%-d %B %Y")
