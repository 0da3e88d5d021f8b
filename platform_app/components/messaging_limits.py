"""WhatsApp's messaging limits in plain words."""

import reflex as rx

from platform_app.components.theme import Words

_LIMITS = {
    "TIER_50": "50 people a day",
    "TIER_250": "250 people a day",
    "TIER_1K": "1,000 people a day",
    "TIER_2K": "2,000 people a day",
    "TIER_10K": "10,000 people a day",
    "TIER_100K": "100,000 people a day",
    "TIER_UNLIMITED": "No limit",
}


def limit_words(limit: Words) -> rx.Var[str]:
    """Return how many people a number may write to first in a day; a limit that is new keeps its name."""
    return rx.Var.create(_LIMITS)[limit] | limit
