"""Blocking: nothing is sent to somebody any more, and WhatsApp is asked to keep their messages away."""

from dataclasses import dataclass
from uuid import UUID

from sqlmodel import col, select, update

from platform_app.core.context import CompanyContext, talks_to_the_outside
from platform_app.core.errors import AppError
from platform_app.core.permissions import Permission
from platform_app.core.reasons import check_reason
from platform_app.integrations.whatsapp.graph import Access, ask
from platform_app.integrations.whatsapp.management import blocks
from platform_app.models.channels import PhoneNumber
from platform_app.models.consent import ConsentKind, ConsentSource
from platform_app.models.contacts import Contact
from platform_app.models.inbox import Conversation, ConversationStatus
from platform_app.services import audit, channels, consent, contacts


@dataclass(frozen=True, slots=True)
class BlockOrder:
    """What WhatsApp is asked: whom to block or unblock, at which numbers; it prints as no secret."""

    user: str
    is_block: bool
    numbers: tuple[tuple[Access, str], ...]


def block(ctx: CompanyContext, contact_id: UUID, *, reason: str) -> BlockOrder:
    """Block somebody from now on, and return what to ask WhatsApp for; raises NotFound."""
    ctx.require(Permission.CONTACTS_EDIT)
    why = check_reason(reason, request="Say why this person is blocked.")
    return _change(ctx, contact_id, ConsentKind.BLOCKED, why)


def unblock(ctx: CompanyContext, contact_id: UUID) -> BlockOrder:
    """Let somebody in again, and return what to ask WhatsApp for; their consent is as it was."""
    ctx.require(Permission.CONTACTS_EDIT)
    return _change(ctx, contact_id, ConsentKind.UNBLOCKED, "")


@talks_to_the_outside
def carry_out(order: BlockOrder) -> bool:
    """Ask WhatsApp, and tell whether it did it at every number; it blocks only who wrote in the last 24 hours."""
    # Every number is asked, also after one that could not.
    done = [_at_number(order, access, number) for access, number in order.numbers]
    return all(done)


def _at_number(order: BlockOrder, access: Access, number: str) -> bool:
    change = blocks.block if order.is_block else blocks.unblock
    try:
        return not ask(access, lambda g: change(g, number, [order.user])).failed
    except AppError:
        return False


def _change(ctx: CompanyContext, contact_id: UUID, kind: ConsentKind, why: str) -> BlockOrder:
    contact = contacts.get_contact(ctx, contact_id, lock=True)
    change = consent.ConsentChange(kind, ConsentSource.AGENT, detail=why)
    if consent.record(ctx, contact, change):
        is_block = kind is ConsentKind.BLOCKED
        act = audit.AuditAction.CONTACT_BLOCKED if is_block else audit.AuditAction.CONTACT_UNBLOCKED
        audit.record(ctx, act, contact.id, reason=why)
        if is_block:
            _close_conversations(ctx, contact)
    ctx.nudge("contacts")
    ctx.nudge("inbox")
    return BlockOrder(
        contact.wa_user_id or (contact.phone or "").lstrip("+"),
        kind is ConsentKind.BLOCKED,
        tuple(_numbers(ctx, contact)),
    )


def _close_conversations(ctx: CompanyContext, contact: Contact) -> None:
    """Take what somebody wrote off everybody's list; it is kept, and what they write from now on beside it."""
    closed = update(Conversation).where(
        col(Conversation.company_id) == ctx.company_id, col(Conversation.contact_id) == contact.id
    )
    ctx.db.connection().execute(closed.values(status=ConversationStatus.RESOLVED, unread=0))


def _numbers(ctx: CompanyContext, contact: Contact) -> list[tuple[Access, str]]:
    """Return the numbers that the person has written with, and what calls about them act with."""
    met = select(Conversation.phone_number_id).where(
        col(Conversation.company_id) == ctx.company_id,
        col(Conversation.contact_id) == contact.id,
        col(Conversation.last_inbound_at).is_not(None),
    )
    numbers = ctx.db.exec(
        select(PhoneNumber).where(
            col(PhoneNumber.company_id) == ctx.company_id, col(PhoneNumber.id).in_(met)
        )
    )
    found: list[tuple[Access, str]] = []
    for number in numbers:
        try:
            access = channels.load_credentials(ctx, number.channel_id).access
        except AppError:
            # Its account is no longer connected, so it hears nobody.
            continue
        found.append((access, number.wa_phone_number_id))
    return found
