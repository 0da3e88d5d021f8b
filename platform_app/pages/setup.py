"""/setup/…: where a company's first admin says who they are and chooses a password."""

import reflex as rx

from platform_app.components.buttons import button, link_button
from platform_app.components.feedback import notice
from platform_app.components.fields import form_problem, posted_form, text_field
from platform_app.components.layout import stack
from platform_app.pages.registry import public_page
from platform_app.state.setup import SetupState as S


@public_page("/setup/[setup_link]", title="Set up your account", on_load=[S.load])
def setup_page() -> rx.Component:
    """Return the form that the browser posts to /auth/setup, or say that the link is dead."""
    return rx.cond(S.is_loaded, rx.cond(S.dead, _dead(), _form()), None)


def _dead() -> rx.Component:
    return stack(
        rx.el.h1("This link does not work"),
        notice(S.dead, tone="amber", test_id="dead-link"),
        link_button("Go to sign-in", href="/login"),
        gap=4,
    )


def _form() -> rx.Component:
    return stack(
        rx.el.h1("Welcome to ", S.company_name),
        rx.el.p(
            "You are setting up the account of ", rx.el.strong(S.email), ".", class_name="mute"
        ),
        form_problem(S.notice),
        posted_form(
            rx.el.input(type="hidden", name="token", value=S.link, read_only=True),
            # For password managers, which want to know whose password it is.
            rx.el.input(
                type="hidden",
                name="username",
                value=S.email,
                auto_complete="username",
                read_only=True,
            ),
            text_field(
                "Your name",
                "name",
                auto_complete="name",
                required=True,
                max_length=100,
                help_text="As your team knows you.",
                error=S.problems["name"],
                data_testid="name",
            ),
            text_field(
                "Password",
                "password",
                type="password",
                auto_complete="new-password",
                required=True,
                min_length=12,
                help_text="At least 12 characters. Several words are easy to remember and hard to guess.",
                error=S.problems["password"],
                data_testid="password",
            ),
            button("Save and sign in", look="primary", type="submit", data_testid="set-up"),
            action="/auth/setup",
        ),
        gap=4,
    )
