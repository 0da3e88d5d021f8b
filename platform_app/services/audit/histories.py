"""The history of one object, for whoever may see the object."""

from enum import StrEnum
from uuid import UUID

from sqlmodel import col, or_, select

from platform_app.core.context import CompanyContext, PlatformContext
from platform_app.core.errors import NotAllowed
from platform_app.core.paging import PAGE_ROWS, Page
from platform_app.core.permissions import Permission
from platform_app.models.audit import AuditEvent, PlatformAuditEvent
from platform_app.models.companies import Company
from platform_app.services.audit.customers import names_of
from platform_app.services.audit.lookups import behind, newest_first
from platform_app.services.audit.reading import Event, as_row, cut
from platform_app.services.audit.views import EventRow


class History(StrEnum):
    """What has a history that pages show."""

    CAMPAIGN = "campaign"
    CHANNEL = "channel"
    COMPANY = "company"
    CONTACT = "contact"
    PERSON = "person"
    ROLE = "role"
    SEGMENT = "segment"
    TEMPLATE = "template"


# Who may read it, and the first words of the acts that belong to it.
_HISTORIES: dict[History, tuple[Permission, tuple[str, ...]]] = {
    History.CAMPAIGN: (Permission.CAMPAIGNS_READ, ("campaign",)),
    History.CHANNEL: (Permission.WHATSAPP_MANAGE, ("channel", "templates", "webhook")),
    History.COMPANY: (Permission.COMPANY_MANAGE, ("company",)),
    History.CONTACT: (Permission.CONTACTS_READ, ("contact",)),
    History.PERSON: (Permission.TEAM_MANAGE, ("account", "session", "team")),
    History.ROLE: (Permission.ROLES_MANAGE, ("role",)),
    History.SEGMENT: (Permission.CONTACTS_READ, ("segment",)),
    History.TEMPLATE: (Permission.TEMPLATES_MANAGE, ("template",)),
}


def list_history(
    ctx: CompanyContext | PlatformContext,
    history: History,
    subject_id: UUID,
    *,
    cursor: str | None = None,
) -> Page[EventRow]:
    """Return what has happened to one object, newest first; the platform sees its own log about a company."""
    events, more = cut(
        _of_company(ctx, history, subject_id, cursor)
        if isinstance(ctx, CompanyContext)
        else _of_platform(ctx, history, subject_id, cursor)
    )
    zone, shows_origin = "UTC", True
    names: dict[UUID, str] = {}
    if isinstance(ctx, CompanyContext):
        names = names_of(ctx, events)
        zone = ctx.db.get_one(Company, ctx.company_id).time_zone
        shows_origin = ctx.actor.may(Permission.AUDIT_READ)
    rows = [as_row(event, zone, shows_origin=shows_origin, names=names) for event in events]
    return Page(rows, more, len(rows))


def _of_company(
    ctx: CompanyContext, history: History, subject_id: UUID, cursor: str | None
) -> list[Event]:
    permission, kinds = _HISTORIES[history]
    if not ctx.actor.may(Permission.AUDIT_READ):
        ctx.require(permission)
    statement = (
        select(AuditEvent)
        .where(
            col(AuditEvent.company_id) == ctx.company_id,
            col(AuditEvent.subject_id) == subject_id,
            col(AuditEvent.subject_kind).in_(kinds),
        )
        .where(*behind(AuditEvent, cursor))
        .order_by(*newest_first(AuditEvent))
        .limit(PAGE_ROWS + 1)
    )
    return list(ctx.db.exec(statement))


def _of_platform(
    ctx: PlatformContext, history: History, subject_id: UUID, cursor: str | None
) -> list[Event]:
    if history is not History.COMPANY:
        raise NotAllowed("The platform keeps a history of companies only.")
    log = PlatformAuditEvent
    statement = (
        select(log)
        .where(or_(col(log.about_company) == subject_id, col(log.subject_id) == subject_id))
        .where(*behind(log, cursor))
        .order_by(*newest_first(log))
        .limit(PAGE_ROWS + 1)
    )
    return list(ctx.db.exec(statement))
