"""The list of templates."""

from uuid import UUID

from sqlalchemy import func
from sqlmodel import col, select

from platform_app.core.clock import local_time
from platform_app.core.context import CompanyContext
from platform_app.core.permissions import Permission
from platform_app.integrations.whatsapp.payloads import render_preview
from platform_app.models.templates import MessageTemplate
from platform_app.services import companies
from platform_app.services.templates.views import TemplateRow

PAGE = 50


def list_rows(
    ctx: CompanyContext, *, search: str = "", after: UUID | None = None
) -> list[TemplateRow]:
    """Return one page of templates in the order they were first seen; `after` is the last id before."""
    ctx.require(Permission.TEMPLATES_READ)
    statement = (
        select(MessageTemplate)
        .where(col(MessageTemplate.company_id) == ctx.company_id)
        .order_by(col(MessageTemplate.id))
        .limit(PAGE)
    )
    if search.strip():
        statement = statement.where(
            col(MessageTemplate.name).icontains(search.strip(), autoescape=True)
        )
    if after is not None:
        statement = statement.where(col(MessageTemplate.id) > after)
    zone = companies.get_profile(ctx).time_zone
    return [_row(one, zone) for one in ctx.db.exec(statement)]


def count_all(ctx: CompanyContext) -> int:
    """Return how many templates the company has."""
    ctx.require(Permission.TEMPLATES_READ)
    statement = (
        select(func.count())
        .select_from(MessageTemplate)
        .where(col(MessageTemplate.company_id) == ctx.company_id)
    )
    return ctx.db.exec(statement).one()


def _row(one: MessageTemplate, zone: str) -> TemplateRow:
    preview = render_preview(one.components, {}, one.parameter_format)
    return TemplateRow(
        id=str(one.id),
        name=one.name,
        language=one.language,
        category=one.category,
        status=one.status,
        rejected_reason=one.rejected_reason or "",
        header=preview.header or "",
        body=preview.body,
        footer=preview.footer or "",
        buttons=[button.text for button in preview.buttons],
        synced=local_time(one.synced_at, zone),
    )
