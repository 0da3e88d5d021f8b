"""Tags as pills in their colours, the same everywhere."""

from typing import Any

import reflex as rx

from platform_app.components.theme import Words


def tag_pill(name: Words, colour: Words) -> rx.Component:
    """Return a tag in its colour; one that nobody has given a colour is grey."""
    return rx.el.span(rx.el.bdi(name), class_name=f"badge tag {colour}")


def tag_pills(names: Any, colours: Any) -> rx.Component:  # Any: vars of a list and of a dictionary
    """Return somebody's tags, each in its colour."""
    return rx.el.div(
        rx.foreach(names, lambda name: tag_pill(name, colours[name])), class_name="row wrap gap-1"
    )
