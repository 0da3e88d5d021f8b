"""Who is here: the window that asks again, and the strip that says that somebody is visiting."""

import reflex as rx

from platform_app.components.buttons import ICON, button
from platform_app.components.dialogs import dialog
from platform_app.components.fields import (
    form,
    form_actions,
    form_problem,
    posted_form,
    text_field,
)
from platform_app.components.moments import moment
from platform_app.state.base import AppState


def confirm_identity() -> rx.Component:
    """Return the window that opens when a dangerous act needs a fresh look at who does it."""
    code = text_field(
        "Code from your app",
        "code",
        auto_complete="one-time-code",
        required=True,
        data_testid="confirm-code",
    )
    return dialog(
        "Confirm that it is you",
        "What you are about to do is hard to undo. It was more than five minutes ago that you showed who you are.",
        form(
            form_problem(AppState.confirm_problem),
            text_field(
                "Password",
                "password",
                type="password",
                auto_complete="current-password",
                required=True,
                data_testid="confirm-password",
            ),
            rx.cond(AppState.has_second_factor, code, None),
            form_actions(
                button("Back", on_click=AppState.set_confirming(is_open=False)),
                button("Confirm", look="primary", type="submit", data_testid="confirm-identity"),
            ),
            on_submit=AppState.confirm_identity,
        ),
        is_open=AppState.is_confirming,
        on_open_change=AppState.set_confirming,
    )


def visiting_strip() -> rx.Component:
    """Return the red strip on every page that a super admin sees inside a company."""
    right = rx.cond(AppState.is_read_only, "You can look, not change. ", "You can change things. ")
    words = rx.el.span(
        rx.el.strong("You are visiting ", AppState.company_name, " as a super admin. "),
        right,
        "Reason: ",
        AppState.visiting,
        ". Ends ",
        moment(AppState.visit_ends_at),
        ".",
    )
    leave = posted_form(
        button("Leave", type="submit", data_testid="leave"),
        action="/auth/leave",
        class_name="end",
    )
    strip = rx.el.div(
        rx.icon("eye", size=ICON),
        words,
        leave,
        class_name="strip",
        role="alert",
        data_testid="visiting",
    )
    return rx.cond(AppState.visiting, strip, None)
