"""Reading webhook bodies element by element, so that a bad one never harms its neighbours."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TypeVar

from platform_app.integrations.whatsapp.graph_json import (
    JsonObject,
    as_list,
    as_number,
    as_object,
    as_objects,
    as_text,
    is_list,
    is_object,
)
from platform_app.integrations.whatsapp.payloads.inbound_text import describe
from platform_app.integrations.whatsapp.payloads.storable import load_storable
from platform_app.integrations.whatsapp.payloads.webhook_types import (
    InboundKind,
    InboundMessage,
    OtherEvent,
    ParsedWebhook,
    Problem,
    StatusError,
    StatusUpdate,
    TemplateUpdate,
)

TEMPLATE_FIELDS = frozenset(
    {
        "message_template_status_update",
        "message_template_quality_update",
        "message_template_components_update",
        "template_category_update",
    }
)
_MILLISECONDS_FROM = 100_000_000_000
_Element = TypeVar("_Element")


def parse_webhook(raw: bytes) -> ParsedWebhook:
    """Read a verified body; never raises, and keeps what it does not understand."""
    try:
        body = load_storable(raw)
    except ValueError as error:
        text = raw.decode("utf-8", "replace").replace("\x00", "")
        return ParsedWebhook(problems=(Problem("", f"This is not JSON: {error}.", text),))
    reader = _Reader()
    reader.read_body(body)
    return ParsedWebhook(
        tuple(reader.messages),
        tuple(reader.statuses),
        tuple(reader.template_updates),
        tuple(reader.others),
        tuple(reader.problems),
    )


def parse_timestamp(value: object) -> datetime | None:
    """Read seconds (or milliseconds) since 1970 given as number or digits; None if unusable."""
    seconds = as_number(value)
    if seconds is None or seconds <= 0:
        return None
    try:
        divisor = 1000 if seconds >= _MILLISECONDS_FROM else 1
        return datetime.fromtimestamp(seconds / divisor, UTC)
    except (ValueError, OverflowError, OSError):
        return None


def parse_phone(value: object) -> str | None:
    """Turn WhatsApp's digits into E.164 with a plus sign; None for anything else."""
    digits = (as_text(value) or "").removeprefix("+")
    is_phone = digits.isascii() and digits.isdecimal() and 5 <= len(digits) <= 15
    return f"+{digits}" if is_phone else None


class _Misfit(ValueError):
    """An element lacks what makes it useful."""


@dataclass(frozen=True, slots=True)
class _Change:
    """Where an element was found."""

    waba_id: str
    field: str
    at: datetime | None
    value: JsonObject
    path: str

    @property
    def phone_number_id(self) -> str:
        return as_text(as_object(self.value.get("metadata")).get("phone_number_id")) or ""


@dataclass(slots=True)
class _Reader:
    messages: list[InboundMessage] = field(default_factory=list)
    statuses: list[StatusUpdate] = field(default_factory=list)
    template_updates: list[TemplateUpdate] = field(default_factory=list)
    others: list[OtherEvent] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def read_body(self, body: object) -> None:
        entries: object = as_object(body).get("entry")
        if not is_list(entries):
            self._problem("", "There is no list of entries.", body)
            return
        for number, entry in enumerate(entries):
            self._read_entry(as_object(entry), f"entry[{number}]", entry)

    def _read_entry(self, entry: JsonObject, path: str, raw: object) -> None:
        changes: object = entry.get("changes")
        if not is_list(changes):
            self._problem(path, "There is no list of changes.", raw)
            return
        for number, change in enumerate(changes):
            self._read_change(entry, change, f"{path}.changes[{number}]")

    def _read_change(self, entry: JsonObject, raw: object, path: str) -> None:
        name = as_text(as_object(raw).get("field"))
        if name is None:
            self._problem(path, "The change names no field.", raw)
            return
        value = as_object(raw).get("value")
        change = _Change(
            waba_id=as_text(entry.get("id")) or "",
            field=name,
            at=parse_timestamp(entry.get("time")),
            value=as_object(value),
            path=f"{path}.value",
        )
        if name == "messages" and is_object(value):
            self._read_messages(change)
        elif name in TEMPLATE_FIELDS:
            self._collect(self.template_updates, _template_update, change, value, change.path)
        else:
            self._other(change, value)

    def _read_messages(self, change: _Change) -> None:
        messages = as_list(change.value.get("messages"))
        statuses = as_list(change.value.get("statuses"))
        for number, item in enumerate(messages):
            self._collect(
                self.messages, _message, change, item, f"{change.path}.messages[{number}]"
            )
        for number, item in enumerate(statuses):
            self._collect(self.statuses, _status, change, item, f"{change.path}.statuses[{number}]")
        # A change with neither is an account's error or something new: keep all of it.
        if change.value.get("errors") or not (messages or statuses):
            self._other(change, change.value)

    def _collect(
        self,
        found: list[_Element],
        read: Callable[[_Change, JsonObject], _Element],
        change: _Change,
        raw: object,
        path: str,
    ) -> None:
        if not is_object(raw):
            self._problem(path, "This is not an object.", raw)
            return
        try:
            found.append(read(change, raw))
        except _Misfit as misfit:
            self._problem(path, str(misfit), raw)

    def _other(self, change: _Change, value: object) -> None:
        number_id = change.phone_number_id or None
        self.others.append(OtherEvent(change.waba_id, number_id, change.field, change.at, value))

    def _problem(self, path: str, reason: str, raw: object) -> None:
        self.problems.append(Problem(path, reason, raw))


