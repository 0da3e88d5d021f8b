"""Messages of the WhatsApp Business app: what somebody has just written there, and what was written long ago.

None of them is unread, opens a window or has anybody notified.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement
from sqlmodel import col, select

from platform_app.core.clock import now
from platform_app.core.context import CompanyContext
from platform_app.integrations.whatsapp.payloads import (
    ArchivedMessage,
    ArchiveSource,
    InboundKind,
    InboundMessage,
)
from platform_app.models.deliveries import DeliveryStatus
from platform_app.models.inbox import Conversation, ConversationStatus, Direction, Message
from platform_app.services.contacts import NAME_CHARACTERS, find_contact, was_erased
from platform_app.services.inbox.files import await_file
from platform_app.services.inbox.finding import find_conversation
from platform_app.services.inbox.receiving import (
    ASIDES,
    add_message,
    find_number,
    moment_of,
    preview_of,
)

_STATUSES = {
    "pending": DeliveryStatus.ACCEPTED,
    "sent": DeliveryStatus.SENT,
    "delivered": DeliveryStatus.DELIVERED,
    "read": DeliveryStatus.READ,
    "played": DeliveryStatus.READ,
    "error": DeliveryStatus.FAILED,
}


def archive(ctx: CompanyContext, channel_id: UUID, archived: ArchivedMessage) -> None:
    """Put a message of the app where it belongs; a repeated one changes nothing.

    What was written long ago brings nobody back who was erased since. Raises NotFound if the number is not one of the channel's.
    """
    message = archived.message
    number_id = find_number(ctx, channel_id, message.phone_number_id)
    known = ctx.db.exec(select(Message).where(_is(ctx, message.wamid)).with_for_update()).first()
    if known is not None:
        _complete(ctx, known, message, number_id)
        return
    is_fresh = archived.source is ArchiveSource.APP
    if not is_fresh and was_erased(ctx, message.from_phone, message.from_user_id):
        return
    happened_at = moment_of(message.timestamp)
    name = (message.profile_name or "")[:NAME_CHARACTERS]
    contact = find_contact(ctx, message.from_phone, message.from_user_id, name=name)
    ctx.db.flush()
    conversation = find_conversation(
        ctx,
        contact.id,
        number_id,
        happened_at,
        # Years of old threads would bury what waits for an answer.
        status=ConversationStatus.OPEN if is_fresh else ConversationStatus.RESOLVED,
    )
    message_id = add_message(
        ctx,
        conversation.id,
        message,
        happened_at,
        direction=Direction.OUTBOUND if archived.is_ours else Direction.INBOUND,
        status=_status(archived),
        origin=archived.source,
    )
    if message_id is not None and message.media is not None:
        await_file(ctx, message_id, number_id, message.kind, message.media)
    _touch(conversation, archived, happened_at)
    ctx.nudge("inbox")


def _is(ctx: CompanyContext, wamid: str) -> ColumnElement[bool]:
    return (col(Message.company_id) == ctx.company_id) & (col(Message.wamid) == wamid)


def _complete(
    ctx: CompanyContext, known: Message, message: InboundMessage, number_id: UUID
) -> None:
    """Put the file that has come into the place that was kept for it."""
    if known.kind != InboundKind.MEDIA_PLACEHOLDER or message.media is None:
        return
    known.kind, known.body, known.content = message.kind, message.text, message.raw
    ctx.db.flush()
    await_file(ctx, known.id, number_id, message.kind, message.media)
    ctx.nudge("inbox")


def _status(archived: ArchivedMessage) -> DeliveryStatus:
    if not archived.is_ours:
        return DeliveryStatus.DELIVERED
    return _STATUSES.get(archived.status, DeliveryStatus.SENT)


def _touch(conversation: Conversation, archived: ArchivedMessage, happened_at: datetime) -> None:
    """Bring the conversation's place in the list up to date."""
    message = archived.message
    if message.kind in ASIDES:
        return
    if not conversation.preview or happened_at >= conversation.last_message_at:
        words = f"You: {message.text}" if archived.is_ours else message.text
        conversation.preview = preview_of(words)
    conversation.last_message_at = max(conversation.last_message_at, min(happened_at, now()))
    if archived.source is ArchiveSource.APP:
        # Whoever answers in the app has read what came before.
        conversation.unread = 0
