"""The person's own menu: who they are, how the product looks to them, and the way out."""

from typing import Literal

import reflex as rx
from reflex.style import color_mode, set_color_mode

from platform_app.components.buttons import ICON, button, link
from platform_app.components.fields import posted_form
from platform_app.state.base import AppState

Theme = Literal["light", "dark", "system"]
_THEMES: tuple[tuple[Theme, str, str], ...] = (
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
    own = link(
        rx.icon("user-round", size=ICON),
        "Your account",
        href=rx.cond(AppState.is_super_admin, "/admin/me", "/me"),
        class_name="nav-link",
        data_testid="own-account",
    )
    mine = rx.cond(AppState.visiting, None, rx.popover.close(own))
    content = rx.el.div(
        person, rx.el.hr(), mine, _theme_switch(), rx.el.hr(), way_out, class_name="menu"
    )
    return rx.popover.root(
        rx.popover.trigger(face), rx.popover.content(content, align="end", aria_label="Your menu")
    )


def theme_follower() -> rx.Component:
    """Return nothing to see: it shows the product in the theme that the person has chosen, on any device."""
    theme = rx.Var.create(AppState.theme).to(Theme)
    # The key stands around it, as in history.py.
    follower = rx.fragment(
        rx.el.span(on_mount=set_color_mode(theme), class_name="hidden"), key=theme
    )
    return rx.cond(AppState.ready & AppState.is_signed_in, follower, None)


def _theme_switch() -> rx.Component:
    choices = [
        rx.el.button(
            rx.icon(icon, size=14),
            label,
            type="button",
            class_name="segment",
            aria_pressed=color_mode == value,
            on_click=[set_color_mode(value), AppState.keep_theme(value)],
            custom_attrs={"data-testid": f"theme-{value}"},
        )
        for value, label, icon in _THEMES
    ]
    return rx.el.div(*choices, class_name="segments", role="group", aria_label="Theme")