def _message(change: _Change, raw: JsonObject) -> InboundMessage:
    contact = _contact_of(raw, as_objects(change.value.get("contacts")))
    phone, user_id = _sender(raw, contact)
    kind = _kind(raw)
    content = as_object(raw.get(kind.value))
    return InboundMessage(
        waba_id=change.waba_id,
        phone_number_id=change.phone_number_id,
        wamid=_required(raw, "id"),
        from_phone=phone,
        from_user_id=user_id,
        profile_name=as_text(as_object(contact.get("profile")).get("name")),
        timestamp=parse_timestamp(raw.get("timestamp")),
        kind=kind,
        text=describe(kind, raw),
        context_wamid=as_text(as_object(raw.get("context")).get("id")),
        reply_id=_reply_id(content),
        target_wamid=as_text(content.get("message_id") or content.get("original_message_id")),
        media_id=as_text(content.get("id")) if "mime_type" in content else None,
        raw=raw,
    )


def _sender(message: JsonObject, contact: JsonObject) -> tuple[str | None, str | None]:
    address = as_text(message.get("from")) or as_text(contact.get("wa_id"))
    phone = parse_phone(address)
    user_id = as_text(message.get("from_user_id")) or as_text(contact.get("user_id"))
    if phone is None and user_id is None:
        # An address that is no phone number still tells one sender from another.
        user_id = address
    if phone is None and user_id is None:
        raise _Misfit("The message does not say whom it is from.")
    return phone, user_id


def _contact_of(message: JsonObject, contacts: list[JsonObject]) -> JsonObject:
    for contact in contacts:
        same_phone = contact.get("wa_id") and contact.get("wa_id") == message.get("from")
        same_user = contact.get("user_id") and contact["user_id"] == message.get("from_user_id")
        if same_phone or same_user:
            return contact
    return contacts[0] if len(contacts) == 1 else {}


def _kind(message: JsonObject) -> InboundKind:
    try:
        return InboundKind(str(message.get("type")))
    except ValueError:
        return InboundKind.UNKNOWN


def _reply_id(content: JsonObject) -> str | None:
    chosen = as_object(content.get(str(content.get("type"))))
    return as_text(content.get("payload")) or as_text(chosen.get("id"))


def _status(change: _Change, raw: JsonObject) -> StatusUpdate:
    pricing = as_object(raw.get("pricing"))
    return StatusUpdate(
        waba_id=change.waba_id,
        phone_number_id=change.phone_number_id,
        wamid=_required(raw, "id"),
        status=_required(raw, "status").lower(),
        at=parse_timestamp(raw.get("timestamp")),
        recipient_phone=parse_phone(raw.get("recipient_id")),
        recipient_user_id=as_text(raw.get("recipient_user_id")),
        callback=as_text(raw.get("biz_opaque_callback_data")),
        error=_status_error(raw),
        pricing_type=as_text(pricing.get("type")),
        pricing_category=as_text(pricing.get("category")),
        raw=raw,
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


def _template_update(change: _Change, raw: JsonObject) -> TemplateUpdate:
    return TemplateUpdate(
        waba_id=change.waba_id,
        field=change.field,
        template_id=_required(raw, "message_template_id"),
        name=as_text(raw.get("message_template_name")),
        language=as_text(raw.get("message_template_language")),
        status=as_text(raw.get("event")),
        reason=as_text(raw.get("reason")),
        category=as_text(raw.get("new_category")) or as_text(raw.get("message_template_category")),
        future_category=as_text(raw.get("correct_category")),
        quality=as_text(raw.get("new_quality_score")),
        at=change.at,
        raw=raw,
    )


def _required(raw: JsonObject, key: str) -> str:
    value = as_text(raw.get(key))
    if value is None:
        raise _Misfit(f"The element has no {key}.")
    return value
