"""Whether messages can go out, as WhatsApp itself sees it, in words that people use."""

from dataclasses import asdict

from platform_app.integrations.whatsapp.graph_json import JsonObject, as_list, as_objects, as_text
from platform_app.integrations.whatsapp.management.health import CanSend, Health
from platform_app.services.channels.views import HealthRow

_PARTS = {
    "PHONE_NUMBER": "This number",
    "WABA": "WhatsApp Business account",
    "BUSINESS": "Business portfolio",
    "APP": "Meta app",
    "MESSAGE_TEMPLATE": "Template",
}


def as_stored(health: Health | None) -> JsonObject:
    """Return a judgement as it is kept in a row."""
    return asdict(health) if health else {}


def can_send(stored: JsonObject) -> str:
    """Return WhatsApp's word for the whole way, or nothing when it has not said."""
    return as_text(stored.get("can_send")) or ""


def list_parts(stored: JsonObject) -> list[HealthRow]:
    """Return each part of the way with what WhatsApp holds against it."""
    return [_part(entity) for entity in as_objects(stored.get("entities"))]


def describe_blocks(stored: JsonObject) -> str:
    """Return, in one text, why nothing goes out; nothing when something does."""
    if can_send(stored) != CanSend.BLOCKED:
        return ""
    blocked = [row for row in list_parts(stored) if row.state == CanSend.BLOCKED]
    reasons = [reason for row in blocked for reason in row.reasons]
    return " ".join(reasons) or "WhatsApp lets nothing out and gives no reason."


def _part(entity: JsonObject) -> HealthRow:
    kind = as_text(entity.get("kind")) or ""
    reasons = [_reason(problem) for problem in as_objects(entity.get("problems"))]
    reasons += [text for text in map(as_text, as_list(entity.get("notes"))) if text]
    name = _PARTS.get(kind, kind.replace("_", " ").capitalize())
    return HealthRow(name, as_text(entity.get("can_send")) or "", reasons)


def _reason(problem: JsonObject) -> str:
    said = [as_text(problem.get(key)) or "" for key in ("description", "solution")]
    return " ".join(text if text.endswith((".", "!")) else f"{text}." for text in said if text)
