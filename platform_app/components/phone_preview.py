"""A template as the customer will see it, in light and in dark."""

from typing import Any

import reflex as rx

from platform_app.components.theme import Node, Words
from platform_app.services.templates.views import PhoneButton, PhoneCard, PhoneMessage, Run


def phone_preview(
    header: Words, body: Words, footer: Words, buttons: Any, *, name: str = "phone"
) -> rx.Component:
    """Return a message in WhatsApp's look; `buttons` is a list var of words, `name` is unique on the page."""
    bubble = _bubble(
        _text(header, body, footer),
        rx.foreach(
            rx.Var.create(buttons), lambda words: rx.el.span(words, class_name="phone-button")
        ),
    )
    return _phone(bubble, name)


def phone_message(message: PhoneMessage, *, name: str = "phone") -> rx.Component:
    """Return a message with everything that a template can hold: a file, an offer, buttons, cards."""
    bubble = _bubble(
        rx.cond(message.media, _media(message.media, message.media_name), None),
        rx.cond(message.offer, _offer(message.offer), None),
        _text(message.header, _words(message), message.footer),
        rx.foreach(message.buttons, _button),
    )
    cards = rx.el.div(
        rx.foreach(message.cards, _card),
        class_name="phone-cards",
        role="region",
        aria_label="Cards",
        tab_index=0,
    )
    has_cards = rx.Var.create(message.cards).length() > 0
    return _phone(rx.fragment(bubble, rx.cond(has_cards, cards, None)), name)


def _phone(content: rx.Component, name: str) -> rx.Component:
    return rx.el.div(
        rx.el.div(content, class_name="phone-screen"),
        rx.el.fieldset(
            rx.el.legend("Phone's theme", class_name="hidden"),
            *(_choice(name, value, label) for value, label in _THEMES),
            class_name="segments",
        ),
        class_name="phone",
    )


def _bubble(*parts: rx.Component | None) -> rx.Component:
    return rx.el.div(*parts, class_name="phone-bubble", data_testid="phone-bubble")


def _text(header: Words, body: Node, footer: Words) -> rx.Component:
    return rx.el.div(
        rx.cond(header, rx.el.strong(header), None),
        rx.el.span(body),
        rx.cond(footer, rx.el.span(footer, class_name="footer"), None),
        class_name="phone-text",
        # People write in every direction.
        dir="auto",
    )


def _words(message: PhoneMessage) -> rx.Component:
    nothing = rx.el.span("The message shows here.", class_name="footer")
    has_words = (rx.Var.create(message.body).length() > 0) | (message.header != "")
    return rx.fragment(rx.cond(has_words, rx.foreach(message.body, _run), nothing))


def _run(one: Run) -> rx.Component:
    return rx.el.span(one.text, class_name=one.style)


def _media(kind: Words, name: Words) -> rx.Component:
    pictures = {word: _picture(icon, words) for word, (icon, words) in _MEDIA.items()}
    return rx.el.div(
        rx.match(kind, *pictures.items(), _picture("file", "File")),
        rx.cond(name, rx.el.span(name, class_name="clip"), None),
        class_name="phone-media",
    )


def _picture(icon: str, words: str) -> rx.Component:
    return rx.el.span(rx.icon(icon, size=24), rx.el.span(words), class_name="stack gap-1")


def _offer(words: Words) -> rx.Component:
    return rx.el.div(rx.icon("tag", size=16), rx.el.strong(words), class_name="phone-offer")


def _button(one: PhoneButton) -> rx.Component:
    icons = [(name, rx.icon(name, size=14)) for name in _ICONS]
    return rx.el.span(
        rx.match(one.icon, *icons, rx.icon("reply", size=14)),
        rx.el.span(one.text),
        class_name="phone-button",
    )


def _card(one: PhoneCard) -> rx.Component:
    return rx.el.div(
        _media(one.media, one.media_name),
        rx.cond(one.body, rx.el.div(one.body, class_name="phone-text", dir="auto"), None),
        rx.foreach(one.buttons, _button),
        class_name="phone-bubble",
    )


_ICONS = ("external-link", "phone", "copy", "list", "store")
_MEDIA = {
    "IMAGE": ("image", "Picture"),
    "VIDEO": ("video", "Video"),
    "DOCUMENT": ("file-text", "Document"),
    "LOCATION": ("map-pin", "Place"),
    "PRODUCT": ("store", "Product"),
}
_THEMES = (("light", "Light phone"), ("dark", "Dark phone"))


def _choice(name: str, value: str, label: str) -> rx.Component:
    box = rx.el.input(type="radio", name=f"{name}-theme", value=value, class_name="hidden")
    return rx.el.label(box, label, class_name="segment")
