"""Windows over the page: a form to fill in, a fact to confirm."""

from typing import Any

import reflex as rx

from platform_app.components.buttons import Look, button
from platform_app.components.layout import facts
from platform_app.components.theme import Act, Node, Words

# A window that the state opens has no trigger, so Radix would leave the focus nowhere afterwards.
_FOCUS_RETURNS = {
    # A window that was opened out of a list that closes has the list's button for its opener.
    "onOpenAutoFocus": rx.Var(
        "(e) => { const at = document.activeElement, list = at?.closest('[role=dialog]'); "
        "e.currentTarget.opener = list && document.querySelector(`[aria-controls='${list.id}']`) || at; }"
    ),
    "onCloseAutoFocus": rx.Var("(e) => { e.preventDefault(); e.currentTarget.opener?.focus(); }"),
}


def dialog(
    title: Words,
    purpose: Words,
    *children: Node,
    is_open: bool | rx.Var[bool],
    on_open_change: Act,
) -> rx.Component:
    """Return a window whose opening the state decides; Esc and a press outside close it."""
    return rx.dialog.root(
        rx.dialog.content(
            *_heading(title, purpose),
            *children,
            max_width="480px",
            custom_attrs=_FOCUS_RETURNS,
        ),
        open=is_open,
        on_open_change=on_open_change,
    )


def confirm_dialog(
    trigger: rx.Component,
    title: Words,
    purpose: Words,
    *,
    confirm: tuple[str, Act],
    repeated: list[tuple[str, Node]] | None = None,
    look: Look = "primary",
) -> rx.Component:
    """Ask before something dangerous and repeat the facts; `confirm` is the button's label and what it does."""
    label, act = confirm
    agree: dict[str, Any] = {"on_click": act, "data_testid": "confirm"}  # Any: HTML attributes
    buttons = rx.el.div(
        rx.alert_dialog.cancel(button("Back", data_testid="confirm-back")),
        rx.alert_dialog.action(button(label, look=look, **agree)),
        class_name="form-actions",
    )
    body = rx.el.div(*([facts(*repeated)] if repeated else []), buttons, class_name="stack gap-6")
    return rx.alert_dialog.root(
        rx.alert_dialog.trigger(trigger),
        rx.alert_dialog.content(
            rx.alert_dialog.title(title, class_name="dialog-title"),
            rx.alert_dialog.description(purpose, class_name="dialog-text"),
            body,
            max_width="480px",
        ),
    )


def _heading(title: Words, purpose: Words) -> tuple[rx.Component, rx.Component]:
    return (
        rx.dialog.title(title, class_name="dialog-title"),
        rx.dialog.description(purpose, class_name="dialog-text"),
    )
