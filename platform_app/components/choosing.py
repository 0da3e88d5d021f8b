"""Choosing several things: what is chosen stands as labels that can be taken away, the rest in a list."""

from collections.abc import Callable
from typing import Any

import reflex as rx

from platform_app.components.buttons import ICON
from platform_app.components.theme import Act, Node, Words


def chosen_labels(
    chosen: Any,  # Any: a var of rows, or of words
    *,
    words: Callable[[Any], Words],  # Any: a row
    on_remove: Callable[[Any], Act],  # Any: a row
    label: Words,
) -> rx.Component:
    """Return what is chosen, each with a button that takes it away."""
    items: Any = rx.Var.create(chosen)  # Any: .to(list) would forget what its rows are
    return rx.cond(
        items.length() > 0,
        rx.el.ul(
            rx.foreach(items, lambda one: _label(words(one), on_remove(one))),
            class_name="chosen",
            aria_label=label,
        ),
        None,
    )


def _label(words: Words, on_remove: Act) -> rx.Component:
    return rx.el.li(
        rx.el.bdi(words),
        rx.el.button(
            rx.icon("x", size=ICON),
            type="button",
            on_click=on_remove,
            aria_label=f"Take away {words}",
            custom_attrs={"data-testid": "take-away"},
        ),
    )


def add_choice(
    label: Words,
    name: Words,
    options: list[rx.Component],
    *,
    on_add: Act,
    test_id: Words,
    first: Words = "Add …",
) -> Node:
    """Return the list from which one more is chosen; it shows its first words again afterwards."""
    return rx.el.select(
        rx.el.option(first, value=""),
        *options,
        value="",
        on_change=on_add,
        id=name,
        aria_label=label,
        class_name="input",
        custom_attrs={"data-testid": test_id},
    )
