"""The log as CSV: piece by piece, however long it is, and the export itself is remembered."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from uuid import UUID

from sqlmodel import col, select

from platform_app.core.context import CompanyContext
from platform_app.core.csv_cells import csv_text
from platform_app.core.paging import cursor_after
from platform_app.core.permissions import Permission
from platform_app.models.audit import AuditEvent
from platform_app.models.companies import Company
from platform_app.services.audit.actions import AuditAction
from platform_app.services.audit.customers import names_of
from platform_app.services.audit.events import record
from platform_app.services.audit.filtering import conditions
from platform_app.services.audit.lookups import behind, newest_first
from platform_app.services.audit.reading import as_row
from platform_app.services.audit.views import Filters

_EXPORT_ROWS = 2_000
_HEADER = (
    "number", "when (UTC)", "who", "kind of actor", "what", "act", "object", "object id", "details", "address",
    "browser", "hash",
)  # fmt: skip


def check_export(ctx: CompanyContext, filters: Filters) -> None:
    """Raise NotVerified or InvalidInput unless this can be exported now."""
    ctx.require(Permission.AUDIT_READ)
    ctx.require_fresh()
    conditions(AuditEvent, filters, "UTC")


def begin_export(ctx: CompanyContext, filters: Filters) -> None:
    """Remember that the log is exported; raises as `check_export`, before anything leaves."""
    check_export(ctx, filters)
    given = {name: value for name, value in asdict(filters).items() if value}
    record(ctx, AuditAction.LOG_EXPORTED, ctx.company_id, **given)


def export_piece(
    ctx: CompanyContext, filters: Filters, cursor: str | None
) -> tuple[str, str | None]:
    """Return some of the log as CSV, the header with the first piece, and the cursor of the next."""
    ctx.require(Permission.AUDIT_READ)
    zone = ctx.db.get_one(Company, ctx.company_id).time_zone
    statement = (
        select(AuditEvent)
        .where(col(AuditEvent.company_id) == ctx.company_id)
        .where(*conditions(AuditEvent, filters, zone), *behind(AuditEvent, cursor))
        .order_by(*newest_first(AuditEvent))
        .limit(_EXPORT_ROWS)
    )
    events = ctx.db.exec(statement).all()
    more = (
        cursor_after(events[-1].created_at, events[-1].id) if len(events) == _EXPORT_ROWS else None
    )
    names = names_of(ctx, events)
    lines = csv_text(_line(event, names) for event in events)
    return (lines if cursor else csv_text([_HEADER]) + lines), more


def _line(event: AuditEvent, names: Mapping[UUID, str]) -> Iterator[object]:
    row = as_row(event, "UTC", names=names)
    yield from (event.seq, event.created_at.isoformat(timespec="milliseconds"))
    yield from (row.actor, row.actor_kind, row.what, event.action, row.subject, row.subject_id)
    yield "; ".join(
        f"{one.label}: {one.old} → {one.new}" if one.is_change else f"{one.label}: {one.new}"
        for one in row.details
    )
    yield from (row.address, event.user_agent, event.hash)
