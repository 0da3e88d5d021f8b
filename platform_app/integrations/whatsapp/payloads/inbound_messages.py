"""Reading the messages and statuses of a webhook."""

import base64
import binascii
import re

from platform_app.integrations.whatsapp.graph_json import (
    JsonObject,
    as_number,
    as_object,
    as_objects,
    as_text,
    is_object,
)
from platform_app.integrations.whatsapp.payloads.inbound_text import describe
from platform_app.integrations.whatsapp.payloads.webhook_elements import (
    LONGEST_ID,
    Change,
    Misfit,
    file_name,
    parse_phone,
    parse_timestamp,
    required,
    words,
)
from platform_app.integrations.whatsapp.payloads.webhook_types import (
    InboundKind,
    InboundMessage,
    MediaFile,
    Referral,
    StatusError,
    StatusUpdate,
    SystemChange,
)

# The notice of a new user id names both only in its sentence.
_ID_CHANGE = re.compile(r"changed from (\S+) to (\S+)")
_SHA256_BYTES = 32


def read_message(change: Change, raw: JsonObject) -> InboundMessage:
    """Return a customer's message; raises Misfit if it has no id or nobody to be from."""
    contact = _contact_of(raw, as_objects(change.value.get("contacts")))
    return build_message(change, raw, sender_of(raw, contact), name_of(contact))


def build_message(
    change: Change,
    raw: JsonObject,
    customer: tuple[str | None, str | None],
    name: str | None,
) -> InboundMessage:
    """Return a message of a conversation with this customer, known by phone or user id."""
    if not change.phone_number_id:
        raise Misfit("The message does not say which number it belongs to.")
    kind = kind_of(raw)
    content = as_object(raw.get(kind.value))
    return InboundMessage(
        waba_id=change.waba_id,
        phone_number_id=change.phone_number_id,
        wamid=required(raw, "id"),
        from_phone=customer[0],
        from_user_id=customer[1],
        profile_name=name,
        timestamp=parse_timestamp(raw.get("timestamp")),
        kind=kind,
        text=describe(kind, raw),
        context_wamid=as_text(as_object(raw.get("context")).get("id")),
        reply_id=_reply_id(content),
        target_wamid=as_text(content.get("message_id") or content.get("original_message_id")),
        raw=raw,
        media=_media(content),
        change=_system_change(content) if kind is InboundKind.SYSTEM else None,
        referral=_referral(raw),
    )


def read_status(change: Change, raw: JsonObject) -> StatusUpdate:
    """Return what became of a message; raises Misfit if it does not say which, or what."""
    pricing = as_object(raw.get("pricing"))
    return StatusUpdate(
        waba_id=change.waba_id,
        phone_number_id=change.phone_number_id,
        wamid=required(raw, "id"),
        status=required(raw, "status").lower(),
        at=parse_timestamp(raw.get("timestamp")),
        recipient_phone=parse_phone(raw.get("recipient_id")),
        recipient_user_id=as_text(raw.get("recipient_user_id")),
        callback=as_text(raw.get("biz_opaque_callback_data")),
        error=_status_error(raw),
        pricing_type=as_text(pricing.get("type")),
        pricing_category=as_text(pricing.get("category")),
        raw=raw,
    )


def kind_of(message: JsonObject) -> InboundKind:
    """Return the kind of a message; `unknown` for a new one."""
    try:
        return InboundKind(str(message.get("type")))
    except ValueError:
        return InboundKind.UNKNOWN


def sender_of(message: JsonObject, contact: JsonObject) -> tuple[str | None, str | None]:
    """Return phone and user id of whom a message is from; raises Misfit if it tells neither."""
    address = as_text(message.get("from")) or as_text(contact.get("wa_id"))
    phone = parse_phone(address)
    user_id = as_text(message.get("from_user_id")) or as_text(contact.get("user_id"))
    if phone is None and user_id is None:
        # An address that is no phone number still tells one sender from another.
        user_id = address or _earlier_user_id(as_object(message.get("system")))
    if phone is None and user_id is None:
        raise Misfit("The message does not say whom it is from.")
    if user_id is not None and len(user_id) > LONGEST_ID:
        raise Misfit("The sender's user id is too long for one.")
    return phone, user_id


def name_of(contact: JsonObject) -> str | None:
    """Return what somebody calls themselves, or their user name."""
    profile = as_object(contact.get("profile"))
    username = as_text(profile.get("username"))
    return as_text(profile.get("name")) or (f"@{username}" if username else None)


def _contact_of(message: JsonObject, contacts: list[JsonObject]) -> JsonObject:
    for contact in contacts:
        same_phone = contact.get("wa_id") and contact.get("wa_id") == message.get("from")
        same_user = contact.get("user_id") and contact["user_id"] == message.get("from_user_id")
        if same_phone or same_user:
            return contact
    return contacts[0] if len(contacts) == 1 else {}


def _reply_id(content: JsonObject) -> str | None:
    chosen = as_object(content.get(str(content.get("type"))))
    return as_text(content.get("payload")) or as_text(chosen.get("id"))


def _media(content: JsonObject) -> MediaFile | None:
    media_id = as_text(content.get("id"))
    if media_id is None or "mime_type" not in content:
        return None
    mime_type = words(content, "mime_type").partition(";")[0].strip().lower()
    sha256 = _hexadecimal(words(content, "sha256"))
    return MediaFile(media_id, mime_type, sha256, file_name(content))


def _hexadecimal(digest: str) -> str:
    """Return a SHA-256 as hexadecimal digits, however it was written; empty if it is none."""
    if len(digest) == 2 * _SHA256_BYTES and re.fullmatch("[0-9a-fA-F]+", digest):
        return digest.lower()
    try:
        raw = base64.b64decode(digest, validate=True)
    except (binascii.Error, ValueError):
        return ""
    return raw.hex() if len(raw) == _SHA256_BYTES else ""


def _system_change(content: JsonObject) -> SystemChange:
    current = content.get("user_id")
    user_id = as_text(current.get("current")) if is_object(current) else as_text(current)
    told = _ID_CHANGE.search(words(content, "body"))
    if user_id is None and told and words(content, "type") == "user_changed_user_id":
        user_id = told.group(2)
    phone = parse_phone(content.get("wa_id") or content.get("new_wa_id"))
    return SystemChange(words(content, "type"), phone, user_id)


def _earlier_user_id(content: JsonObject) -> str | None:
    told = _ID_CHANGE.search(words(content, "body"))
    if words(content, "type") != "user_changed_user_id":
        return None
    return as_text(content.get("previous_user_id")) or (told.group(1) if told else None)


def _referral(raw: JsonObject) -> Referral | None:
    referral = as_object(raw.get("referral"))
    if not referral:
        return None
    return Referral(
        source=words(referral, "source_type"),
        headline=words(referral, "headline") or words(referral, "body"),
        url=words(referral, "source_url"),
        click_id=words(referral, "ctwa_clid"),
    )


def _status_error(status: JsonObject) -> StatusError | None:
    error = next(iter(as_objects(status.get("errors"))), None)
    if error is None:
        return None
    details = as_object(error.get("error_data")).get("details") or error.get("details")
    return StatusError(
        code=as_number(error.get("code")),
        title=as_text(error.get("title")) or as_text(error.get("message")),
        details=as_text(details),
    )
