"""Distances, cards and text; pages are composed of these and hold no literals."""

from typing import Any, Literal

import reflex as rx

from platform_app.components.theme import Node, Words, is_given

Gap = Literal[1, 2, 3, 4, 6]
_SHOW_ASIDE = (
    "matchMedia('(max-width: 900px)').matches"
    " && document.getElementById('aside')?.scrollIntoView({block: 'start'})"
)


def stack(*children: Node, gap: Gap = 3, class_name: str = "") -> rx.Component:
    """Put children below each other."""
    return rx.el.div(*children, class_name=f"stack gap-{gap} {class_name}")


def row(*children: Node, gap: Gap = 2, class_name: str = "wrap") -> rx.Component:
    """Put children beside each other, on as many lines as they need."""
    # Bare words beside each other would be one piece, without the gap.
    pieces = [one if isinstance(one, rx.Component) else rx.el.span(one) for one in children]
    return rx.el.div(*pieces, class_name=f"row gap-{gap} {class_name}")


def cards(*children: Node) -> rx.Component:
    """Put cards of equal width beside each other."""
    return rx.el.div(*children, class_name="cards")


def halves(*children: Node) -> rx.Component:
    """Put two wide things beside each other where there is room."""
    return rx.el.div(*children, class_name="halves")


def with_aside(content: Node, aside: Node, *, is_opened_by_it: bool = False) -> rx.Component:
    """Put a narrow column to the right of the content, or below it on small screens.

    Where the column opens the page, its first card goes before all else on small screens.
    """
    return rx.el.div(
        content,
        rx.el.div(aside, id="aside", class_name="aside"),
        class_name="with-aside opened-by-it" if is_opened_by_it else "with-aside",
    )


def show_aside() -> rx.event.EventSpec:
    """Bring the narrow column into view where it stands below; beside the content it is in view already."""
    return rx.call_script(_SHOW_ASIDE)


def card(
    *children: Node, title: Words = "", aside: Node = "", is_flush: bool = False, test_id: str = ""
) -> rx.Component:
    """Return a panel; a flush one lets a table reach its edges."""
    head = rx.el.div(rx.el.h2(title), aside, class_name="card-head")
    named: dict[str, Any] = {"data_testid": test_id} if test_id else {}  # Any: HTML attributes
    return rx.el.section(
        head if is_given(title) else rx.fragment(),
        *children,
        class_name="card flush" if is_flush else "card",
        **named,
    )


def reading(*children: Node) -> rx.Component:
    """Keep a form or a text to a width that is easy to read."""
    return rx.el.div(*children, class_name="stack gap-3 reading")


def mute(*children: Node) -> rx.Component:
    """Return words of less importance."""
    return rx.el.span(*children, class_name="mute small")


def strong(*children: Node) -> rx.Component:
    """Return words that stand out."""
    return rx.el.span(*children, class_name="strong")


def paragraph(*children: Node) -> rx.Component:
    """Return a sentence or several."""
    return rx.el.p(*children)


def two_lines(first: Node, second: Node) -> rx.Component:
    """Return a name with a quieter line below it, as tables show it."""
    return rx.el.div(
        rx.el.div(first, class_name="two-at-most"), rx.el.div(second, class_name="mute small")
    )


def facts(*pairs: tuple[str, Node]) -> rx.Component:
    """Return names with their values."""
    return rx.el.dl(
        *(part for name, value in pairs for part in (rx.el.dt(name), rx.el.dd(value))),
        class_name="facts",
    )
