"""Reading what a webhook says about customers: their wishes, their user ids, their names in the app."""

from collections.abc import Callable

from platform_app.integrations.whatsapp.graph_json import JsonObject, as_object, as_text
from platform_app.integrations.whatsapp.payloads.webhook_elements import (
    Change,
    Misfit,
    parse_phone,
    parse_timestamp,
    required,
    words,
)
from platform_app.integrations.whatsapp.payloads.webhook_events import (
    AddressBookChange,
    MarketingPreference,
    PersonEvent,
    UserIdChange,
)

_WANTS = {"stop": False, "resume": True, "signup": True}


def preference(change: Change, raw: JsonObject) -> MarketingPreference:
    """Return whether somebody wants marketing messages; raises Misfit for preferences that we don't know."""
    wants = _WANTS.get(words(raw, "value").lower())
    if wants is None or words(raw, "category") != "marketing_messages":
        raise Misfit("This is no preference about marketing messages that we know.")
    phone, user_id = parse_phone(raw.get("wa_id")), as_text(raw.get("user_id"))
    if phone is None and user_id is None:
        user_id = required(raw, "wa_id")
    return MarketingPreference(
        **_common(change, raw, raw.get("timestamp")),
        phone=phone,
        wa_user_id=user_id,
        wants_marketing=wants,
    )


def user_id_change(change: Change, raw: JsonObject) -> UserIdChange:
    """Return the old and the new user id of somebody."""
    ids = as_object(raw.get("user_id"))
    return UserIdChange(
        **_common(change, raw, raw.get("timestamp")),
        phone=parse_phone(raw.get("wa_id")),
        previous=required(ids, "previous"),
        current=required(ids, "current"),
    )


def address_book_change(change: Change, raw: JsonObject) -> AddressBookChange:
    """Return that somebody was named or removed in the WhatsApp Business app."""
    contact = as_object(raw.get("contact"))
    phone = parse_phone(contact.get("phone_number"))
    if words(raw, "type") != "contact" or phone is None:
        raise Misfit("This is no contact with a number.")
    return AddressBookChange(
        **_common(change, raw, as_object(raw.get("metadata")).get("timestamp")),
        phone=phone,
        name=words(contact, "full_name") or words(contact, "first_name"),
        is_removed=words(raw, "action") == "remove",
    )


# By field: the list in its value, and who reads an element of it.
PERSON_READERS: dict[str, tuple[str, Callable[[Change, JsonObject], PersonEvent]]] = {
    "user_preferences": ("user_preferences", preference),
    "user_id_update": ("user_id_update", user_id_change),
    "smb_app_state_sync": ("state_sync", address_book_change),
}


def _common(change: Change, raw: JsonObject, timestamp: object) -> JsonObject:
    return {
        "waba_id": change.waba_id,
        "phone_number_id": change.phone_number_id,
        "at": parse_timestamp(timestamp) or change.at,
        "raw": raw,
    }
