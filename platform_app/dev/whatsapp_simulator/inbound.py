"""Messages of customers in every type that WhatsApp reports."""

import base64
import json
import time
from collections.abc import Callable
from dataclasses import dataclass

from platform_app.dev.whatsapp_simulator.chats import Bubble
from platform_app.dev.whatsapp_simulator.media_store import RECEIVED_DAYS, SAMPLES, sample
from platform_app.dev.whatsapp_simulator.people import digits, known_as, user_id
from platform_app.dev.whatsapp_simulator.world import World
from platform_app.integrations.whatsapp.graph_json import JsonObject, as_object, as_text

_WORDS = {
    "order": "🛒 An order",
    "system": "Something changed",
    "unsupported": "Unsupported message",
    "request_welcome": "Opened the chat",
}


@dataclass(frozen=True, slots=True)
class Customer:
    """Who writes to which number."""

    number_id: str
    phone: str


def receive(world: World, customer: Customer, asked: JsonObject) -> Bubble:
    """Let a customer write; `asked` names a `type` and what belongs to it.

    A whole `message` is taken as it is. Raises ValueError for a type that cannot be made.
    """
    message = as_object(asked.get("message"))
    if message:
        content, shown = message, as_text(asked.get("text")) or "…"
    else:
        kind = as_text(asked.get("type")) or "text"
        if kind not in _MAKERS:
            raise ValueError(f"A message of type {kind} cannot be made; give it as `message`.")
        content, shown = _MAKERS[kind](world, customer, {**asked, "type": kind})
    content = {**content, **_around(world, customer, asked)}
    bubble = world.receive(customer.number_id, customer.phone, content, shown=shown)
    _follow(world, customer, content)
    return bubble


def _around(world: World, customer: Customer, asked: JsonObject) -> JsonObject:
    extra: JsonObject = {}
    reply_to = as_text(asked.get("reply_to"))
    if reply_to:
        found = world.memory.account_of(customer.number_id)
        sender = digits(found[1].display_number) if found else ""
        extra["context"] = {"from": sender, "id": reply_to}
    for key in ("forwarded", "frequently_forwarded"):
        if asked.get(key):
            extra["context"] = {key: True}
    extra |= {key: asked[key] for key in ("referral", "context", "errors") if key in asked}
    return extra


def _follow(world: World, customer: Customer, content: JsonObject) -> None:
    """Do on the phone what an edit, a deletion or a reaction does there."""
    kind = str(content.get("type"))
    part = as_object(content.get(kind))
    target_id = part.get("original_message_id") or part.get("message_id")
    target = world.memory.bubbles.get(str(target_id))
    if target is None or target.customer != customer.phone:
        return
    if kind == "revoke":
        target.is_deleted = True
    elif kind == "edit":
        message = as_object(part.get("message"))
        target.body = str(as_object(message.get("text")).get("body", target.body))
    elif kind == "reaction":
        target.reaction = str(part.get("emoji", ""))


def _text(_world: World, _customer: Customer, asked: JsonObject) -> tuple[JsonObject, str]:
    text = str(asked.get("text", ""))
    return {"type": "text", "text": {"body": text}}, text


def _media(world: World, customer: Customer, asked: JsonObject) -> tuple[JsonObject, str]:
    kind = "audio" if asked["type"] == "voice" else str(asked["type"])
    content, mime_type, name = sample(kind)
    if asked.get("data"):
        content = base64.b64decode(str(asked["data"]), validate=True)
    mime_type = as_text(asked.get("mime_type")) or mime_type
    name = as_text(asked.get("filename")) or name
    found = world.memory.account_of(customer.number_id)
    owner = (found[0].waba_id if found else "", customer.number_id)
    file = world.memory.media.keep(
        content, mime_type, owner=owner, filename=name, days=RECEIVED_DAYS
    )
    part: JsonObject = {
        "id": file.id,
        "mime_type": mime_type,
        "sha256": file.checksum(world.behaviour.sha256_format),
    }
    caption = as_text(asked.get("caption"))
    if caption and kind not in ("audio", "sticker"):
        part["caption"] = caption
    extras: dict[str, JsonObject] = {
        "document": {"filename": name},
        "audio": {"voice": bool(asked.get("voice", True))},
        "sticker": {"animated": False},
    }
    return {"type": kind, kind: {**part, **extras.get(kind, {})}}, caption or ""


def _location(_world: World, _customer: Customer, asked: JsonObject) -> tuple[JsonObject, str]:
    place = {"latitude": 38.7131, "longitude": -9.144}
    keys = ("latitude", "longitude", "name", "address", "url")
    place |= {key: asked[key] for key in keys if key in asked}
    return {"type": "location", "location": place}, f"📍 {place['latitude']}, {place['longitude']}"


def _contacts(_world: World, customer: Customer, asked: JsonObject) -> tuple[JsonObject, str]:
    phone = as_text(asked.get("phone")) or customer.phone
    name = as_text(asked.get("contact_name")) or "Rui Sá"
    person: JsonObject = {
        "name": {"formatted_name": name, "first_name": name.split(maxsplit=1)[0]},
        "phones": [{"phone": phone, "type": "CELL", "wa_id": digits(phone)}],
    }
    if asked.get("origin"):
        person["origin"] = asked["origin"]
    return {"type": "contacts", "contacts": [person]}, f"👤 {name} · {phone}"


