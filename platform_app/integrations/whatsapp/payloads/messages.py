"""Building free-form messages: WhatsApp takes them only within 24 hours of the person's last one."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from platform_app.integrations.whatsapp.graph_json import JsonObject
from platform_app.integrations.whatsapp.payloads import sizes
from platform_app.integrations.whatsapp.payloads.sizes import Checks

MOST_CONTACTS = 257
_USER_ID = re.compile(r"[A-Z]{2}\.[A-Za-z0-9.]{1,140}")


class MediaKind(StrEnum):
    """What a file is shown as."""

    IMAGE = "image"
    VIDEO = "video"
    AUDIO = "audio"
    DOCUMENT = "document"
    STICKER = "sticker"


@dataclass(frozen=True, slots=True)
class Place:
    """A point on the map."""

    latitude: float
    longitude: float
    name: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class ContactCard:
    """Somebody's card; phones are in E.164."""

    formatted_name: str
    first_name: str = ""
    last_name: str = ""
    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    urls: tuple[str, ...] = ()
    company: str = ""
    birthday: str = ""
    # Any: WhatsApp's own JSON for whatever has no field of its own, as addresses
    others: JsonObject = field(default_factory=dict)


def is_user_id(text: str) -> bool:
    """Tell whether this is a business-scoped user id, as in `PT.84120099317755204611`."""
    return _USER_ID.fullmatch(text) is not None


def addressee(to: str) -> JsonObject:
    """Return the field that names the recipient: a phone in E.164, or a business-scoped user id."""
    return {"recipient": to} if is_user_id(to) else {"to": to}


def message(
    to: str, content: JsonObject, *, callback: str | None = None, reply_to: str | None = None
) -> bytes:
    """Build a message with any of the contents below; `reply_to` is the message that it quotes."""
    built: JsonObject = {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        **addressee(to),
        **content,
    }
    checks = Checks()
    if callback is not None:
        checks.text("callback", callback, sizes.CALLBACK)
        built["biz_opaque_callback_data"] = callback
    if reply_to is not None:
        if content.get("type") == "reaction":
            checks.fail("reply_to", "A reaction can't quote a message.")
        built["context"] = {"message_id": reply_to}
    checks.done()
    return json.dumps(built).encode()


def text(body: str, *, preview_url: bool = True) -> JsonObject:
    """Say something; the first link in it gets a preview."""
    checks = Checks()
    checks.text("body", body, sizes.TEXT)
    checks.done()
    return {"type": "text", "text": {"body": body, "preview_url": preview_url}}


def media(
    kind: MediaKind, file: str, *, caption: str = "", filename: str = "", is_voice: bool = False
) -> JsonObject:
    """Show a file, given by its address or by the id of an upload; a voice note is an audio file."""
    checks = Checks()
    if caption and kind in (MediaKind.AUDIO, MediaKind.STICKER):
        checks.fail("caption", f"WhatsApp shows no text beside {kind} files.")
    if filename and kind is not MediaKind.DOCUMENT:
        checks.fail("filename", "Only documents have a name.")
    if is_voice and kind is not MediaKind.AUDIO:
        checks.fail("file", "Only an audio file can be a voice note.")
    checks.text("caption", caption, sizes.CAPTION, least=0)
    checks.text("file", file, 2_000)
    checks.done()
    content = by_address_or_id(file)
    if caption:
        content["caption"] = caption
    if filename:
        content["filename"] = filename
    if is_voice:
        content["voice"] = True
    return {"type": str(kind), str(kind): content}


def location(place: Place) -> JsonObject:
    """Show a place on the map."""
    return {"type": "location", "location": place_json(place)}


def contacts(cards: Sequence[ContactCard]) -> JsonObject:
    """Hand over cards of people."""
    checks = Checks()
    checks.count("contacts", len(cards), MOST_CONTACTS, "contacts")
    for card in cards:
        checks.text("formatted_name", card.formatted_name, 256)
        if not (card.first_name or card.last_name):
            checks.fail("first_name", "WhatsApp needs a first or a last name.")
    checks.done()
    return {"type": "contacts", "contacts": [_card(one) for one in cards]}


def reaction(wamid: str, emoji: str) -> JsonObject:
    """React to a message; no emoji takes the reaction back."""
    return {"type": "reaction", "reaction": {"message_id": wamid, "emoji": emoji}}


def read_receipt(wamid: str, *, is_typing: bool = False) -> JsonObject:
    """Show that a message and the earlier ones were read; typing only when an answer really comes."""
    receipt: JsonObject = {
        "messaging_product": "whatsapp",
        "status": "read",
        "message_id": wamid,
    }
    if is_typing:
        receipt["typing_indicator"] = {"type": "text"}
    return receipt


def by_address_or_id(file: str) -> JsonObject:
    """Return how WhatsApp is told of a file."""
    return {"link" if file.startswith(("https://", "http://")) else "id": file}


def place_json(place: Place) -> JsonObject:
    """Return a place as messages and templates carry it; raises InvalidInput off the map."""
    checks = Checks()
    if not -90 <= place.latitude <= 90:
        checks.fail("latitude", "A latitude lies between -90 and 90.")
    if not -180 <= place.longitude <= 180:
        checks.fail("longitude", "A longitude lies between -180 and 180.")
    checks.text("name", place.name, 1_000, least=0)
    checks.text("address", place.address, 1_000, least=0)
    checks.done()
    named = {"name": place.name, "address": place.address}
    return {
        "latitude": f"{place.latitude:.6f}",
        "longitude": f"{place.longitude:.6f}",
        **{key: value for key, value in named.items() if value},
    }


def _card(card: ContactCard) -> JsonObject:
    names = {"first_name": card.first_name, "last_name": card.last_name}
    built: JsonObject = {
        "name": {
            "formatted_name": card.formatted_name,
            **{key: value for key, value in names.items() if value},
        }
    }
    if card.phones:
        built["phones"] = [{"phone": one, "wa_id": one.lstrip("+")} for one in card.phones]
    if card.emails:
        built["emails"] = [{"email": one} for one in card.emails]
    if card.urls:
        built["urls"] = [{"url": one} for one in card.urls]
    if card.company:
        built["org"] = {"company": card.company}
    if card.birthday:
        built["birthday"] = card.birthday
    return {**built, **card.others}
