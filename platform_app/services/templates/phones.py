"""A template as the phone shows it, out of WhatsApp's components."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from platform_app.integrations.whatsapp.graph_json import (
    JsonObject,
    as_number,
    as_object,
    as_objects,
    as_text,
)
from platform_app.integrations.whatsapp.payloads import render_preview
from platform_app.integrations.whatsapp.payloads.template_forms import TemplateForm, to_components
from platform_app.integrations.whatsapp.payloads.template_variables import replace_placeholders
from platform_app.services.templates.views import PhoneButton, PhoneCard, PhoneMessage, Run

_ICONS = {
    "QUICK_REPLY": "reply", "URL": "external-link", "PHONE_NUMBER": "phone", "COPY_CODE": "copy", "OTP": "copy",
    "FLOW": "list", "CATALOG": "store", "MPM": "store", "SPM": "store", "VOICE_CALL": "phone",
}  # fmt: skip
_DECORATED = re.compile(r"(?<!\w)([*_~])(?=\S)([^\n]+?)(?<=\S)\1(?!\w)|```(.+?)```", re.DOTALL)
_STYLES = {"*": "bold", "_": "italic", "~": "struck", "`": "mono"}
_MEDIA = ("IMAGE", "VIDEO", "DOCUMENT", "LOCATION", "GIF", "PRODUCT")
_WORDS = {"COPY_CODE": "Copy offer code", "OTP": "Copy code", "CATALOG": "View catalog"}


def of_form(form: TemplateForm) -> PhoneMessage:
    """Return what is being written as the phone will show it, with the examples filled in."""
    components = to_components(form)
    values = {one.id: one.value for one in form.samples if one.value}
    message = _message(components, values, form.parameter_format)
    names = [card.media_name for card in form.cards]
    cards = [
        replace(card, media_name=name, body=_filled(card.body, values, f"card{n}."))
        for n, (card, name) in enumerate(zip(message.cards, names, strict=False), 1)
    ]
    return replace(message, media_name=form.media_name if message.media else "", cards=cards)


def of_components(components: Sequence[JsonObject], parameter_format: str) -> PhoneMessage:
    """Return a stored template as the phone shows it, its variables as placeholders."""
    return _message(components, {}, parameter_format)


def runs_of(text: str) -> list[Run]:
    """Return a text in pieces as WhatsApp decorates them: *bold*, _italic_, ~struck~, ```mono```."""
    runs: list[Run] = []
    end = 0
    for found in _DECORATED.finditer(text):
        runs.append(Run(text[end : found.start()]))
        runs.append(Run(found[2] or found[3], _STYLES[found[1] or "`"]))
        end = found.end()
    runs.append(Run(text[end:]))
    return [run for run in runs if run.text]


def _message(
    components: Sequence[JsonObject], values: Mapping[str, str], parameter_format: str
) -> PhoneMessage:
    preview = render_preview(components, values, parameter_format)
    parts = {str(one.get("type", "")).upper(): one for one in components}
    header_format = preview.header_format or ""
    offer = as_object(parts.get("LIMITED_TIME_OFFER", {}).get("limited_time_offer"))
    return PhoneMessage(
        header=preview.header or "",
        media=header_format if header_format in _MEDIA else "",
        offer=as_text(offer.get("text")) or "",
        body=runs_of(preview.body or _code_words(parts.get("BODY", {}))),
        footer=preview.footer or _expiry_words(parts.get("FOOTER", {})),
        buttons=_shown([_button(one.kind, one.text) for one in preview.buttons]),
        cards=[_card(card) for card in as_objects(parts.get("CAROUSEL", {}).get("cards"))],
    )


def _button(kind: str, text: str) -> PhoneButton:
    return PhoneButton(_ICONS.get(kind, "reply"), text or _WORDS.get(kind, "…"))


def _shown(buttons: list[PhoneButton]) -> list[PhoneButton]:
    """Return what a phone shows before anybody presses: of more than three, two and the way to the others."""
    return buttons if len(buttons) <= 3 else [*buttons[:2], PhoneButton("list", "See all options")]


def _card(card: JsonObject) -> PhoneCard:
    parts = {str(one.get("type", "")).upper(): one for one in as_objects(card.get("components"))}
    buttons = as_objects(parts.get("BUTTONS", {}).get("buttons"))
    return PhoneCard(
        media=str(parts.get("HEADER", {}).get("format", "IMAGE")).upper(),
        media_name="",
        body=as_text(parts.get("BODY", {}).get("text")) or "",
        buttons=[
            _button(str(one.get("type", "")).upper(), as_text(one.get("text")) or "")
            for one in buttons
        ],
    )


def _filled(text: str, values: Mapping[str, str], place: str) -> str:
    own = {key.removeprefix(place): value for key, value in values.items() if key.startswith(place)}
    return replace_placeholders(text, own)


def _code_words(body: Mapping[str, Any]) -> str:  # Any: Graph's JSON
    """Return the text that WhatsApp itself writes for one-time codes."""
    if "add_security_recommendation" not in body:
        return ""
    warning = " For your security, do not share this code."
    return "123456 is your verification code." + (
        warning if body["add_security_recommendation"] else ""
    )


def _expiry_words(footer: Mapping[str, Any]) -> str:  # Any: Graph's JSON
    minutes = as_number(footer.get("code_expiration_minutes"))
    return f"This code expires in {minutes} minutes." if minutes else ""
