"""Finding events, in a company's log and in the platform's."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, UnaryExpression, tuple_
from sqlmodel import col, func, select

from platform_app.core.context import CompanyContext, PlatformContext
from platform_app.core.paging import COUNT_LIMIT, PAGE_ROWS, Page, read_cursor
from platform_app.core.permissions import Permission
from platform_app.models.accounts import PlatformUser, UserAccount
from platform_app.models.audit import AuditEvent, PlatformAuditEvent
from platform_app.models.companies import Company
from platform_app.services.audit.actions import AuditAction
from platform_app.services.audit.customers import names_of
from platform_app.services.audit.filtering import Log, conditions, others
from platform_app.services.audit.reading import as_row, cut
from platform_app.services.audit.views import Choice, EventRow, Filters

_PEOPLE_SHOWN = 500
# The platform's pages show moments in UTC, and say so.
_UTC = "UTC"


def list_events(
    ctx: CompanyContext, filters: Filters, *, cursor: str | None = None
) -> Page[EventRow]:
    """Return the company's newest events that pass the filters; raises InvalidInput for impossible ones."""
    ctx.require(Permission.AUDIT_READ)
    zone = ctx.db.get_one(Company, ctx.company_id).time_zone
    wanted = [
        col(AuditEvent.company_id) == ctx.company_id, *conditions(AuditEvent, filters, zone)
    ]  # fmt: skip
    statement = select(AuditEvent).where(*wanted, *behind(AuditEvent, cursor))
    found = ctx.db.exec(statement.order_by(*newest_first(AuditEvent)).limit(PAGE_ROWS + 1)).all()
    events, more = cut(found)
    total = _count(ctx, AuditEvent, wanted)
    names = names_of(ctx, events)
    return Page([as_row(event, zone, names=names) for event in events], more, total)


def list_platform_events(
    ctx: PlatformContext, filters: Filters, *, cursor: str | None = None
) -> Page[EventRow]:
    """Return the platform's newest events that pass the filters; anchors only when asked for."""
    log = PlatformAuditEvent
    wanted = conditions(log, filters, _UTC)
    if not filters.act:
        wanted.append(col(log.action) != AuditAction.LOG_ANCHORED)
    statement = (
        select(log, Company.name)
        .join(Company, col(Company.id) == col(log.about_company), isouter=True)
        .where(*wanted, *behind(log, cursor))
    )
    found = ctx.db.exec(statement.order_by(*newest_first(log)).limit(PAGE_ROWS + 1)).all()
    names = {event.id: name or "" for event, name in found}
    events, more = cut([event for event, _ in found])
    rows = [as_row(event, _UTC, company=names[event.id]) for event in events]
    return Page(rows, more, _count(ctx, log, wanted))


def list_people(ctx: CompanyContext | PlatformContext) -> list[Choice]:
    """Return by whom events can be: people by name, then whatever is nobody of them."""
    if isinstance(ctx, PlatformContext):
        users = ctx.db.exec(select(PlatformUser).order_by(col(PlatformUser.name))).all()
        return [*(Choice(str(user.id), user.name or user.email) for user in users), *others()]
    ctx.require(Permission.AUDIT_READ)
    statement = (
        select(UserAccount.id, UserAccount.name, UserAccount.email)
        .where(col(UserAccount.company_id) == ctx.company_id)
        .order_by(func.lower(UserAccount.name), col(UserAccount.email))
        .limit(_PEOPLE_SHOWN)
    )
    people = [Choice(str(id_), name or email) for id_, name, email in ctx.db.exec(statement)]
    return [*people, *others()]


def newest_first(log: Log) -> tuple[UnaryExpression[datetime], UnaryExpression[UUID]]:
    """Return the order in which events are read."""
    return col(log.created_at).desc(), col(log.id).desc()


def behind(log: Log, cursor: str | None) -> list[ColumnElement[bool]]:
    """Return the condition of what stands behind a cursor, if one is given."""
    if not cursor:
        return []
    return [tuple_(col(log.created_at), col(log.id)) < tuple_(*read_cursor(cursor))]


def _count(
    ctx: CompanyContext | PlatformContext, log: Log, wanted: list[ColumnElement[bool]]
) -> int:
    counted = select(log.id).where(*wanted).limit(COUNT_LIMIT).subquery()
    return ctx.db.exec(select(func.count()).select_from(counted)).one()
