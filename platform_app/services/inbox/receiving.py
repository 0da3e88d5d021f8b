"""Taking messages in: one effect per message id, whoever delivers it how often and in whatever order."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select

from platform_app.core.clock import now
from platform_app.core.context import CompanyContext
from platform_app.core.errors import NotFound
from platform_app.core.ids import new_id
from platform_app.integrations.whatsapp.payloads import InboundKind, InboundMessage
from platform_app.models.channels import PhoneNumber
from platform_app.models.contacts import Contact
from platform_app.models.deliveries import DeliveryStatus
from platform_app.models.inbox import Conversation, ConversationStatus, Direction, Message
from platform_app.services.contacts import (
    NAME_CHARACTERS,
    change_phone,
    change_user_id,
    find_contact,
)
from platform_app.services.inbox.files import await_file
from platform_app.services.inbox.finding import find_conversation
from platform_app.services.inbox.wishes import hear_wish

PREVIEW_CHARACTERS = 120
JUST_NOW = timedelta(seconds=2)
# These say something about another message or about the person; nobody waits for an answer.
ASIDES = frozenset({InboundKind.REACTION, InboundKind.EDIT, InboundKind.REVOKE, InboundKind.SYSTEM})
# WhatsApp's reference: reactions open the customer-service window, edits and notices do not.
_OPENS_NO_WINDOW = ASIDES - {InboundKind.REACTION}


def receive(ctx: CompanyContext, channel_id: UUID, message: InboundMessage) -> None:
    """Put a customer's message into the inbox; a repeated one changes nothing.

    Raises NotFound if the number is not one of the channel's.
    """
    if is_known(ctx, message.wamid):
        return
    number_id = find_number(ctx, channel_id, message.phone_number_id)
    happened_at = moment_of(message.timestamp)
    # As long as a name may be when a person or a file gives it.
    name = (message.profile_name or "")[:NAME_CHARACTERS]
    contact = find_contact(ctx, message.from_phone, message.from_user_id, name=name)
    ctx.db.flush()
    # What a blocked person writes is kept, and alerts nobody.
    status = ConversationStatus.OPEN if contact.blocked_at is None else ConversationStatus.RESOLVED
    conversation = find_conversation(ctx, contact.id, number_id, happened_at, status=status)
    message_id = add_message(ctx, conversation.id, message, happened_at)
    if message_id is None:
        return
    if message.media is not None:
        await_file(ctx, message_id, number_id, message.kind, message.media)
    _update_contact(ctx, contact, message)
    _update_conversation(conversation, message, happened_at)
    if contact.blocked_at is None and message.kind not in ASIDES:
        _alert(conversation)
    hear_wish(ctx, conversation, contact, message, happened_at)
    ctx.nudge("inbox")


def preview_of(text: str) -> str:
    """Return the beginning of a text on one line."""
    line = " ".join(text.split())
    return line if len(line) <= PREVIEW_CHARACTERS else line[: PREVIEW_CHARACTERS - 1] + "…"


def moment_of(told: datetime | None) -> datetime:
    """Return when a message was written, as far as can be known; never in the future, whatever WhatsApp's clock says."""
    arrived = now()
    # WhatsApp tells whole seconds. For what has just been written the moment of arrival is the finer clock: a
    # question and our answer to the one before keep their order.
    return arrived if told is None or told > arrived - JUST_NOW else told


def find_number(ctx: CompanyContext, channel_id: UUID, wa_phone_number_id: str) -> UUID:
    """Return our id of a number; raises NotFound if it is not one of the channel's."""
    found = ctx.db.exec(
        select(PhoneNumber.id).where(
            col(PhoneNumber.company_id) == ctx.company_id,
            col(PhoneNumber.channel_id) == channel_id,
            col(PhoneNumber.wa_phone_number_id) == wa_phone_number_id,
        )
    ).one_or_none()
    if found is None:
        raise NotFound("This number is not one of this WhatsApp connection.")
    return found


def is_known(ctx: CompanyContext, wamid: str) -> bool:
    """Tell whether a message has been taken in before."""
    known = select(Message.id).where(
        col(Message.company_id) == ctx.company_id, col(Message.wamid) == wamid
    )
    return ctx.db.exec(known).first() is not None


def add_message(
    ctx: CompanyContext,
    conversation_id: UUID,
    message: InboundMessage,
    happened_at: datetime,
    **values: object,
) -> UUID | None:
    """Add a message to a conversation and return its id; None if another transaction has just done so."""
    common: dict[str, object] = {
        "company_id": ctx.company_id,
        "id": new_id(),
        "created_at": now(),
        "conversation_id": conversation_id,
        "direction": Direction.INBOUND,
        "status": DeliveryStatus.DELIVERED,
        "attempts": 0,
        "wamid": message.wamid,
        "kind": message.kind,
        "body": message.text,
        "phone": message.from_phone,
        "wa_user_id": message.from_user_id,
        "content": message.raw,
        "context_wamid": message.target_wamid or message.context_wamid,
        "happened_at": happened_at,
    }
    statement = insert(Message).values(common | values).on_conflict_do_nothing()
    return ctx.db.connection().execute(statement.returning(col(Message.id))).scalar()


def _update_contact(ctx: CompanyContext, contact: Contact, message: InboundMessage) -> None:
    if message.kind is not InboundKind.SYSTEM:
        contact.unreachable_since = None
        wrote_at = moment_of(message.timestamp)
        contact.last_seen_at = max(contact.last_seen_at or wrote_at, wrote_at)
        return
    change = message.change
    if change is not None and change.phone is not None:
        change_phone(ctx, contact, change.phone)
    if change is not None and change.user_id is not None:
        change_user_id(ctx, contact, change.user_id)
    ctx.nudge("contacts")


def _update_conversation(
    conversation: Conversation, message: InboundMessage, happened_at: datetime
) -> None:
    if message.kind not in _OPENS_NO_WINDOW:
        conversation.last_inbound_at = max(conversation.last_inbound_at or happened_at, happened_at)
    if message.referral is not None:
        conversation.ad_clicked_at = max(conversation.ad_clicked_at or happened_at, happened_at)
    if not conversation.preview or (
        message.kind not in ASIDES and happened_at >= conversation.last_message_at
    ):
        conversation.preview = preview_of(message.text)
    if message.kind not in ASIDES:
        conversation.last_message_at = max(conversation.last_message_at, happened_at)


def _alert(conversation: Conversation) -> None:
    conversation.status = ConversationStatus.OPEN
    conversation.unread += 1
