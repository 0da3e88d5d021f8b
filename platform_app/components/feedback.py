"""What a page says about itself: nothing here yet, still loading, went wrong, so far done."""

from dataclasses import dataclass
from typing import Literal

import reflex as rx

from platform_app.components.buttons import ICON, button
from platform_app.components.theme import Act, Node, Tone, Words

_ICONS: dict[Tone, str] = {
    "mute": "info",
    "blue": "info",
    "green": "circle-check",
    "amber": "triangle-alert",
    "red": "circle-alert",
}


# Status colours, and two that only bars have.
Shade = Tone | Literal["accent", "green-pale"]


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of a progress bar: how many per cent, in which colour, called what."""

    percent: float | rx.Var[int] | rx.Var[float]
    tone: Shade
    label: Words = ""


def notice(*children: Node, tone: Tone = "mute", test_id: str = "notice") -> rx.Component:
    """Return a sentence that people should read before they go on."""
    return rx.el.div(
        rx.icon(_ICONS[tone], size=ICON),
        rx.el.div(*children),
        class_name=f"notice {tone}",
        role="status",
        custom_attrs={"data-testid": test_id},
    )


def empty_state(icon: str, title: Words, why: Words, *actions: Node) -> rx.Component:
    """Say why there is nothing here, and what to do first."""
    return rx.el.div(
        rx.el.div(rx.icon(icon, size=20), class_name="empty-icon"),
        rx.el.h2(title),
        rx.el.p(why),
        *actions,
        class_name="empty",
        data_testid="empty",
    )


def problem_state(sentence: Words, on_retry: Act) -> rx.Component:
    """Say what went wrong, with a way to try again."""
    return rx.el.div(
        rx.el.div(rx.icon("circle-alert", size=20), class_name="empty-icon"),
        rx.el.p(sentence),
        button("Try again", icon="rotate-cw", on_click=on_retry, data_testid="retry"),
        class_name="empty",
        role="alert",
    )


def skeleton(shape: Literal["line", "title", "block"] = "line") -> rx.Component:
    """Hold the place of something that is still loading."""
    return rx.el.span(class_name=f"skeleton {shape}", aria_hidden="true")


def page_skeleton() -> rx.Component:
    """Hold the place of a page."""
    return rx.el.div(
        rx.el.span("Loading …", class_name="hidden", role="status"),
        rx.el.div(skeleton("title"), class_name="page-head"),
        skeleton("block"),
        skeleton("block"),
        class_name="stack gap-3",
    )


def stat(label: Words, value: Node, note: Node = "") -> rx.Component:
    """Return one figure with what it is of."""
    return rx.el.div(
        rx.el.div(label, class_name="mute small"),
        rx.el.div(value, class_name="stat-number"),
        rx.el.div(note, class_name="mute small"),
        class_name="card stat",
    )


def progress_bar(
    *segments: Segment, label: Words, percent: int | rx.Var[int], is_thick: bool = False
) -> rx.Component:
    """Return a bar of one or more colours; `percent` and `label` are for those who cannot see it."""
    return rx.el.div(
        *(_segment(segment) for segment in segments),
        class_name="progress thick" if is_thick else "progress",
        role="progressbar",
        aria_label=label,
        aria_valuemin=0,
        aria_valuemax=100,
        aria_valuenow=percent,
    )


def legend(*entries: tuple[Shade, Node]) -> rx.Component:
    """Name the colours of a bar."""
    return rx.el.div(
        *(
            rx.el.span(
                rx.el.span(class_name=f"swatch {tone}"), words, class_name="row gap-1 mute small"
            )
            for tone, words in entries
        ),
        class_name="row wrap gap-4",
    )


def _segment(segment: Segment) -> rx.Component:
    return rx.el.span(
        class_name=segment.tone, style={"width": f"{segment.percent}%"}, title=segment.label
    )
