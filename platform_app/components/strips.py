"""Strips of days: one small bar a day, as status pages show them."""

from typing import Any

import reflex as rx

from platform_app.components.layout import mute, row
from platform_app.components.theme import Row, Words

_TONES = {"GREEN": "green", "YELLOW": "amber", "RED": "red"}
_HIGHEST = 7


def quality_strip(days: Any, *, label: Words) -> rx.Component:  # Any: a list var of DayReading
    """Return a bar for each day in the colour of the number's quality on it."""
    return _strip(days, _quality_bar, label)


def limit_strip(days: Any, *, label: Words) -> rx.Component:  # Any: as above
    """Return a bar for each day, as high as the messaging limit was."""
    return _strip(days, _limit_bar, label)


def trend_strip(
    days: Any, *, height: str, words: str, tone: str, label: Words
) -> rx.Component:  # Any: as above
    """Return a bar for each day; `height` and `words` are the row's fields with its per cent and its count."""

    def bar(day: Row) -> rx.Component:
        return rx.el.span(
            class_name=f"day-bar {tone}",
            style={"height": f"{getattr(day, height)}%"},
            title=f"{day.day}: {getattr(day, words)}",
        )

    return _strip(days, bar, label)


def strip_ends(first: Words, last: Words) -> rx.Component:
    """Return what stands below a strip: its first day and its last."""
    return row(mute(first), mute(last), class_name="day-ends")


def _strip(days: Any, bar: Any, label: Words) -> rx.Component:  # Any: as above; a function of a row
    return rx.el.div(
        rx.foreach(rx.Var.create(days), bar), class_name="day-strip", role="img", aria_label=label
    )


def _quality_bar(day: Row) -> rx.Component:
    tone = rx.Var.create(_TONES)[day.quality] | "mute"
    return rx.el.span(class_name=f"day-bar {tone}", title=day.day)


def _limit_bar(day: Row) -> rx.Component:
    height = rx.cond(day.level == 0, 1, day.level) * 100 / _HIGHEST
    return rx.el.span(
        class_name=rx.cond(day.level == 0, "day-bar mute", "day-bar blue"),
        style={"height": f"{height}%"},
        title=f"{day.day}: {day.messaging_limit}",
    )
