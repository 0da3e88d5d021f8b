"""Meters: how much of a limit is used, in words and as a bar."""

import reflex as rx

from platform_app.components.feedback import Segment, progress_bar
from platform_app.components.figures import count
from platform_app.components.layout import mute, stack
from platform_app.components.theme import Words
from platform_app.services.usage.views import MeterRow

NEAR, REACHED = 80, 100


def meter_bar(row: MeterRow) -> rx.Component:
    """Return a bar that turns amber near the limit and red at it; without a limit, only the count."""
    bar = rx.match(
        rx.cond(row.percent >= REACHED, "red", rx.cond(row.percent >= NEAR, "amber", "accent")),
        ("red", _bar(row, "red")),
        ("amber", _bar(row, "amber")),
        _bar(row, "accent"),
    )
    return rx.cond(
        row.has_limit,
        stack(bar, mute(meter_words(row)), gap=1),
        rx.el.span(count(row.used), class_name="number"),
    )


def meter_words(row: MeterRow) -> Words:
    """Return how much is used, of how much."""
    return f"{count(row.used)} of {count(row.limit)} ({row.percent} %)"


def _bar(row: MeterRow, tone: str) -> rx.Component:
    shown = rx.cond(row.percent > REACHED, REACHED, row.percent)
    return progress_bar(Segment(shown, tone), label=row.label, percent=shown)  # pyright: ignore[reportArgumentType]  one of the bar's colours