def _reaction(_world: World, _customer: Customer, asked: JsonObject) -> tuple[JsonObject, str]:
    part: JsonObject = {"message_id": str(asked.get("message_id"))}
    emoji = str(asked.get("emoji", ""))
    if emoji:
        part["emoji"] = emoji
    return {"type": "reaction", "reaction": part}, emoji or "Took the reaction back"


def _edit(_world: World, _customer: Customer, asked: JsonObject) -> tuple[JsonObject, str]:
    text = str(asked.get("text", ""))
    message = {"type": "text", "text": {"body": text}}
    part = {"original_message_id": str(asked.get("message_id")), "message": message}
    return {"type": "edit", "edit": part}, f"✎ {text}"


def _revoke(_world: World, _customer: Customer, asked: JsonObject) -> tuple[JsonObject, str]:
    part = {"original_message_id": str(asked.get("message_id"))}
    return {"type": "revoke", "revoke": part}, "Deleted a message"


def _button(_world: World, _customer: Customer, asked: JsonObject) -> tuple[JsonObject, str]:
    text = str(asked.get("text", ""))
    part = {"payload": as_text(asked.get("payload")) or text, "text": text}
    return {"type": "button", "button": part}, text


def _button_reply(_world: World, _customer: Customer, asked: JsonObject) -> tuple[JsonObject, str]:
    title = str(asked.get("title", ""))
    reply = {"id": str(asked.get("id", "")), "title": title}
    return _interactive("button_reply", reply), title


def _list_reply(_world: World, _customer: Customer, asked: JsonObject) -> tuple[JsonObject, str]:
    title = str(asked.get("title", ""))
    reply = {"id": str(asked.get("id", "")), "title": title}
    if asked.get("description"):
        reply["description"] = str(asked["description"])
    return _interactive("list_reply", reply), title


def _flow_reply(_world: World, _customer: Customer, asked: JsonObject) -> tuple[JsonObject, str]:
    answers = {**as_object(asked.get("answers")), "flow_token": asked.get("flow_token", "unused")}
    reply = {"name": "flow", "body": "Sent", "response_json": json.dumps(answers)}
    return _interactive("nfm_reply", reply), "Filled in the form"


def _interactive(kind: str, reply: JsonObject) -> JsonObject:
    return {"type": "interactive", "interactive": {"type": kind, kind: reply}}


def _order(_world: World, _customer: Customer, asked: JsonObject) -> tuple[JsonObject, str]:
    item = {"product_retailer_id": "SKU1", "quantity": 1, "item_price": 49.9, "currency": "EUR"}
    part: JsonObject = {"catalog_id": "5512", "text": str(asked.get("text", ""))}
    part["product_items"] = asked.get("product_items", [item])
    return {"type": "order", "order": part}, _WORDS["order"]


def _system(world: World, customer: Customer, asked: JsonObject) -> tuple[JsonObject, str]:
    event = as_text(asked.get("event")) or "user_changed_number"
    part: JsonObject = {"type": event}
    business_id = world.memory.business_of(customer.number_id)
    name = world.memory.names.get(customer.phone, customer.phone)
    if event == "user_changed_number":
        new = known_as(str(asked.get("new_phone")))
        part |= {
            "wa_id": digits(new),
            "body": f"User {name} changed from {customer.phone} to {new}",
        }
        part["user_id"] = user_id(new, business_id)
        world.memory.names[new] = name
    elif event == "user_changed_user_id":
        part["body"] = f"User {name} changed user id"
        part["user_id"] = as_text(asked.get("new_user_id")) or user_id(customer.phone, "new")
    else:
        part["body"] = f"User {name} changed identity"
    return {"type": "system", "system": part}, str(part["body"])


def _unsupported(_world: World, _customer: Customer, asked: JsonObject) -> tuple[JsonObject, str]:
    code = int(asked.get("code", 131051))
    error = {"code": code, "title": "Message type unknown", "message": "Message type unknown"}
    error["error_data"] = {"details": "Message type is currently not supported."}
    what = {"type": as_text(asked.get("what")) or "poll"}
    return {"type": "unsupported", "errors": [error], "unsupported": what}, _WORDS["unsupported"]


def _welcome(_world: World, _customer: Customer, _asked: JsonObject) -> tuple[JsonObject, str]:
    return {"type": "request_welcome"}, _WORDS["request_welcome"]


def moved(world: World, customer: Customer, new_phone: str) -> None:
    """Tell everybody that a person has a new number, and so a new user id."""
    found = world.memory.account_of(customer.number_id)
    if found is None:
        return
    business_id = world.memory.business_of(customer.number_id)
    previous, current = user_id(customer.phone, business_id), user_id(new_phone, business_id)
    row: JsonObject = {
        "wa_id": digits(new_phone),
        "detail": "The user changed their phone number",
        "user_id": {"previous": previous, "current": current},
        "timestamp": int(time.time()),
    }
    contact = world.contact(customer.number_id, new_phone)
    value: JsonObject = {"messaging_product": "whatsapp", "contacts": [contact]}
    world.courier.notify(found[0].waba_id, "user_id_update", {**value, "user_id_update": [row]})


_MAKERS: dict[str, Callable[[World, Customer, JsonObject], tuple[JsonObject, str]]] = {
    "text": _text,
    **dict.fromkeys((*SAMPLES, "voice"), _media),
    "location": _location,
    "contacts": _contacts,
    "reaction": _reaction,
    "edit": _edit,
    "revoke": _revoke,
    "button": _button,
    "button_reply": _button_reply,
    "list_reply": _list_reply,
    "flow_reply": _flow_reply,
    "order": _order,
    "system": _system,
    "unsupported": _unsupported,
    "request_welcome": _welcome,
}
