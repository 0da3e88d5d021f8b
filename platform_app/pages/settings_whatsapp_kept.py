"""The sides of a number that WhatsApp keeps: profile, short links, registration."""

import reflex as rx

from platform_app.components.buttons import button, outside_link
from platform_app.components.dialogs import confirm_dialog
from platform_app.components.feedback import empty_state, notice, skeleton
from platform_app.components.fields import (
    copy_field,
    form,
    form_actions,
    form_problem,
    option,
    select_field,
    text_area_field,
    text_field,
)
from platform_app.components.layout import card, halves, mute, reading, row, stack
from platform_app.components.theme import Words
from platform_app.services.channels.views import VERTICALS, LinkRow
from platform_app.state.settings_whatsapp_kept import KeptState as S


def profile_side() -> rx.Component:
    """Return what customers see when they open a chat's details, to be changed."""
    one = S.profile
    fields = form(
        form_problem(S.notice),
        _line("About", "about", one.about, "Below the name. Up to 139 characters."),
        text_area_field(
            "Description",
            "description",
            default_value=one.description,
            rows=4,
            help_text="Up to 512 characters.",
            error=S.problems["description"],
        ),
        _line("Address", "address", one.address, "Up to 256 characters."),
        _line("E-mail", "email", one.email, "Where customers write to."),
        _line("Website", "website", one.website, "With https:// in front."),
        _line("Second website", "second_website", one.second_website, ""),
        select_field(
            "Industry",
            "vertical",
            [option(words, value) for value, words in VERTICALS],
            default_value=one.vertical,
            error=S.problems["vertical"],
        ),
        form_actions(
            button("Save at WhatsApp", look="primary", type="submit", is_busy=S.is_asking, data_testid="save-profile")
        ),
        on_submit=S.save_profile,
        test_id="profile",
    )  # fmt: skip
    return _asked(reading(card(fields, title="What customers see")))


def links_side() -> rx.Component:
    """Return the short links, and the form that makes one."""
    making = form(
        form_problem(S.notice),
        text_area_field(
            "Message that is written for the customer",
            "message",
            rows=3,
            placeholder="Hello, I would like to know more about …",
            help_text="They may change it before they send it. Up to 140 characters.",
            error=S.problems["message"],
            data_testid="link-message",
        ),
        form_actions(
            button("Make a link", look="primary", type="submit", is_busy=S.is_asking, data_testid="make-link")
        ),
        on_submit=S.add_link,
    )  # fmt: skip
    nothing = empty_state(
        "qr-code",
        "No link yet",
        "A link, or its QR code on paper, opens a chat with this number with a first message written.",
    )
    return stack(
        reading(card(making, title="New link")),
        _asked(
            rx.cond(
                rx.Var.create(S.links).length() > 0,
                rx.el.div(rx.foreach(S.links, _link), class_name="links"),
                card(nothing),
            )
        ),
    )


def registration_side(status: Words, verification: Words) -> rx.Component:
    """Return what makes a number ready to send: the code that proves it, the PIN that registers it."""
    is_ready = rx.Var.create(status) == "CONNECTED"
    ready = notice(
        "This number is registered. You need this only when WhatsApp says otherwise.", tone="green"
    )
    return stack(
        rx.cond(is_ready, ready, None),
        form_problem(S.notice),
        halves(
            card(_proof(verification), title="1. Verify the number"),
            card(_pin(), title="2. Register it"),
        ),
    )


def _proof(verification: Words) -> rx.Component:
    is_proved = rx.Var.create(verification) == "VERIFIED"
    asking = form(
        select_field(
            "How WhatsApp tells you the code",
            "method",
            [option("By text message", "sms"), option("By a call", "voice")],
        ),
        form_actions(button("Send the code", type="submit", is_busy=S.is_asking)),
        on_submit=S.request_code,
    )
    proving = form(
        text_field(
            "Code",
            "code",
            input_mode="numeric",
            auto_complete="one-time-code",
            error=S.problems["code"],
        ),
        form_actions(button("Verify", look="primary", type="submit", is_busy=S.is_asking)),
        on_submit=S.verify_code,
    )
    return rx.cond(is_proved, mute("It is verified."), stack(asking, proving))


def _pin() -> rx.Component:
    return form(
        text_field(
            "PIN of six digits",
            "pin",
            type="password",
            input_mode="numeric",
            auto_complete="off",
            help_text="The number's second factor at WhatsApp: the one that was set, or a new one. Keep it.",
            error=S.problems["pin"],
        ),
        form_actions(button("Register", look="primary", type="submit", is_busy=S.is_asking)),
        on_submit=S.register,
    )


def _asked(content: rx.Component) -> rx.Component:
    """Show content once WhatsApp has answered, or why it has not."""
    waiting = card(skeleton("title"), skeleton("block"))
    return rx.cond(
        S.refusal, notice(S.refusal, tone="red"), rx.cond(S.is_fetching, waiting, content)
    )


def _line(label: str, name: str, value: Words, help_text: str) -> rx.Component:
    return text_field(label, name, default_value=value, help_text=help_text, error=S.problems[name])


def _link(one: LinkRow) -> rx.Component:
    remove = confirm_dialog(
        button("Delete", look="danger", icon="trash-2"),
        "Delete this link?",
        "The link and every printed QR code of it stop working for good.",
        confirm=("Delete", S.remove_link(one.code)),
        repeated=[("Link", one.url), ("Message", one.message)],
        look="danger",
    )
    return card(
        rx.cond(
            one.qr,
            rx.el.img(src=one.qr, alt="QR code of this link", class_name="qr"),
            None,
        ),
        rx.el.p(one.message, dir="auto"),
        copy_field("Link", "link", one.url),
        row(outside_link("Try it", href=one.url, target="_blank"), remove),
        test_id="short-link",
    )
