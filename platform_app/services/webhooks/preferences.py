"""What customers have set with WhatsApp's own stop and resume control."""

from collections.abc import Iterator

from platform_app.integrations.whatsapp.graph_json import as_object, as_objects, as_text
from platform_app.integrations.whatsapp.payloads import OtherEvent
from platform_app.integrations.whatsapp.payloads.webhooks import parse_phone, parse_timestamp
from platform_app.services.inbox import Preference

PREFERENCES = "user_preferences"
_WANTS = {"stop": False, "resume": True, "signup": True}


def read_preferences(event: OtherEvent) -> Iterator[Preference]:
    """Return who wants marketing messages and who does not; other preferences mean nothing here."""
    for one in as_objects(as_object(event.value).get("user_preferences")):
        wants = _WANTS.get(as_text(one.get("value")) or "")
        if wants is not None and one.get("category") == "marketing_messages":
            yield Preference(
                phone=parse_phone(one.get("wa_id")),
                wa_user_id=as_text(one.get("user_id")),
                wants_marketing=wants,
                at=parse_timestamp(one.get("timestamp")) or event.at,
            )
