"""The person's own menu: who they are, how the product looks to them, and the way out."""

from typing import Literal

import reflex as rx
from reflex.style import color_mode, set_color_mode

from platform_app.components.buttons import button
from platform_app.components.fields import posted_form
from platform_app.state.base import AppState

_THEMES: tuple[tuple[Literal["light", "dark", "system"], str, str], ...] = (
    ("light", "Light", "sun"),
    ("dark", "Dark", "moon"),
    ("system", "System", "monitor"),
)


def user_menu() -> rx.Component:
    """Return the round button in the header and what it opens."""
    face = rx.el.button(
        AppState.initials,
        type="button",
        class_name="avatar",
        aria_label="Your menu",
        data_testid="user-menu",
    )
    person = rx.el.div(
        rx.el.div(AppState.user_name, class_name="strong clip"),
        rx.el.div(AppState.user_email, class_name="mute small clip"),
        rx.el.div(AppState.role.capitalize(), class_name="mute small"),
    )
    way_out = posted_form(
        button("Sign out", icon="log-out", type="submit", data_testid="sign-out"),
        action="/auth/sign-out",
    )
    content = rx.el.div(person, rx.el.hr(), _theme_switch(), rx.el.hr(), way_out, class_name="menu")
    return rx.popover.root(
        rx.popover.trigger(face), rx.popover.content(content, align="end", aria_label="Your menu")
    )


def _theme_switch() -> rx.Component:
    choices = [
        rx.el.button(
            rx.icon(icon, size=14),
            label,
            type="button",
            class_name="segment",
            aria_pressed=color_mode == value,
            on_click=set_color_mode(value),
            custom_attrs={"data-testid": f"theme-{value}"},
        )
        for value, label, icon in _THEMES
    ]
    return rx.el.div(*choices, class_name="segments", role="group", aria_label="Theme")
