"""The customer-service window: how long a company may answer freely."""

from datetime import datetime, timedelta

# WhatsApp counts 24 hours from the customer's last message; the margin is for the way there.
WINDOW = timedelta(hours=24) - timedelta(minutes=2)

_SOON = timedelta(hours=1)


def closes_at(last_inbound_at: datetime | None) -> datetime | None:
    """Return when free answers end; None if the customer has never written."""
    return last_inbound_at + WINDOW if last_inbound_at else None


def is_open(last_inbound_at: datetime | None, moment: datetime) -> bool:
    """Tell whether a free answer may be sent now."""
    end = closes_at(last_inbound_at)
    return end is not None and moment < end


def is_closing(last_inbound_at: datetime | None, moment: datetime) -> bool:
    """Tell whether the window is open, but not for much longer."""
    return is_open(last_inbound_at, moment) and not is_open(last_inbound_at, moment + _SOON)


def window_label(last_inbound_at: datetime | None, moment: datetime) -> str:
    """Return how long the window is still open, as the end of a sentence about it."""
    end = closes_at(last_inbound_at)
    if end is None or moment >= end:
        return "closed"
    minutes = int((end - moment).total_seconds() // 60)
    return f"closes in {minutes // 60} h" if minutes >= 60 else f"closes in {max(minutes, 1)} min"
