"""A line of text for every kind of inbound message, as a person would want to read it."""

from collections.abc import Callable

from platform_app.integrations.whatsapp.graph_json import (
    JsonObject,
    as_object,
    as_objects,
    as_text,
)
from platform_app.integrations.whatsapp.payloads.webhook_elements import file_name
from platform_app.integrations.whatsapp.payloads.webhook_types import InboundKind


def describe(kind: InboundKind, message: JsonObject) -> str:
    """Return the message's own text, or plain words for what it is."""
    writer = _WRITERS.get(kind)
    text = writer(as_object(message.get(kind.value))) if writer else None
    if text:
        return text
    if kind is InboundKind.CONTACTS:
        return _contacts(as_objects(message.get("contacts")))
    return _WORDS.get(kind) or "Message of a kind that can't be shown"


def _body(content: JsonObject) -> str | None:
    return as_text(content.get("body"))


def _caption(content: JsonObject) -> str | None:
    return as_text(content.get("caption"))


def _audio(content: JsonObject) -> str | None:
    return "Voice message" if content.get("voice") is True else None


def _document(content: JsonObject) -> str | None:
    return _caption(content) or file_name(content) or None


def _location(content: JsonObject) -> str | None:
    place = as_text(content.get("name")) or as_text(content.get("address"))
    point = [as_text(content.get(key)) for key in ("latitude", "longitude")]
    where = place or ", ".join(one for one in point if one)
    return f"Location: {where}" if where else None


def _reaction(content: JsonObject) -> str | None:
    emoji = as_text(content.get("emoji"))
    return f"Reacted {emoji}" if emoji else "Removed a reaction"


def _interactive(content: JsonObject) -> str | None:
    answer = as_object(content.get(str(content.get("type"))))
    return as_text(answer.get("title")) or as_text(answer.get("body"))


def _button(content: JsonObject) -> str | None:
    return as_text(content.get("text")) or as_text(content.get("payload"))


def _order(content: JsonObject) -> str | None:
    count = len(as_objects(content.get("product_items")))
    note = as_text(content.get("text"))
    items = f"Order of {count} {'product' if count == 1 else 'products'}"
    return f"{items}: {note}" if note else items


def _edit(content: JsonObject) -> str | None:
    message = as_object(content.get("message"))
    kind = as_text(message.get("type"))
    if kind not in {"text", "image", "video", "document"}:
        return None
    return describe(InboundKind(kind), message)


def _contacts(people: list[JsonObject]) -> str:
    names = [as_text(as_object(one.get("name")).get("formatted_name")) for one in people]
    known = ", ".join(name for name in names if name)
    return f"Contact: {known}" if known else "Contact"


_WRITERS: dict[InboundKind, Callable[[JsonObject], str | None]] = {
    InboundKind.TEXT: _body,
    InboundKind.IMAGE: _caption,
    InboundKind.VIDEO: _caption,
    InboundKind.AUDIO: _audio,
    InboundKind.DOCUMENT: _document,
    InboundKind.LOCATION: _location,
    InboundKind.REACTION: _reaction,
    InboundKind.INTERACTIVE: _interactive,
    InboundKind.BUTTON: _button,
    InboundKind.ORDER: _order,
    InboundKind.SYSTEM: _body,
    InboundKind.EDIT: _edit,
}

_WORDS: dict[InboundKind, str] = {
    InboundKind.TEXT: "Empty message",
    InboundKind.IMAGE: "Photo",
    InboundKind.VIDEO: "Video",
    InboundKind.AUDIO: "Audio",
    InboundKind.DOCUMENT: "Document",
    InboundKind.STICKER: "Sticker",
    InboundKind.LOCATION: "Location",
    InboundKind.INTERACTIVE: "Answer to a form",
    InboundKind.BUTTON: "Tapped a button",
    InboundKind.SYSTEM: "Notice from WhatsApp",
    InboundKind.EDIT: "Edited a message",
    InboundKind.REVOKE: "Deleted a message",
    InboundKind.REQUEST_WELCOME: "Opened the chat",
}
