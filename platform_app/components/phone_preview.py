"""A template as the customer will see it, in light and in dark."""

from typing import Any

import reflex as rx

from platform_app.components.theme import Words


def phone_preview(
    header: Words, body: Words, footer: Words, buttons: Any, *, name: str = "phone"
) -> rx.Component:
    """Return a message in WhatsApp's look; `buttons` is a list var of words, `name` is unique on the page."""
    text = rx.el.div(
        rx.cond(header, rx.el.strong(header), None),
        rx.el.span(body),
        rx.cond(footer, rx.el.span(footer, class_name="footer"), None),
        class_name="phone-text",
        # People write in every direction.
        dir="auto",
    )
    bubble = rx.el.div(
        text,
        rx.foreach(
            rx.Var.create(buttons), lambda words: rx.el.span(words, class_name="phone-button")
        ),
        class_name="phone-bubble",
        data_testid="phone-bubble",
    )
    return rx.el.div(
        rx.el.div(bubble, class_name="phone-screen"),
        rx.el.fieldset(
            rx.el.legend("Phone's theme", class_name="hidden"),
            *(_choice(name, value, label) for value, label in _THEMES),
            class_name="segments",
        ),
        class_name="phone",
    )


_THEMES = (("light", "Light phone"), ("dark", "Dark phone"))


def _choice(name: str, value: str, label: str) -> rx.Component:
    box = rx.el.input(type="radio", name=f"{name}-theme", value=value, class_name="hidden")
    return rx.el.label(box, label, class_name="segment")
