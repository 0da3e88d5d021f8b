"""The list of templates, and what it can be narrowed down to."""

from sqlalchemy import ColumnElement, String, cast, tuple_
from sqlmodel import col, func, select

from platform_app.core.clock import local_time
from platform_app.core.context import CompanyContext
from platform_app.core.paging import COUNT_LIMIT, PAGE_ROWS, Page, cursor_after, read_cursor
from platform_app.core.permissions import Permission
from platform_app.integrations.whatsapp.payloads import render_preview
from platform_app.models.channels import Channel
from platform_app.models.templates import DELETED, MessageTemplate
from platform_app.services import companies
from platform_app.services.templates.lookups import visible
from platform_app.services.templates.views import TemplateFilters, TemplateRow

# Out of the way until somebody asks for them by name.
GONE = (DELETED, "ARCHIVED", "PENDING_DELETION")
HIDDEN, SHOWN = "hidden", "shown"
_BODY_SHOWN = 160
_CHOICES = 200


def list_rows(
    ctx: CompanyContext, filters: TemplateFilters, *, cursor: str | None = None
) -> Page[TemplateRow]:
    """Return the newest templates that pass the filters; those that are gone only when asked for by status."""
    ctx.require(Permission.TEMPLATES_READ)
    wanted = [*visible(ctx), *_conditions(filters)]
    statement = (
        select(MessageTemplate)
        .where(*wanted)
        .order_by(col(MessageTemplate.created_at).desc(), col(MessageTemplate.id).desc())
        .limit(PAGE_ROWS + 1)
    )
    if cursor:
        place = tuple_(col(MessageTemplate.created_at), col(MessageTemplate.id))
        statement = statement.where(place < tuple_(*read_cursor(cursor)))
    found = ctx.db.exec(statement).all()
    last = found[PAGE_ROWS - 1] if len(found) > PAGE_ROWS else None
    more = cursor_after(last.created_at, last.id) if last else None
    channels = list_channels(ctx)
    names = dict(channels) if len(channels) > 1 else {}
    rows = [_row(one, names.get(str(one.channel_id), "")) for one in found[:PAGE_ROWS]]
    return Page(rows, more, _count(ctx, wanted))


def list_languages(ctx: CompanyContext) -> list[str]:
    """Return the codes of the languages that the company's templates are in."""
    ctx.require(Permission.TEMPLATES_READ)
    statement = select(MessageTemplate.language).where(*visible(ctx)).distinct()
    return list(ctx.db.exec(statement.order_by(col(MessageTemplate.language)).limit(_CHOICES)))


def list_channels(ctx: CompanyContext) -> list[tuple[str, str]]:
    """Return id and name of the WhatsApp accounts that templates belong to."""
    ctx.require(Permission.TEMPLATES_READ)
    statement = select(Channel.id, Channel.name, Channel.waba_id).where(
        col(Channel.company_id) == ctx.company_id
    )
    found = ctx.db.exec(statement.order_by(col(Channel.created_at)).limit(_CHOICES))
    return [(str(channel_id), name or waba_id) for channel_id, name, waba_id in found]


def last_pull(ctx: CompanyContext) -> str:
    """Return when every account's templates had been pulled, or nothing while one never was."""
    ctx.require(Permission.TEMPLATES_READ)
    found = ctx.db.exec(
        select(Channel.templates_synced_at).where(col(Channel.company_id) == ctx.company_id)
    ).all()
    moments = [moment for moment in found if moment is not None]
    if not moments or len(moments) < len(found):
        return ""
    return local_time(min(moments), companies.get_profile(ctx).time_zone)


def _conditions(filters: TemplateFilters) -> list[ColumnElement[bool]]:
    one = MessageTemplate
    narrowed = {
        col(one.category): filters.category,
        col(one.language): filters.language,
        col(one.quality): filters.quality,
    }
    wanted = [column == value for column, value in narrowed.items() if value]
    wanted.append(
        col(one.status) == filters.status if filters.status else col(one.status).not_in(GONE)
    )
    if filters.search.strip():
        wanted.append(col(one.name).icontains(filters.search.strip(), autoescape=True))
    if filters.channel_id:
        wanted.append(cast(col(one.channel_id), String) == filters.channel_id)
    if filters.visibility in (HIDDEN, SHOWN):
        wanted.append(col(one.is_hidden).is_(filters.visibility == HIDDEN))
    return wanted


def _count(ctx: CompanyContext, wanted: list[ColumnElement[bool]]) -> int:
    counted = select(MessageTemplate.id).where(*wanted).limit(COUNT_LIMIT).subquery()
    return ctx.db.exec(select(func.count()).select_from(counted)).one()


def _row(one: MessageTemplate, channel: str) -> TemplateRow:
    preview = render_preview(one.components, {}, one.parameter_format)
    return TemplateRow(
        id=str(one.id),
        name=one.name,
        language=one.language,
        category=one.category,
        status=one.status,
        quality=one.quality,
        body=preview.body[:_BODY_SHOWN],
        is_hidden=one.is_hidden,
        has_changes=one.form is not None and bool(one.wa_template_id),
        channel=channel,
    )
