"""A template as people write it, and its way to WhatsApp's components and back."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any

from platform_app.integrations.whatsapp.graph_json import (
    JsonObject,
    as_list,
    as_number,
    as_object,
    as_objects,
    as_text,
    first_object,
)
from platform_app.integrations.whatsapp.payloads.template_variables import (
    PLACEHOLDER,
    placeholder_keys,
    positional_examples,
)

STANDARD, OFFER, CAROUSEL = "STANDARD", "OFFER", "CAROUSEL"
AUTHENTICATION, MARKETING, UTILITY = "AUTHENTICATION", "MARKETING", "UTILITY"
NAMED, POSITIONAL = "NAMED", "POSITIONAL"
NO_HEADER, TEXT, LOCATION = "NONE", "TEXT", "LOCATION"
MEDIA_HEADERS = ("IMAGE", "VIDEO", "DOCUMENT")
QUICK_REPLY, URL, PHONE_NUMBER, COPY_CODE, FLOW, OTP = (
    "QUICK_REPLY", "URL", "PHONE_NUMBER", "COPY_CODE", "FLOW", "OTP",
)  # fmt: skip
_LEFT_OUT = re.compile(r"[^a-z0-9_]+")


@dataclass(frozen=True, slots=True)
class Sample:
    """An example for one variable; `id` is its place and key, as in `body.first_name`."""

    id: str
    label: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class ButtonForm:
    """A button; which fields count depends on its kind."""

    kind: str = QUICK_REPLY
    text: str = ""
    url: str = ""
    # An example of the whole address, or of the code.
    example: str = ""
    phone: str = ""
    flow_id: str = ""


@dataclass(frozen=True, slots=True)
class CardForm:
    """One card of a carousel."""

    media_handle: str = ""
    media_name: str = ""
    body: str = ""
    buttons: list[ButtonForm] = field(default_factory=list[ButtonForm])


@dataclass(frozen=True, slots=True)
class TemplateForm:
    """Everything that a template can be made of; all of it small words, so that a page can hold it."""

    name: str = ""
    language: str = "en"
    category: str = MARKETING
    layout: str = STANDARD
    parameter_format: str = POSITIONAL
    header_format: str = NO_HEADER
    header_text: str = ""
    media_handle: str = ""
    media_name: str = ""
    body: str = ""
    footer: str = ""
    samples: list[Sample] = field(default_factory=list[Sample])
    buttons: list[ButtonForm] = field(default_factory=list[ButtonForm])
    cards: list[CardForm] = field(default_factory=list[CardForm])
    # Of every card.
    cards_format: str = "IMAGE"
    offer_text: str = ""
    offer_expires: bool = True
    ttl: str = ""
    # One-time codes: how the code gets into the app, and the fixed texts around it.
    otp_kind: str = COPY_CODE
    otp_warns: bool = True
    otp_minutes: str = "10"
    app_package: str = ""
    app_hash: str = ""

    @property
    def is_code(self) -> bool:
        """Tell whether it carries a one-time code, whose texts WhatsApp has fixed."""
        return self.category == AUTHENTICATION


def texts_of(form: TemplateForm) -> Iterator[tuple[str, str]]:
    """Return every text that may hold variables, with the place that it stands in."""
    if form.is_code:
        return
    if form.header_format == TEXT and form.layout != CAROUSEL:
        yield "header", form.header_text
    yield "body", form.body
    if form.layout == CAROUSEL:
        yield from ((f"card{n}", card.body) for n, card in enumerate(form.cards, 1))


def needed_samples(form: TemplateForm) -> list[Sample]:
    """Return one sample for each variable of the texts; what was typed before stays."""
    known = {sample.id: sample.value for sample in form.samples}
    return [
        Sample(f"{place}.{key}", _label(place, key), known.get(f"{place}.{key}", ""))
        for place, text in texts_of(form)
        for key in placeholder_keys(text)
    ]


def next_variable(form: TemplateForm, text: str) -> str:
    """Return the placeholder that a press on “Insert variable” puts into a text."""
    keys = placeholder_keys(text)
    if form.parameter_format == NAMED:
        number = next(n for n in range(1, len(keys) + 2) if f"value_{n}" not in keys)
        return f"{{{{value_{number}}}}}"
    numbers = [int(key) for key in keys if key.isdecimal()]
    return f"{{{{{max(numbers, default=0) + 1}}}}}"


def tidy_name(text: str) -> str:
    """Turn what was typed into a name that WhatsApp takes, as far as that can be done without asking."""
    return _LEFT_OUT.sub("_", text.strip().lower())[:512]


def form_to_json(form: TemplateForm) -> JsonObject:
    """Return a form as it is kept in a row."""
    return asdict(form)


def form_from_json(kept: Mapping[str, Any]) -> TemplateForm:  # Any: a row's JSON
    """Return a kept form; what an earlier version kept besides is left out."""
    values = _known(TemplateForm, kept)
    values["samples"] = [Sample(**_known(Sample, one)) for one in as_objects(kept.get("samples"))]
    values["buttons"] = _buttons_from_json(kept)
    values["cards"] = [_card_from_json(one) for one in as_objects(kept.get("cards"))]
    return TemplateForm(**values)


def to_components(form: TemplateForm) -> list[JsonObject]:
    """Return what WhatsApp stores; the form need not be complete, so that it can be previewed."""
    if form.is_code:
        return _code_components(form)
    parts: list[JsonObject] = []
    if form.layout != CAROUSEL and form.header_format != NO_HEADER:
        parts.append(_header(form))
    if form.layout == OFFER:
        offer = {"text": form.offer_text, "has_expiration": form.offer_expires}
        parts.append({"type": "LIMITED_TIME_OFFER", "limited_time_offer": offer})
    parts.append(_with_examples({"type": "BODY", "text": form.body}, form, "body"))
    if form.footer and form.layout == STANDARD:
        parts.append({"type": "FOOTER", "text": form.footer})
    if form.buttons and form.layout != CAROUSEL:
        parts.append({"type": "BUTTONS", "buttons": [_button(one) for one in form.buttons]})
    if form.layout == CAROUSEL:
        cards = [_card(form, n, card) for n, card in enumerate(form.cards, 1)]
        parts.append({"type": "CAROUSEL", "cards": cards})
    return parts


def from_components(
    components: Sequence[JsonObject], parameter_format: str, **known: Any
) -> TemplateForm:  # Any: the form's other fields
    """Return the form of a template that WhatsApp stores; samples of files cannot be had back."""
    parts = {str(one.get("type", "")).upper(): one for one in components}
    header = parts.get("HEADER", {})
    buttons = as_objects(parts.get("BUTTONS", {}).get("buttons"))
    cards = as_objects(parts.get("CAROUSEL", {}).get("cards"))
    offer = as_object(parts.get("LIMITED_TIME_OFFER", {}).get("limited_time_offer"))
    form = TemplateForm(
        layout=CAROUSEL if cards else OFFER if offer else STANDARD,
        parameter_format=parameter_format.upper(),
        header_format=str(header.get("format", TEXT if header else NO_HEADER)).upper(),
        header_text=as_text(header.get("text")) or "",
        body=as_text(parts.get("BODY", {}).get("text")) or "",
        footer=as_text(parts.get("FOOTER", {}).get("text")) or "",
        buttons=[_button_form(one) for one in buttons],
        cards=[_card_form(one) for one in cards],
        cards_format=_format_of(cards[0]) if cards else "IMAGE",
        offer_text=as_text(offer.get("text")) or "",
        offer_expires=bool(offer.get("has_expiration", True)),
        samples=_samples(components),
        **_code_fields(parts, buttons),
        **known,
    )
    return replace(form, samples=needed_samples(form))


def _known(kind: type, kept: Mapping[str, Any]) -> dict[str, Any]:  # Any: a row's JSON
    return {one.name: kept[one.name] for one in fields(kind) if one.name in kept}


def _buttons_from_json(kept: Mapping[str, Any]) -> list[ButtonForm]:  # Any: a row's JSON
    return [ButtonForm(**_known(ButtonForm, one)) for one in as_objects(kept.get("buttons"))]


def _card_from_json(kept: Mapping[str, Any]) -> CardForm:  # Any: a row's JSON
    values = _known(CardForm, kept)
    values["buttons"] = _buttons_from_json(kept)
    return CardForm(**values)


def _label(place: str, key: str) -> str:
    where = {"header": "the header", "body": "the text"}.get(place) or f"card {place[4:]}"
    return f"{{{{{key}}}}} in {where}"


def _header(form: TemplateForm) -> JsonObject:
    part: JsonObject = {"type": "HEADER", "format": form.header_format}
    if form.header_format == TEXT:
        return _with_examples(part | {"text": form.header_text}, form, "header")
    return _with_handle(part, form.media_handle)


def _with_handle(part: JsonObject, handle: str) -> JsonObject:
    return part | {"example": {"header_handle": [handle]}} if handle else part


def _with_examples(part: JsonObject, form: TemplateForm, place: str) -> JsonObject:
    values = {one.id: one.value for one in form.samples}
    keys = placeholder_keys(str(part["text"]))
    if not keys:
        return part
    name = "header" if place == "header" else "body"
    examples = [values.get(f"{place}.{key}", "") for key in keys]
    if form.parameter_format == NAMED:
        rows = [
            {"param_name": k, "example": value} for k, value in zip(keys, examples, strict=True)
        ]
        return part | {"example": {f"{name}_text_named_params": rows}}
    # The header's examples are a plain list, the body's a list of lists.
    return part | {"example": {f"{name}_text": examples if name == "header" else [examples]}}


def _button(one: ButtonForm) -> JsonObject:
    button: JsonObject = {"type": one.kind, "text": one.text}
    match one.kind:
        case "URL":
            button |= {"url": one.url}
            return button | {"example": [one.example]} if PLACEHOLDER.search(one.url) else button
        case "PHONE_NUMBER":
            # People write blanks and brackets; WhatsApp takes digits after a plus.
            return button | {"phone_number": re.sub(r"[^+0-9]", "", one.phone)}
        case "COPY_CODE":
            # WhatsApp writes the label itself.
            return {"type": one.kind, "example": one.example}
        case "FLOW":
            return button | {"flow_id": one.flow_id}
        case _:
            return button


def _card(form: TemplateForm, number: int, card: CardForm) -> JsonObject:
    header: JsonObject = {"type": "HEADER", "format": form.cards_format}
    parts = [_with_handle(header, card.media_handle)]
    if card.body:
        parts.append(_with_examples({"type": "BODY", "text": card.body}, form, f"card{number}"))
    parts.append({"type": "BUTTONS", "buttons": [_button(one) for one in card.buttons]})
    return {"components": parts}


def _code_components(form: TemplateForm) -> list[JsonObject]:
    button: JsonObject = {"type": OTP, "otp_type": form.otp_kind}
    if form.otp_kind != COPY_CODE:
        app = {"package_name": form.app_package, "signature_hash": form.app_hash}
        button["supported_apps"] = [app]
    if form.otp_kind == "ZERO_TAP":
        button["zero_tap_terms_accepted"] = True
    minutes = as_number(form.otp_minutes)
    footer: list[JsonObject] = (
        [{"type": "FOOTER", "code_expiration_minutes": minutes}] if minutes else []
    )
    return [
        {"type": "BODY", "add_security_recommendation": form.otp_warns},
        *footer,
        {"type": "BUTTONS", "buttons": [button]},
    ]


def _code_fields(
    parts: Mapping[str, JsonObject], buttons: Sequence[JsonObject]
) -> dict[str, Any]:  # Any: values of several types
    otp = first_object([one for one in buttons if str(one.get("type", "")).upper() == OTP])
    app = first_object(otp.get("supported_apps"))
    if not otp:
        return {}
    return {
        "otp_kind": as_text(otp.get("otp_type")) or COPY_CODE,
        "otp_warns": bool(parts.get("BODY", {}).get("add_security_recommendation", True)),
        "otp_minutes": as_text(parts.get("FOOTER", {}).get("code_expiration_minutes")) or "",
        "app_package": as_text(app.get("package_name")) or "",
        "app_hash": as_text(app.get("signature_hash")) or "",
    }


def _button_form(one: JsonObject) -> ButtonForm:
    examples = as_list(one.get("example")) or [one.get("example")]
    return ButtonForm(
        kind=str(one.get("type", QUICK_REPLY)).upper(),
        text=as_text(one.get("text")) or "",
        url=as_text(one.get("url")) or "",
        example=as_text(examples[0]) or "",
        phone=as_text(one.get("phone_number")) or "",
        flow_id=as_text(one.get("flow_id")) or "",
    )


def _card_form(one: JsonObject) -> CardForm:
    parts = {str(part.get("type", "")).upper(): part for part in as_objects(one.get("components"))}
    return CardForm(
        body=as_text(parts.get("BODY", {}).get("text")) or "",
        buttons=[
            _button_form(button) for button in as_objects(parts.get("BUTTONS", {}).get("buttons"))
        ],
    )


def _format_of(card: JsonObject) -> str:
    parts = as_objects(card.get("components"))
    header = first_object([one for one in parts if str(one.get("type", "")).upper() == "HEADER"])
    return str(header.get("format", "IMAGE")).upper()


def _samples(components: Sequence[JsonObject]) -> list[Sample]:
    found: list[Sample] = []
    for part in components:
        kind = str(part.get("type", "")).upper()
        if kind in ("HEADER", "BODY"):
            found += _samples_of(part, kind.lower(), kind.lower())
        for number, card in enumerate(as_objects(part.get("cards")), 1):
            for one in as_objects(card.get("components")):
                if str(one.get("type", "")).upper() == "BODY":
                    found += _samples_of(one, "body", f"card{number}")
    return found


def _samples_of(part: JsonObject, name: str, place: str) -> list[Sample]:
    example = as_object(part.get("example"))
    named = as_objects(example.get(f"{name}_text_named_params"))
    values = {str(row.get("param_name")): as_text(row.get("example")) or "" for row in named}
    values |= positional_examples(example, name)
    return [Sample(f"{place}.{key}", "", value) for key, value in values.items()]
