"""/login and /login/2fa: the way in, for a company's people and for the platform's own."""

import reflex as rx

from platform_app.components.buttons import button, link
from platform_app.components.feedback import notice
from platform_app.components.fields import form_problem, posted_form, text_field
from platform_app.components.layout import mute, stack
from platform_app.pages.registry import public_page
from platform_app.state.login import LoginState as S


@public_page("/login", title="Sign in", on_load=[S.load])
def login_page() -> rx.Component:
    """Return the form that the browser posts to /auth/sign-in."""
    return stack(
        rx.el.h1("Sign in"),
        rx.cond(S.done, notice(S.done, tone="green", test_id="done"), None),
        form_problem(S.notice),
        posted_form(
            _next(),
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
        link("Forgot your password?", href="/forgot"),
        mute("No account? Ask an admin of your company to invite you."),
        gap=4,
    )


@public_page("/login/2fa", title="Enter your code", on_load=[S.load])
def code_page() -> rx.Component:
    """Return the form for the second factor, which the browser posts to /auth/code."""
    return stack(
        rx.el.h1("Enter your code"),
        rx.el.p("Your authenticator app shows six digits for this account.", class_name="mute"),
        form_problem(S.notice),
        posted_form(
            _next(),
            text_field(
                "Code",
                "code",
                auto_complete="one-time-code",
                required=True,
                auto_focus=True,
                max_length=40,
                help_text="No phone at hand? Type one of your recovery codes instead.",
                data_testid="code",
            ),
            button("Go on", look="primary", type="submit", data_testid="give-code"),
            action="/auth/code",
        ),
        link("Start again", href="/login"),
        gap=4,
    )


@public_page("/forgot", title="New password", on_load=[S.load])
def forgot_page() -> rx.Component:
    """Return the form that asks for a link to choose a new password."""
    sent = notice(
        "If this address has an account here, a link is on its way. It works for 30 minutes.",
        tone="green",
        test_id="sent",
    )
    return stack(
        rx.el.h1("New password"),
        rx.cond(S.is_sent, sent, _ask_for_link()),
        link("Back to sign-in", href="/login"),
        gap=4,
    )


def _ask_for_link() -> rx.Component:
    return posted_form(
        text_field(
            "E-mail",
            "email",
            type="email",
            auto_complete="username",
            required=True,
            auto_focus=True,
            help_text="We send you a link with which you choose a new one.",
            data_testid="email",
        ),
        button("Send me a link", look="primary", type="submit", data_testid="send-link"),
        action="/auth/forgot",
    )


def _next() -> rx.Component:
    return rx.el.input(type="hidden", name="next", value=S.next_path, read_only=True)
