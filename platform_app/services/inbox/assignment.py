"""Conversations of people who leave: counted, and handed over."""

from uuid import UUID

from sqlalchemy import ColumnElement
from sqlmodel import col, func, select, update

from platform_app.core.context import CompanyContext
from platform_app.core.permissions import Permission
from platform_app.models.inbox import Conversation, ConversationStatus


def count_open_of(ctx: CompanyContext, user_id: UUID) -> int:
    """Return how many open conversations are somebody's."""
    ctx.require(Permission.TEAM_MANAGE)
    theirs = (*_theirs(ctx, user_id), col(Conversation.status) == ConversationStatus.OPEN)
    return ctx.db.exec(select(func.count()).select_from(Conversation).where(*theirs)).one()


def hand_over(ctx: CompanyContext, user_id: UUID, heir_id: UUID | None) -> int:
    """Make somebody's open conversations another person's, or nobody's; return how many.

    Resolved ones become nobody's, so that a customer who writes again is not left with somebody who is gone.
    """
    ctx.require(Permission.TEAM_MANAGE)
    is_open = col(Conversation.status) == ConversationStatus.OPEN
    given = update(Conversation).values(assignee_id=heir_id)
    moved = ctx.db.exec(given.where(*_theirs(ctx, user_id), is_open)).rowcount
    freed = update(Conversation).values(assignee_id=None)
    ctx.db.exec(freed.where(*_theirs(ctx, user_id), ~is_open))
    ctx.nudge("inbox")
    return moved


def _theirs(ctx: CompanyContext, user_id: UUID) -> tuple[ColumnElement[bool], ...]:
    return col(Conversation.company_id) == ctx.company_id, col(Conversation.assignee_id) == user_id
