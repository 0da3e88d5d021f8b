"""Finding templates, always inside the company, and only those that whoever asks may see."""

from uuid import UUID

from sqlalchemy import ColumnElement
from sqlmodel import col, select

from platform_app.core.context import CompanyContext
from platform_app.core.errors import NotFound
from platform_app.core.permissions import Permission
from platform_app.models.templates import DRAFT, MessageTemplate


def find(ctx: CompanyContext, template_id: UUID, *, lock: bool = False) -> MessageTemplate:
    """Return a template that whoever asks may see, locked until the commit if asked; raises NotFound."""
    statement = select(MessageTemplate).where(col(MessageTemplate.id) == template_id, *visible(ctx))
    template = ctx.db.exec(statement.with_for_update() if lock else statement).one_or_none()
    if template is None:
        raise NotFound("This template does not exist, or no longer does.")
    return template


def visible(ctx: CompanyContext) -> list[ColumnElement[bool]]:
    """Return the conditions for what whoever asks may see: drafts and hidden ones are for those who manage them."""
    own = col(MessageTemplate.company_id) == ctx.company_id
    if ctx.actor.may(Permission.TEMPLATES_MANAGE):
        return [own]
    return [own, col(MessageTemplate.is_hidden).is_(False), col(MessageTemplate.status) != DRAFT]
