"""/login: the way in, for a company's people and for the platform's own."""

import reflex as rx

from platform_app.components.buttons import button
from platform_app.components.fields import form_problem, posted_form, text_field
from platform_app.components.layout import mute, stack
from platform_app.pages.registry import public_page
from platform_app.state.login import LoginState


@public_page("/login", title="Sign in", on_load=[LoginState.load])
def login_page() -> rx.Component:
    """Return the form that the browser posts to /auth/sign-in."""
    return stack(
        rx.el.h1("Sign in"),
        form_problem(LoginState.notice),
        posted_form(
            rx.el.input(type="hidden", name="next", value=LoginState.next_path, read_only=True),
            text_field(
                "E-mail",
                "email",
                type="email",
                auto_complete="username",
                required=True,
                auto_focus=True,
                data_testid="email",
            ),
            text_field(
                "Password",
                "password",
                type="password",
                auto_complete="current-password",
                required=True,
                data_testid="password",
            ),
            button("Sign in", look="primary", type="submit", data_testid="sign-in"),
            action="/auth/sign-in",
        ),
        mute("No account, or no way in? Ask an admin of your company."),
        gap=4,
    )
