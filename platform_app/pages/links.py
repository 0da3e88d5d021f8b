"""/setup, /invite, /reset and /email with their tokens: what the links in our mails open."""

import reflex as rx

from platform_app.components.buttons import button, link_button
from platform_app.components.feedback import notice
from platform_app.components.fields import form_problem, posted_form, text_field
from platform_app.components.layout import stack, strong
from platform_app.components.theme import Node
from platform_app.pages.registry import public_page
from platform_app.state.links import LinksState as S

_HELP = "At least 12 characters. Several words are easy to remember and hard to guess."


@public_page("/setup/[setup_link]", title="Set up your account", on_load=[S.load])
def setup_page() -> rx.Component:
    """Return the form with which a company's first admin chooses a password."""
    return _living(_welcome("/auth/setup"))


@public_page("/invite/[invitation]", title="Join the team", on_load=[S.load])
def invitation_page() -> rx.Component:
    """Return the form with which an invited person chooses a password."""
    return _living(_welcome("/auth/invite"))


@public_page("/reset/[reset_link]", title="New password", on_load=[S.load])
def reset_page() -> rx.Component:
    """Return the form with which somebody chooses a new password."""
    return _living(
        stack(
            rx.el.h1("Choose a new password"),
            rx.el.p("For ", strong(S.email), ". Your sessions everywhere end.", class_name="mute"),
            form_problem(S.notice),
            posted_form(
                _token(),
                _username(),
                _password("New password"),
                button("Save", look="primary", type="submit", data_testid="save-password"),
                action="/auth/reset",
            ),
            gap=4,
        ),
        next_step=link_button("Send me a new link", href="/forgot"),
    )


@public_page("/email/[email_link]", title="Confirm your address", on_load=[S.load])
def email_page() -> rx.Component:
    """Return the button with which somebody confirms a new address."""
    return _living(
        stack(
            rx.el.h1("Confirm your address"),
            rx.el.p(
                "The account ",
                strong(S.email),
                " gets the address ",
                strong(S.new_email),
                ". You sign in with it from then on.",
                class_name="mute",
            ),
            form_problem(S.notice),
            posted_form(
                _token(),
                button("Confirm", look="primary", type="submit", data_testid="confirm-email"),
                action="/auth/email",
            ),
            gap=4,
        )
    )


def _living(form: rx.Component, *, next_step: rx.Component | None = None) -> rx.Component:
    dead = _dead(next_step or link_button("Go to sign-in", href="/login"))
    return rx.cond(S.is_loaded, rx.cond(S.dead, dead, form), None)


def _dead(next_step: rx.Component) -> rx.Component:
    return stack(
        rx.el.h1("This link does not work"),
        notice(S.dead, tone="amber", test_id="dead-link"),
        next_step,
        gap=4,
    )


def _welcome(action: str) -> rx.Component:
    return stack(
        rx.el.h1("Welcome to ", S.place),
        rx.el.p("You are setting up the account of ", strong(S.email), ".", class_name="mute"),
        form_problem(S.notice),
        posted_form(
            _token(),
            _username(),
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
            _password("Password"),
            button("Save and sign in", look="primary", type="submit", data_testid="set-up"),
            action=action,
        ),
        gap=4,
    )


def _token() -> rx.Component:
    return rx.el.input(type="hidden", name="token", value=S.link, read_only=True)


def _username() -> Node:
    # For password managers, which want to know whose password it is.
    return rx.el.input(
        type="hidden", name="username", value=S.email, auto_complete="username", read_only=True
    )


def _password(label: str) -> rx.Component:
    return text_field(
        label,
        "password",
        type="password",
        auto_complete="new-password",
        required=True,
        min_length=12,
        help_text=_HELP,
        error=S.problems["password"],
        data_testid="password",
    )
