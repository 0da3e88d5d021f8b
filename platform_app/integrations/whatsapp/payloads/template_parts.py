"""The parts of a template message: every kind of component and parameter that WhatsApp takes."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime

from platform_app.integrations.whatsapp.graph_json import JsonObject
from platform_app.integrations.whatsapp.payloads.messages import (
    Place,
    addressee,
    by_address_or_id,
    place_json,
)


def template_message(
    to: str, name: str, language: str, components: Sequence[JsonObject], *, callback: str
) -> bytes:
    """Build one template message; campaigns use a compiled template, which is much faster."""
    template: JsonObject = {"name": name, "language": {"code": language}}
    if components:
        template["components"] = list(components)
    built: JsonObject = {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        **addressee(to),
        "type": "template",
        "biz_opaque_callback_data": callback,
        "template": template,
    }
    return json.dumps(built).encode()


def header(parameter: JsonObject) -> JsonObject:
    """Fill the header: a text, a file, a place or a product."""
    return {"type": "header", "parameters": [parameter]}


def body(parameters: Sequence[JsonObject]) -> JsonObject:
    """Fill the body, in the order of its numbers or by names."""
    return {"type": "body", "parameters": list(parameters)}


def text(value: str, name: str | None = None) -> JsonObject:
    """Give a text, with the variable's name where the template's variables have names."""
    return {"type": "text", **({"parameter_name": name} if name else {}), "text": value}


def currency(fallback: str, code: str, amount_1000: int) -> JsonObject:
    """Give an amount, in thousandths, which the phone writes as its owner is used to."""
    amount = {"fallback_value": fallback, "code": code, "amount_1000": amount_1000}
    return {"type": "currency", "currency": amount}


def date_time(fallback: str) -> JsonObject:
    """Give a moment as it is to be read."""
    return {"type": "date_time", "date_time": {"fallback_value": fallback}}


def file(kind: str, file: str, filename: str = "") -> JsonObject:
    """Give an image, video, gif or document by its address or id; only documents have a name."""
    named = {"filename": filename} if filename else {}
    return {"type": kind, kind: {**by_address_or_id(file), **named}}


def place(at: Place) -> JsonObject:
    """Give a place for the header."""
    return {"type": "location", "location": place_json(at)}


def product(catalog_id: str, product_id: str) -> JsonObject:
    """Give a product for the header."""
    of_catalog = {"product_retailer_id": product_id, "catalog_id": catalog_id}
    return {"type": "product", "product": of_catalog}


def url_button(index: int, suffix: str) -> JsonObject:
    """Give the end of a button's address, percent-encoded."""
    return _button(index, "url", {"type": "text", "text": suffix})


def code_button(index: int, code: str) -> JsonObject:
    """Give a one-time code to its button, which WhatsApp takes as the end of an address."""
    return url_button(index, code)


def reply_button(index: int, payload: str) -> JsonObject:
    """Say what comes back when somebody taps the button."""
    return _button(index, "quick_reply", {"type": "payload", "payload": payload})


def coupon_button(index: int, code: str) -> JsonObject:
    """Give the code that a button copies."""
    return _button(index, "copy_code", {"type": "coupon_code", "coupon_code": code})


def flow_button(index: int, token: str, data: Mapping[str, object] | None = None) -> JsonObject:
    """Give a form its token, and values for its first screen."""
    action: JsonObject = {"flow_token": token}
    if data:
        action["flow_action_data"] = dict(data)
    return _button(index, "flow", {"type": "action", "action": action})


def catalog_button(index: int, product_id: str) -> JsonObject:
    """Name the product whose picture stands for the catalogue."""
    action = {"thumbnail_product_retailer_id": product_id}
    return _button(index, "catalog", {"type": "action", "action": action})


def products_button(
    index: int, thumbnail_id: str, sections: Mapping[str, Sequence[str]]
) -> JsonObject:
    """List products under titles; one of them stands for all in the picture."""
    listed = [
        {"title": title, "product_items": [{"product_retailer_id": one} for one in products]}
        for title, products in sections.items()
    ]
    action: JsonObject = {"thumbnail_product_retailer_id": thumbnail_id, "sections": listed}
    return _button(index, "mpm", {"type": "action", "action": action})


def offer(expires_at: datetime) -> JsonObject:
    """Say until when a limited-time offer holds."""
    expires = {"expiration_time_ms": int(expires_at.timestamp() * 1000)}
    parameter = {"type": "limited_time_offer", "limited_time_offer": expires}
    return {"type": "limited_time_offer", "parameters": [parameter]}


def carousel(cards: Sequence[Sequence[JsonObject]]) -> JsonObject:
    """Fill the cards, each with header, body and buttons of its own."""
    built = [{"card_index": index, "components": list(card)} for index, card in enumerate(cards)]
    return {"type": "carousel", "cards": built}


def _button(index: int, sub_type: str, parameter: JsonObject) -> JsonObject:
    return {"type": "button", "sub_type": sub_type, "index": str(index), "parameters": [parameter]}
