"""Free-form messages: each kind checked as WhatsApp checks it, and put on the phone."""

import re
import time
from collections.abc import Callable

from platform_app.dev.whatsapp_simulator.chats import Bubble
from platform_app.dev.whatsapp_simulator.failures import GraphFailure
from platform_app.dev.whatsapp_simulator.scripts import Script
from platform_app.dev.whatsapp_simulator.sends.checks import (
    Sender,
    failing,
    invalid,
    media,
    missing,
    optional_words,
    words,
)
from platform_app.dev.whatsapp_simulator.sends.interactive import fill_interactive
from platform_app.dev.whatsapp_simulator.world import World
from platform_app.integrations.whatsapp.graph_json import (
    JsonObject,
    as_list,
    as_object,
    as_objects,
    as_text,
)

Fill = Callable[[World, Sender, Bubble, JsonObject], Script | None]
_TEXT_MAX_LENGTH = 4096
_MOST_CONTACTS = 257
_BIRTHDAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_REACTION_DAYS = 30


def fill_content(
    world: World, sender: Sender, bubble: Bubble, payload: JsonObject
) -> Script | None:
    """Check a free-form message; return what will make it fail later, if anything."""
    kind = str(payload.get("type", "text"))
    if kind not in _FILLS:
        raise GraphFailure(131051, details=f"Message type {kind} is not supported")
    if kind not in payload:
        raise missing(kind)
    bubble.kind = kind
    if kind == "contacts":
        return _contacts(bubble, payload[kind])
    return _FILLS[kind](world, sender, bubble, as_object(payload[kind]))


def _text(_world: World, _sender: Sender, bubble: Bubble, text: JsonObject) -> None:
    body = text.get("body")
    if body in (None, ""):
        raise missing("text.body")
    if not isinstance(body, str) or len(body) > _TEXT_MAX_LENGTH:
        raise GraphFailure(
            100, "Param text['body'] must be at most 4096 characters long.", details="text.body"
        )
    if not isinstance(text.get("preview_url", False), bool):
        raise GraphFailure(100, "Param text['preview_url'] must be a boolean")
    bubble.body = body


def _media(world: World, sender: Sender, bubble: Bubble, part: JsonObject) -> Script | None:
    found = media(world, sender, bubble.kind, part)
    bubble.media, bubble.media_kind = found.source, bubble.kind
    bubble.body = str(part.get("caption", ""))
    if bubble.kind == "document":
        bubble.header = optional_words(part, "filename", "document", most=240)
    elif "filename" in part:
        raise GraphFailure(100, f"Unexpected key filename on param {bubble.kind}")
    return found.trouble


def _location(_world: World, _sender: Sender, bubble: Bubble, part: JsonObject) -> None:
    latitude = _degrees(part, "latitude", 90)
    longitude = _degrees(part, "longitude", 180)
    bubble.header = optional_words(part, "name", "location", most=1000)
    bubble.footer = optional_words(part, "address", "location", most=1000)
    bubble.body = f"📍 {latitude:.5f}, {longitude:.5f}"


def _degrees(part: JsonObject, key: str, most: int) -> float:
    value = part.get(key)
    if value is None:
        raise missing(f"location.{key}")
    try:
        degrees = float(str(value))
    except ValueError as error:
        raise invalid(f"location.{key} is not a number") from error
    if not -most <= degrees <= most:
        raise invalid(f"location.{key} must be between -{most} and {most}")
    return degrees


def _contacts(bubble: Bubble, rows: object) -> None:
    people = as_objects(rows)
    if not people or len(people) != len(as_list(rows)):
        raise GraphFailure(100, "Param contacts must be a non-empty array")
    if len(people) > _MOST_CONTACTS:
        raise invalid(f"contacts: at most {_MOST_CONTACTS} in one message")
    bubble.body = "\n".join(f"👤 {_contact(one)}" for one in people)


def _contact(person: JsonObject) -> str:
    name = as_object(person.get("name"))
    formatted = words(name, "formatted_name", "contacts.name", most=1000)
    others = ("first_name", "last_name", "middle_name", "suffix", "prefix")
    if not any(name.get(key) for key in others):
        raise GraphFailure(100, "contacts.name needs formatted_name and one more part of the name")
    birthday = person.get("birthday")
    if birthday and not _BIRTHDAY.fullmatch(str(birthday)):
        raise invalid("contacts.birthday must be written YYYY-MM-DD")
    phones = [as_text(one.get("phone")) or "" for one in as_objects(person.get("phones"))]
    return " · ".join([formatted, *filter(None, phones)])


def _reaction(world: World, _sender: Sender, bubble: Bubble, part: JsonObject) -> Script | None:
    target_id = words(part, "message_id", "reaction", most=256)
    emoji = part.get("emoji")
    if not isinstance(emoji, str):
        raise missing("reaction.emoji")
    if len(emoji) > 16 or (emoji.isascii() and emoji):
        raise invalid("reaction.emoji must be one emoji, or empty to take it back")
    bubble.body = emoji
    target = world.memory.bubbles.get(target_id)
    is_theirs = target is not None and target.customer == bubble.customer
    if target is None or not is_theirs or target.kind == "reaction":
        return failing(131009, "The message reacted to is unknown or is itself a reaction")
    if time.time() - target.at > _REACTION_DAYS * 24 * 3600:
        return failing(131009, "The message reacted to is older than 30 days")
    target.reaction = emoji
    return None


_FILLS: dict[str, Fill] = {
    "text": _text,
    **dict.fromkeys(("image", "video", "audio", "document", "sticker"), _media),
    "location": _location,
    "contacts": _location,  # an array, taken care of before
    "reaction": _reaction,
    "interactive": fill_interactive,
}
