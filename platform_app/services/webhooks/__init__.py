"""Webhooks: what WhatsApp tells us is stored before it is answered, and applied afterwards, once."""

from platform_app.services.webhooks.applying import (
    BATCH_EVENTS,
    apply_waiting,
    companies_with_events,
    replay,
)
from platform_app.services.webhooks.receiving import (
    answer_handshake,
    find_destination,
    load_app_secret,
    store,
)
from platform_app.services.webhooks.views import Destination, ReceivedEvent

__all__ = [
    "BATCH_EVENTS",
    "Destination",
    "ReceivedEvent",
    "answer_handshake",
    "apply_waiting",
    "companies_with_events",
    "find_destination",
    "load_app_secret",
    "replay",
    "store",
]
