"""/templates/[id]/edit: a template is written on the left and seen on a phone on the right."""

import reflex as rx

from platform_app.components.buttons import button, link_button
from platform_app.components.dialogs import confirm_dialog
from platform_app.components.feedback import empty_state, notice, skeleton
from platform_app.components.fields import (
    checkbox_field,
    form_problem,
    option,
    select_field,
    text_field,
)
from platform_app.components.layout import card, halves, mute, stack, with_aside
from platform_app.components.phone_preview import phone_message
from platform_app.components.shell import page_header
from platform_app.components.template_fields import PAUSE_MS, big_choices
from platform_app.core.permissions import Permission
from platform_app.pages.registry import company_page
from platform_app.pages.templates_edit_buttons import buttons_card, cards_card
from platform_app.pages.templates_edit_texts import message_card, samples_card
from platform_app.state.templates_edit import LANGUAGE_CHOICES
from platform_app.state.templates_edit import TemplatesEditState as S

FORM = S.form
_IS_CODE = FORM.category == "AUTHENTICATION"
_CATEGORIES = (
    ("MARKETING", "Marketing", "Offers, news, invitations: whatever advertises, or is a bit of both."),
    ("UTILITY", "Utility", "About something that this person asked for: an order, an appointment, a bill."),
    ("AUTHENTICATION", "One-time code", "A code to sign in with. WhatsApp has fixed its words."),
)  # fmt: skip
_LAYOUTS = (
    ("STANDARD", "Message", "A text, with a header, a footer and buttons as you like."),
    ("OFFER", "Limited-time offer", "With a code to copy, and a clock that runs down."),
    ("CAROUSEL", "Carousel", "A text, and 2 to 10 cards with pictures or videos to swipe."),
)
_CODE_WAYS = (
    ("COPY_CODE", "A button copies it"),
    ("ONE_TAP", "A press fills it in (Android)"),
    ("ZERO_TAP", "It fills itself in (Android)"),
)


@company_page(
    "/templates/[template_id]/edit",
    title="Write a template",
    permission=Permission.TEMPLATES_MANAGE,
    nav="campaigns",
    on_load=[S.load],
)
def templates_edit() -> rx.Component:
    """Return the form and the phone."""
    page = stack(_head(), _said(), with_aside(_form(), _seen()))
    return rx.cond(S.is_loaded, rx.cond(S.obstacle, _impossible(), page), _waiting())


def _waiting() -> rx.Component:
    return stack(
        rx.el.h1("Write a template", class_name="hidden"), skeleton("title"), skeleton("block")
    )


def _impossible() -> rx.Component:
    return stack(
        rx.el.h1("Write a template", class_name="hidden"),
        empty_state(
            "pencil-off",
            "This template can't be changed now",
            S.obstacle,
            link_button("All templates", href="/templates"),
        ),
    )


def _head() -> rx.Component:
    discard = confirm_dialog(
        button("Throw away", icon="trash-2", data_testid="discard"),
        "Throw away what you have written?",
        "WhatsApp has not seen it. It cannot be brought back.",
        confirm=("Throw away", S.discard),
        look="danger",
    )
    return page_header(
        rx.cond(S.is_known, "Change a template", "New template"),
        rx.fragment(
            "It saves itself. WhatsApp sees it when you submit it.",
            rx.cond(S.saved, " Saved " + S.saved + ".", ""),
        ),
        discard,
        button(
            "Submit to WhatsApp",
            look="primary",
            icon="send",
            on_click=S.submit,
            is_busy=S.is_busy,
            data_testid="submit",
        ),
    )


def _said() -> rx.Component:
    return stack(
        form_problem(S.notice),
        rx.cond(S.edit_words, notice(S.edit_words, tone="blue"), None),
        gap=2,
    )


def _form() -> rx.Component:
    return stack(
        _what(),
        rx.cond(_IS_CODE, _code(), _written()),
        rx.cond(FORM.category == "MARKETING", None, _delivery()),
    )


def _written() -> rx.Component:
    return stack(
        _layout(),
        rx.cond(FORM.layout == "OFFER", _offer(), None),
        message_card(),
        rx.cond(rx.Var.create(FORM.samples).length() > 0, samples_card(), None),
        rx.cond(FORM.layout == "CAROUSEL", cards_card(), buttons_card()),
    )


