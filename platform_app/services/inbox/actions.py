"""What people do with a conversation besides writing."""

from collections.abc import Callable
from uuid import UUID

from sqlmodel import col, select

from platform_app.core.context import CompanyContext
from platform_app.core.errors import NotAllowed, NotFound
from platform_app.core.permissions import Permission
from platform_app.models.inbox import Conversation, ConversationStatus
from platform_app.services import audit
from platform_app.services.inbox.remembering import remember
from platform_app.services.inbox.visibility import is_visible

_ACTS = {
    ConversationStatus.OPEN: audit.AuditAction.CONVERSATION_REOPENED,
    ConversationStatus.RESOLVED: audit.AuditAction.CONVERSATION_RESOLVED,
}
Act = Callable[[CompanyContext, UUID], None]


def mark_read(ctx: CompanyContext, conversation_id: UUID) -> None:
    """Clear the count of unread messages."""
    ctx.require(Permission.CONVERSATIONS_READ)
    conversation = get_locked(ctx, conversation_id)
    # Without this, every tab that shows the conversation would answer each nudge with another one.
    if conversation.unread:
        conversation.unread = 0
        ctx.nudge("inbox")


def resolve(ctx: CompanyContext, conversation_id: UUID) -> None:
    """Put a conversation aside until the customer writes again."""
    _set_status(ctx, conversation_id, ConversationStatus.RESOLVED)


def reopen(ctx: CompanyContext, conversation_id: UUID) -> None:
    """Bring a conversation back among the open ones."""
    _set_status(ctx, conversation_id, ConversationStatus.OPEN)


def assign_to_me(ctx: CompanyContext, conversation_id: UUID) -> None:
    """Make the conversation the acting person's own."""
    ctx.require(Permission.CONVERSATIONS_REPLY)
    if ctx.actor.user_id is None:
        raise NotAllowed("Only a person can take a conversation.")
    conversation = get_locked(ctx, conversation_id)
    before, conversation.assignee_id = conversation.assignee_id, ctx.actor.user_id
    if before != ctx.actor.user_id:
        act = audit.AuditAction.CONVERSATION_ASSIGNED
        remember(ctx, act, conversation, assignee=(before, ctx.actor.user_id))
    ctx.nudge("inbox")


def get_locked(ctx: CompanyContext, conversation_id: UUID) -> Conversation:
    """Return a conversation that nobody else changes meanwhile; raises NotFound."""
    conversation = ctx.db.exec(
        select(Conversation)
        .where(is_visible(ctx), col(Conversation.id) == conversation_id)
        .with_for_update(key_share=True)
    ).one_or_none()
    if conversation is None:
        raise NotFound("This conversation does not exist, or no longer does.")
    return conversation


def _set_status(ctx: CompanyContext, conversation_id: UUID, status: ConversationStatus) -> None:
    ctx.require(Permission.CONVERSATIONS_REPLY)
    conversation = get_locked(ctx, conversation_id)
    before, conversation.status = conversation.status, status
    if before != status:
        remember(ctx, _ACTS[status], conversation, status=(before, status))
    ctx.nudge("inbox")
