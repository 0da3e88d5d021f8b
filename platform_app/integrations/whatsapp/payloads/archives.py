"""Reading messages of the WhatsApp Business app: echoes of what was written there, and its history."""

from collections.abc import Iterator

from platform_app.integrations.whatsapp.graph_json import (
    JsonObject,
    as_list,
    as_object,
    as_objects,
    as_text,
)
from platform_app.integrations.whatsapp.payloads.inbound_messages import (
    build_message,
    name_of,
    read_message,
)
from platform_app.integrations.whatsapp.payloads.webhook_elements import (
    Change,
    Misfit,
    digits_of,
    parse_phone,
    words,
)
from platform_app.integrations.whatsapp.payloads.webhook_types import (
    ArchivedMessage,
    ArchiveSource,
)


def read_echo(change: Change, raw: JsonObject) -> ArchivedMessage:
    """Return a message that a person of the company wrote in the app."""
    customer = (
        parse_phone(raw.get("to")),
        as_text(raw.get("to_user_id")) or as_text(raw.get("recipient_user_id")),
    )
    if customer == (None, None):
        customer = (None, as_text(raw.get("to")))
    if customer == (None, None):
        raise Misfit("The message does not say whom it is to.")
    message = build_message(change, raw, customer, _name_in(change, customer))
    return ArchivedMessage(message, ArchiveSource.APP, is_ours=True, status="sent")


def read_old_file(change: Change, raw: JsonObject) -> ArchivedMessage:
    """Return a file of the history that comes after its placeholder, under the same message id."""
    return ArchivedMessage(
        read_message(change, raw), ArchiveSource.HISTORY, is_ours=False, status=""
    )


def list_history(change: Change) -> Iterator[tuple[JsonObject, object]]:
    """Return every old message with its thread, whatever it is."""
    for chunk in as_objects(change.value.get("history")):
        for thread in as_objects(chunk.get("threads")):
            for message in as_list(thread.get("messages")):
                yield thread, message


def read_history(change: Change, thread: JsonObject, raw: JsonObject) -> ArchivedMessage:
    """Return an old message; the thread tells the customer, the sender tells whose it is."""
    phone = parse_phone(thread.get("id"))
    customer = (phone, None if phone else as_text(thread.get("id")))
    if customer == (None, None):
        raise Misfit("The thread does not say whom it is with.")
    # With a hidden number the customer's own messages carry a user id, and no `from`.
    is_ours = digits_of(raw.get("from")) == change.display_number and bool(change.display_number)
    name = _name_in(change, customer)
    status = words(as_object(raw.get("history_context")), "status").lower()
    message = build_message(change, raw, customer, name)
    return ArchivedMessage(message, ArchiveSource.HISTORY, is_ours, status)


def _name_in(change: Change, customer: tuple[str | None, str | None]) -> str | None:
    for contact in as_objects(change.value.get("contacts")):
        keys = {parse_phone(contact.get("wa_id")), as_text(contact.get("user_id"))}
        if (keys & set(customer)) - {None}:
            return name_of(contact)
    return None