def _what() -> rx.Component:
    languages = [option(label, code) for code, label in LANGUAGE_CHOICES]
    return card(
        big_choices(
            "What it is for",
            "category",
            _CATEGORIES,
            current=FORM.category,
            on_pick=lambda picked: S.set_text("category", picked),
            is_fixed=S.is_approved,
        ),
        rx.cond(S.is_approved, mute("WhatsApp has approved it, so its category stays."), None),
        halves(
            text_field(
                "Name",
                "name",
                value=FORM.name,
                on_change=lambda value: S.set_text("name", value),
                debounce_timeout=PAUSE_MS,
                error=S.problems["name"],
                help_text="Only your team sees it: small letters, digits and underscores.",
                disabled=S.is_known,
                max_length=512,
                auto_complete="off",
                data_testid="template-name",
            ),
            select_field(
                "Language",
                "language",
                languages,
                value=FORM.language,
                on_change=lambda value: S.set_text("language", value),
                error=S.problems["language"],
                help_text="Each language is a template of its own, under the same name.",
                disabled=S.is_known,
                data_testid="template-language",
            ),
        ),
    )


def _layout() -> rx.Component:
    wrong = rx.cond(
        S.problems["layout"],
        rx.el.div(S.problems["layout"], class_name="error", role="alert"),
        None,
    )
    return card(
        big_choices(
            "What it looks like",
            "layout",
            _LAYOUTS,
            current=FORM.layout,
            on_pick=lambda picked: S.set_text("layout", picked),
        ),
        wrong,
    )


def _offer() -> rx.Component:
    return card(
        text_field(
            "What the offer is called",
            "offer_text",
            value=FORM.offer_text,
            on_change=lambda value: S.set_text("offer_text", value),
            debounce_timeout=PAUSE_MS,
            error=S.problems["offer_text"],
            help_text="Up to 16 characters, as in “Expiring offer!”.",
            data_testid="offer-text",
        ),
        checkbox_field(
            "A clock shows how long it is valid",
            "offer_expires",
            checked=FORM.offer_expires,
            on_change=lambda is_on: S.set_flag("offer_expires", is_on),
            help_text="Until when is said with each campaign.",
        ),
        title="The offer",
    )


def _code() -> rx.Component:
    ways = [option(label, value) for value, label in _CODE_WAYS]
    app = halves(
        _line("The app's package name", "app_package", FORM.app_package, "As in com.example.shop."),
        _line("The app's signing key hash", "app_hash", FORM.app_hash, "11 characters."),
    )
    return card(
        select_field(
            "How the code gets into the app",
            "otp_kind",
            ways,
            value=FORM.otp_kind,
            on_change=lambda value: S.set_text("otp_kind", value),
            error=S.problems["otp_kind"],
        ),
        rx.cond(FORM.otp_kind == "COPY_CODE", None, app),
        _line(
            "Valid for how many minutes", "otp_minutes", FORM.otp_minutes, "1 to 90, or nothing."
        ),
        checkbox_field(
            "Warn people not to share the code",
            "otp_warns",
            checked=FORM.otp_warns,
            on_change=lambda is_on: S.set_flag("otp_warns", is_on),
        ),
        title="The code",
    )


def _delivery() -> rx.Component:
    help_text = rx.cond(
        _IS_CODE,
        "Seconds, 30 to 900. Empty: 10 minutes. What has not arrived by then is dropped.",
        "Seconds, 30 to 43,200, or −1 for 30 days. Empty: 30 days. What has not arrived by then is dropped.",
    )
    return card(_line("How long WhatsApp tries", "ttl", FORM.ttl, help_text), title="Delivery")


def _line(
    label: str, name: str, value: rx.Var[str] | str, help_text: str | rx.Var[str]
) -> rx.Component:
    return text_field(
        label,
        name,
        value=value,
        on_change=lambda typed: S.set_text(name, typed),
        debounce_timeout=PAUSE_MS,
        error=S.problems[name],
        help_text=help_text,
        data_testid=name,
    )


def _seen() -> rx.Component:
    ready = rx.cond(
        (rx.Var.create(S.problems).length() == 0) & (rx.Var.create(S.missing).length() == 0),
        notice("Nothing stands against submitting it.", tone="green", test_id="ready"),
        None,
    )
    return stack(
        card(
            phone_message(S.message), title="As customers will see it", test_id="template-preview"
        ),
        card(
            ready,
            rx.foreach(S.missing, lambda words: notice(words, tone="mute", test_id="missing")),
            rx.foreach(S.advice, lambda words: notice(words, tone="amber", test_id="advice")),
            title="Before you submit it",
        ),
    )
