"""/enrol: where a second factor is set up that a role demands, before anything else opens."""

import reflex as rx

from platform_app.components.buttons import button
from platform_app.components.fields import posted_form
from platform_app.components.layout import stack
from platform_app.components.second_factor import begin_button, second_factor_steps
from platform_app.pages.registry import public_page
from platform_app.state.second_factor import SecondFactorState as S


@public_page("/enrol", title="Set up your second factor", on_load=[S.load])
def enrol_page() -> rx.Component:
    """Return the steps, one after the other."""
    why = stack(
        rx.el.p(
            "Your role opens a lot here, so a password alone is not enough. "
            "You need a phone with an authenticator app, such as Aegis, Google Authenticator or 1Password. "
            "It takes a minute.",
            class_name="mute",
        ),
        begin_button("Set it up"),
        gap=4,
    )
    return stack(
        rx.el.h1("Set up your second factor"),
        second_factor_steps(why, next_path=rx.cond(S.is_super_admin, "/admin", "/")),
        posted_form(button("Sign out", look="quiet", type="submit"), action="/auth/sign-out"),
        gap=4,
    )
