"""The look: where its tokens live, and how a company's colour reaches them."""

from collections.abc import Callable
from typing import Any, Literal, TypeAlias

import reflex as rx

# In this order: tokens.css holds every literal, the others only use its names.
STYLESHEETS = [
    "/styles/tokens.css",
    "/styles/base.css",
    "/styles/frame.css",
    "/styles/controls.css",
    "/styles/content.css",
    "/styles/contacts.css",
    "/styles/segments.css",
    "/styles/team.css",
    "/styles/channels.css",
    "/styles/inbox.css",
    "/styles/templates.css",
    "/styles/campaigns.css",
]

Words: TypeAlias = str | rx.Var[str]
# int: what the type checker takes `~State.flag` for.
Flag: TypeAlias = bool | int | rx.Var[bool]
Node: TypeAlias = rx.Component | str | int | rx.Var[Any] | None  # Any: whatever React can show
# Any: Reflex types events by the arguments of their trigger.
Act: TypeAlias = rx.event.EventSpec | rx.EventHandler | Callable[..., Any] | list[Any]
Row: TypeAlias = Any  # Any: the var of one row, whose fields only the page knows
Tone = Literal["mute", "green", "blue", "amber", "red"]


def themed(*children: Node, accent: Words) -> rx.Component:
    """Show children with a company's colour; the style sheet darkens or lightens it until it can be read."""
    # One text, not three: React refuses a style whose parts the server has put apart.
    brand = rx.el.style(rx.Var.create(f":root{{--brand:{accent}}}"))
    return rx.fragment(brand, *children)


def toaster() -> rx.Component:
    """Return where toasts appear."""
    return rx.toast.provider(
        position="bottom-right", close_button=True, visible_toasts=3, rich_colors=False
    )


def is_given(words: Words) -> bool:
    """Tell a var, whose words are known later, or some words from no words at all."""
    return isinstance(words, rx.Var) or bool(words)
