"""Asking for an export, and the list of those asked for."""

from dataclasses import asdict
from uuid import UUID

from sqlalchemy import ColumnElement, tuple_
from sqlmodel import col, select

from platform_app.core.clock import local_time
from platform_app.core.context import CompanyContext
from platform_app.core.errors import LimitReached, NotFound
from platform_app.core.paging import PAGE_ROWS, Page, cursor_after, read_cursor
from platform_app.core.permissions import Permission
from platform_app.models.contacts import Contact, ContactExport, ExportStatus
from platform_app.services import audit, companies, segments
from platform_app.services.exports.views import ExportChoice, ExportRow

# Nobody waits for more than these; a list of a million people takes about a minute.
MOST_WAITING = 3
_KILO = 1024
_AT_WORK = (ExportStatus.WAITING, ExportStatus.RUNNING)


def ask(ctx: CompanyContext, choice: ExportChoice) -> UUID:
    """Have contacts written to a file; raises NotVerified for an old session, LimitReached while others wait."""
    ctx.require(Permission.CONTACTS_EXPORT)
    ctx.require_fresh()
    _check_waiting(ctx)
    export = ContactExport(
        company_id=ctx.company_id,
        created_by=ctx.actor.user_id,
        choice={name: str(value) for name, value in asdict(choice).items() if value},
        label=_label(ctx, choice),
    )
    ctx.db.add(export)
    ctx.db.flush()
    audit.record(ctx, audit.AuditAction.CONTACTS_EXPORT_ASKED, export.id, name=export.label)
    ctx.enqueue("exports.run", export_id=export.id)
    ctx.nudge("exports")
    return export.id


def list_rows(ctx: CompanyContext, *, cursor: str | None = None) -> Page[ExportRow]:
    """Return the newest exports."""
    ctx.require(Permission.CONTACTS_EXPORT)
    place = tuple_(col(ContactExport.created_at), col(ContactExport.id))
    statement = select(ContactExport).where(col(ContactExport.company_id) == ctx.company_id)
    if cursor:
        statement = statement.where(place < tuple_(*read_cursor(cursor)))
    newest = (col(ContactExport.created_at).desc(), col(ContactExport.id).desc())
    found = ctx.db.exec(statement.order_by(*newest).limit(PAGE_ROWS + 1)).all()
    last = found[PAGE_ROWS - 1] if len(found) > PAGE_ROWS else None
    more = cursor_after(last.created_at, last.id) if last else None
    zone = companies.get_profile(ctx).time_zone
    return Page([_row(export, zone) for export in found[:PAGE_ROWS]], more, len(found))


def chosen(ctx: CompanyContext, choice: dict[str, str]) -> list[ColumnElement[bool]]:
    """Return the conditions that pick an export's contacts; raises NotFound when the segment has gone."""
    conditions = [col(Contact.company_id) == ctx.company_id]
    if tag := choice.get("tag"):
        conditions.append(col(Contact.tags).bool_op("@>")([tag]))
    if segment := choice.get("segment"):
        conditions.append(segments.matching(ctx, UUID(segment)))
    return conditions


def _label(ctx: CompanyContext, choice: ExportChoice) -> str:
    words = [f"Tagged {choice.tag}"] if choice.tag else []
    if choice.segment:
        name = segments.names_of(ctx, {choice.segment}).get(str(choice.segment))
        if name is None:
            raise NotFound("This segment does not exist, or no longer does.")
        words.append(f"Segment {name}")
    return ", ".join(words) or "Everybody"


def _check_waiting(ctx: CompanyContext) -> None:
    waiting = select(ContactExport.id).where(
        col(ContactExport.company_id) == ctx.company_id, col(ContactExport.status).in_(_AT_WORK)
    )
    if len(ctx.db.exec(waiting.limit(MOST_WAITING)).all()) == MOST_WAITING:
        raise LimitReached("Other exports are still being written. Wait until one is ready.")


def _row(export: ContactExport, zone: str) -> ExportRow:
    return ExportRow(
        str(export.id),
        export.label,
        export.status,
        export.problem,
        export.rows_done,
        _size_in_words(export.size) if export.status == ExportStatus.READY else "",
        local_time(export.created_at, zone),
        local_time(export.expires_at, zone),
    )


def _size_in_words(size: int) -> str:
    if size < _KILO * _KILO:
        return f"{max(1, round(size / _KILO)):,} kB"
    return f"{size / _KILO / _KILO:,.1f} MB"
