"""Webhooks: what WhatsApp tells us is stored before it is answered, and applied afterwards, once."""

from platform_app.services.webhooks.applying import (
    BATCH_EVENTS,
    apply_waiting,
    companies_with_events,
)
from platform_app.services.webhooks.receiving import (
    answer_handshake,
    find_destination,
    load_app_secret,
    store,
)
from platform_app.services.webhooks.replaying import find_range, list_unknown, replay_range
from platform_app.services.webhooks.silence import list_silent, mark_silent
from platform_app.services.webhooks.views import (
    NO_RANGE,
    Destination,
    ReceivedEvent,
    ReplayRange,
    UnknownRow,
)

__all__ = [
    "BATCH_EVENTS",
    "NO_RANGE",
    "Destination",
    "ReceivedEvent",
    "ReplayRange",
    "UnknownRow",
    "answer_handshake",
    "apply_waiting",
    "companies_with_events",
    "find_destination",
    "find_range",
    "list_silent",
    "list_unknown",
    "load_app_secret",
    "mark_silent",
    "replay_range",
    "store",
]
