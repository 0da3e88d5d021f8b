"""Putting what goes out into a conversation; a lane sends it."""

from typing import Any
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert

from platform_app.core.clock import now
from platform_app.core.context import CompanyContext
from platform_app.core.ids import new_id
from platform_app.models.contacts import Contact
from platform_app.models.deliveries import DeliveryStatus
from platform_app.models.inbox import Conversation, Direction, Message

Content = dict[str, Any]  # Any: WhatsApp's JSON


def queue_text(
    ctx: CompanyContext, conversation: Conversation, text: str, *, client_key: str | None = None
) -> UUID:
    """Add a text to a conversation that is locked, and return its message's id."""
    content = {"type": "text", "body": text}
    return _queue(ctx, conversation, content, shown=text, client_key=client_key)


def queue_template(
    ctx: CompanyContext, conversation: Conversation, content: Content, *, shown: str
) -> UUID:
    """Add a filled template to a conversation that is locked, and return its message's id."""
    return _queue(ctx, conversation, content, shown=shown, client_key=None)


def _queue(
    ctx: CompanyContext,
    conversation: Conversation,
    content: Content,
    *,
    shown: str,
    client_key: str | None,
) -> UUID:
    contact = ctx.db.get_one(Contact, (ctx.company_id, conversation.contact_id))
    message_id = new_id()
    values = {
        "company_id": ctx.company_id,
        "id": message_id,
        "created_at": now(),
        "conversation_id": conversation.id,
        "direction": Direction.OUTBOUND,
        "status": DeliveryStatus.PENDING,
        "attempts": 0,
        "author_id": ctx.actor.user_id,
        "kind": content["type"],
        "body": shown,
        "phone": contact.phone,
        "wa_user_id": contact.wa_user_id,
        "content": content,
        "client_key": client_key,
        "happened_at": now(),
    }
    # The conversation is locked, so two wishes with one key come one after the other.
    ctx.db.connection().execute(insert(Message).values(values))
    ctx.enqueue("sending.run_shift")
    return message_id
