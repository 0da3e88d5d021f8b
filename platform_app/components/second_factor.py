"""The steps of a second factor: why, scan, confirm, keep the recovery codes."""

import reflex as rx

from platform_app.components.buttons import button
from platform_app.components.feedback import notice
from platform_app.components.fields import (
    checkbox_field,
    form,
    form_actions,
    form_problem,
    posted_form,
    text_field,
)
from platform_app.components.layout import mute, row, stack, strong
from platform_app.components.theme import Words
from platform_app.state.second_factor import SecondFactorState as S

_CODES = rx.Var.create(S.recovery_codes)


def second_factor_steps(first: rx.Component, *, next_path: Words) -> rx.Component:
    """Return the present step; `first` is shown before anything has begun, `next_path` opens at the end."""
    begun = rx.cond(S.picture, _scan(), first)
    return rx.cond(_CODES.length() > 0, _keep_codes(next_path), begun)


def begin_button(label: str) -> rx.Component:
    """Return the button that begins."""
    return button(
        label, look="primary", icon="smartphone", on_click=S.begin, data_testid="begin-2fa"
    )


def _scan() -> rx.Component:
    return stack(
        rx.el.p("1. Open an authenticator app on your phone and scan this."),
        rx.el.img(src=S.picture, alt="QR code for your authenticator app", class_name="qr"),
        rx.el.details(
            rx.el.summary("Cannot scan it? Type this instead"),
            rx.el.code(S.secret, class_name="mono break", data_testid="secret"),
        ),
        form_problem(S.notice),
        form(
            text_field(
                "2. Type the six digits that the app shows now",
                "code",
                auto_complete="one-time-code",
                input_mode="numeric",
                required=True,
                max_length=12,
                error=S.problems["code"],
                data_testid="code",
            ),
            form_actions(
                button("Back", on_click=S.cancel),
                button("Confirm", look="primary", type="submit", data_testid="accept-2fa"),
            ),
            on_submit=S.accept,
        ),
        gap=4,
    )


def _keep_codes(next_path: Words) -> rx.Component:
    codes = rx.el.ul(
        rx.foreach(S.recovery_codes, lambda code: rx.el.li(code, class_name="mono")),
        class_name="codes",
        data_testid="recovery-codes",
    )
    return stack(
        notice(
            strong("Keep these recovery codes."),
            " Each lets you in once if your phone is lost. They are not shown again.",
            tone="amber",
        ),
        codes,
        row(
            button(
                "Copy all",
                icon="copy",
                on_click=[
                    rx.set_clipboard(_CODES.join("\n")),
                    rx.toast.success("Copied."),
                ],
            ),
            button(
                "Download",
                icon="download",
                on_click=rx.download(data=_CODES.join("\n"), filename="recovery-codes.txt"),
            ),
        ),
        checkbox_field(
            "I have put them in a safe place",
            "kept",
            on_change=S.set_kept,
            data_testid="kept",
        ),
        posted_form(
            rx.el.input(type="hidden", name="next", value=next_path, read_only=True),
            button(
                "Go on",
                look="primary",
                type="submit",
                disabled=~S.are_kept,
                data_testid="codes-kept",
            ),
            action="/auth/renew",
        ),
        mute("Your other sessions have ended."),
        gap=4,
    )
