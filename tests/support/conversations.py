"""What customers write, and how the inbox is asked about it."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlmodel import select

from platform_app.core.clock import now
from platform_app.core.context import Actor
from platform_app.core.db import company_transaction, in_company
from platform_app.models.inbox import Conversation
from platform_app.services import inbox
from platform_app.services.inbox import ConversationFilter
from tests.support.webhooks import TestChannel, text_message

PHONE = "+351912000111"


def ago(**duration: float) -> str:
    return str(int((now() - timedelta(**duration)).timestamp()))


def hears(channel: TestChannel, *messages: dict[str, Any], name: str = "Rui Sá") -> None:
    """Let a customer's messages come in, one webhook each."""
    for message in messages:
        fresh = {"timestamp": ago(seconds=1), **message}
        contact = {
            "profile": {"name": name},
            "wa_id": message.get("from"),
            "user_id": message.get("from_user_id"),
        }
        channel.take(channel.body(channel.value(contacts=[contact], messages=[fresh])))


def says(wamid: str, body: str = "Hello", **changes: object) -> dict[str, Any]:
    return text_message(wamid, body, timestamp=ago(seconds=1)) | changes


def all_of(channel: TestChannel, table: type[Any]) -> list[Any]:
    with company_transaction(channel.system) as ctx:
        return list(ctx.db.exec(select(table).order_by(table.id)))


def listed(actor: Actor, wish: ConversationFilter = ConversationFilter.OPEN, **options: Any):
    with company_transaction(actor) as ctx:
        return inbox.list_conversations(ctx, filter=wish, **options)


def only_id(channel: TestChannel) -> UUID:
    [conversation] = all_of(channel, Conversation)
    return conversation.id


def thread(actor: Actor, channel: TestChannel) -> inbox.Thread:
    with company_transaction(actor) as ctx:
        return inbox.open_conversation(ctx, only_id(channel))


def act(actor: Actor, service, *arguments: Any, **options: Any) -> Any:
    return in_company(actor, lambda ctx: service(ctx, *arguments, **options))


def reaction(wamid: str, target: str, emoji: str) -> dict[str, Any]:
    return says(wamid) | {"type": "reaction", "reaction": {"message_id": target, "emoji": emoji}}


def edit(wamid: str, target: str, body: str) -> dict[str, Any]:
    message = {"type": "text", "text": {"body": body}}
    return says(wamid) | {
        "type": "edit",
        "edit": {"original_message_id": target, "message": message},
    }


def revoke(wamid: str, target: str) -> dict[str, Any]:
    return says(wamid) | {"type": "revoke", "revoke": {"original_message_id": target}}
