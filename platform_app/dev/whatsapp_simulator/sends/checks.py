"""What every part of a message is measured by, and who is sending it."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from platform_app.dev.whatsapp_simulator.accounts import SimulatedAccount, SimulatedNumber
from platform_app.dev.whatsapp_simulator.failures import GraphFailure
from platform_app.dev.whatsapp_simulator.scripts import Script, Trick
from platform_app.dev.whatsapp_simulator.world import World
from platform_app.integrations.whatsapp.graph_json import JsonObject, as_text

CAPTION_MAX_LENGTH = 1024
_MIMES = {
    "image": ("image/jpeg", "image/png"),
    "video": ("video/mp4", "video/3gpp"),
    "gif": ("video/mp4",),
    "audio": ("audio/aac", "audio/amr", "audio/mpeg", "audio/mp4", "audio/ogg"),
    "sticker": ("image/webp",),
}
_CAPTIONLESS = ("audio", "sticker")


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sends: an account and one of its numbers."""

    account: SimulatedAccount
    number: SimulatedNumber


@dataclass(frozen=True, slots=True)
class Media:
    """A file of a message; `trouble` is what becomes of it after it was accepted."""

    source: str
    trouble: Script | None = None


def invalid(details: str) -> GraphFailure:
    """Return the refusal of a value."""
    return GraphFailure(131009, details=details)


def missing(name: str) -> GraphFailure:
    """Return the refusal of what is not there."""
    return GraphFailure(131008, details=f"{name} is required")


def failing(code: int, details: str) -> Script:
    """Return what makes an accepted message fail."""
    return Script("", Trick.FAIL, code, details=details)


def words(part: JsonObject, key: str, name: str, *, most: int) -> str:
    """Return a required text of at most `most` characters."""
    value = part.get(key)
    if value in (None, ""):
        raise missing(f"{name}.{key}")
    if not isinstance(value, str) or len(value) > most:
        raise invalid(f"{name}.{key}: length must be between 1 and {most}")
    return value


def optional_words(part: JsonObject, key: str, name: str, *, most: int) -> str:
    """Return a text of at most `most` characters, or nothing."""
    return words(part, key, name, most=most) if part.get(key) not in (None, "") else ""


def web_address(part: JsonObject, key: str, name: str, *, most: int = 2000) -> str:
    """Return an address that anybody could open."""
    address = words(part, key, name, most=most)
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise invalid(f"{name}.{key} is not a valid http or https address")
    return address


def unique(values: list[str], name: str) -> None:
    """Refuse what is said twice."""
    if len(set(values)) < len(values):
        raise invalid(f"{name} must be unique")


def media(world: World, sender: Sender, kind: str, part: JsonObject) -> Media:
    """Check a file given by id or by link."""
    media_id, address = as_text(part.get("id")), part.get("link")
    if (media_id is None) == (address is None):
        raise GraphFailure(100, details=f"{kind} needs either an id or a link")
    if "caption" in part and kind in _CAPTIONLESS:
        raise GraphFailure(100, details=f"Unexpected key caption on param {kind}")
    optional_words(part, "caption", kind, most=CAPTION_MAX_LENGTH)
    if media_id is None:
        return Media(web_address(part, "link", kind))
    known = world.memory.media.of_waba(media_id, sender.account.waba_id)
    if known is None:
        raise GraphFailure(
            100,
            f"Param {kind}['id'] is not a valid whatsapp business account media attachment ID",
        )
    mime_type = known.mime_type.split(";")[0]
    if mime_type not in _MIMES.get(kind, (mime_type,)):
        return Media(media_id, failing(131053, f"{mime_type} is not a type of {kind}"))
    if kind == "audio" and part.get("voice") and mime_type != "audio/ogg":
        return Media(media_id, failing(131053, "A voice message must be audio/ogg with opus"))
    return Media(media_id)
