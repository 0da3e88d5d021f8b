"""Answering: one message per wish to send, however often the wish arrives."""

from uuid import UUID

from sqlmodel import col, select

from platform_app.core.clock import now
from platform_app.core.context import CompanyContext
from platform_app.core.errors import Conflict, InvalidInput
from platform_app.core.permissions import Permission
from platform_app.models.contacts import Contact
from platform_app.models.inbox import Message
from platform_app.services import audit
from platform_app.services.inbox.actions import get_locked
from platform_app.services.inbox.outgoing import queue_text
from platform_app.services.inbox.receiving import preview_of
from platform_app.services.inbox.remembering import remember
from platform_app.services.inbox.windows import is_open

MOST_CHARACTERS = 4_096  # WhatsApp's limit for a text
_MOST_KEY_CHARACTERS = 64


def reply(ctx: CompanyContext, conversation_id: UUID, *, body: str, client_key: str) -> UUID:
    """Send a text and return its message's id; the same `client_key` again returns the same message.

    Raises InvalidInput for an empty or too long text, Conflict when the customer-service window has closed.
    """
    ctx.require(Permission.CONVERSATIONS_REPLY)
    text = _checked(body, client_key)
    conversation = get_locked(ctx, conversation_id)
    known = _find_by_key(ctx, conversation_id, client_key)
    if known is not None:
        return known
    contact = ctx.db.get_one(Contact, (ctx.company_id, conversation.contact_id))
    if contact.blocked_at is not None:
        raise Conflict("This person is blocked. Unblock them first, if that is what you want.")
    if not is_open(conversation.last_inbound_at, now()):
        raise Conflict(
            "The 24-hour window has closed, so WhatsApp takes only templates now. "
            "It opens again when the customer writes."
        )
    message_id = queue_text(ctx, conversation, text, client_key=client_key)
    conversation.last_message_at = now()
    conversation.preview = preview_of(f"You: {text}")
    conversation.unread = 0
    remember(ctx, audit.AuditAction.CONVERSATION_ANSWERED, conversation)
    ctx.nudge("inbox")
    return message_id


def _checked(body: str, client_key: str) -> str:
    text = body.replace("\x00", "").strip()
    if not text:
        raise InvalidInput("There is nothing to send yet.", {"body": "Write a message first."})
    if len(text) > MOST_CHARACTERS:
        raise InvalidInput(
            "The message is too long for WhatsApp.",
            {"body": f"Use at most {MOST_CHARACTERS:,} characters; this has {len(text):,}."},
        )
    if not 0 < len(client_key) <= _MOST_KEY_CHARACTERS:
        raise InvalidInput("The page sent no proper key with the message. Reload the page.")
    return text


def _find_by_key(ctx: CompanyContext, conversation_id: UUID, client_key: str) -> UUID | None:
    known = ctx.db.exec(
        select(Message.id, Message.conversation_id).where(
            col(Message.company_id) == ctx.company_id, col(Message.client_key) == client_key
        )
    ).one_or_none()
    if known is None:
        return None
    if known[1] != conversation_id:
        raise Conflict("This message was already sent in another conversation. Reload the page.")
    return known[0]
