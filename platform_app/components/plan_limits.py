"""The limits of a plan as fields of a form."""

import reflex as rx

from platform_app.components.fields import text_field
from platform_app.components.layout import halves
from platform_app.components.theme import Words

# As models.plans.Metric and services.plans.METRICS name them.
LIMITS = (
    ("users", "People in the team"),
    ("numbers", "WhatsApp numbers"),
    ("contacts", "Contacts"),
    ("campaign_messages", "Campaign messages a month"),
    ("ai_answers", "AI answers a month"),
    ("crawled_pages", "Crawled pages a month"),
)


def limit_fields(values: dict[str, Words], problems: dict[str, str]) -> rx.Component:
    """Return a field for each limit, two beside each other; an empty one means without limit."""
    return halves(*(_field(name, label, values[name], problems[name]) for name, label in LIMITS))


def _field(name: str, label: str, value: Words, problem: Words) -> rx.Component:
    return text_field(
        label,
        name,
        default_value=value,
        input_mode="numeric",
        placeholder="No limit",
        auto_complete="off",
        error=problem,
        data_testid=f"limit-{name}",
    )
