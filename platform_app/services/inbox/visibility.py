"""Which conversations somebody sees: all of the company's, or only their own and those that nobody has taken."""

from sqlalchemy import ColumnElement
from sqlmodel import col, or_

from platform_app.core.context import CompanyContext
from platform_app.core.permissions import Permission
from platform_app.models.inbox import Conversation


def is_visible(ctx: CompanyContext) -> ColumnElement[bool]:
    """Return the condition that whoever acts may see a conversation; every look at one goes through it."""
    ours = col(Conversation.company_id) == ctx.company_id
    if ctx.actor.may(Permission.CONVERSATIONS_READ_ALL):
        return ours
    assignee = col(Conversation.assignee_id)
    return ours & or_(assignee == ctx.actor.user_id, assignee.is_(None))
