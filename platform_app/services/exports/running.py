"""Writing an export: batch by batch, each read in a transaction of its own; the file is kept whole or not at all."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from tempfile import TemporaryFile
from uuid import UUID, uuid4

from sqlmodel import col, func, or_, select, update

from platform_app.core.clock import now
from platform_app.core.context import CompanyContext, PublicContext, talks_to_the_outside
from platform_app.core.csv_cells import csv_text
from platform_app.core.db import in_time
from platform_app.core.ids import NIL_ID
from platform_app.core.permissions import Permission
from platform_app.models.attributes import AttributeDefinition
from platform_app.models.contacts import Contact, ContactExport, ExportStatus
from platform_app.services import media
from platform_app.services.exports.columns import header, line
from platform_app.services.exports.requests import chosen

KEPT_FOR = timedelta(hours=24)
BATCH_ROWS = 5_000
# A worker that has done nothing for so long is dead; one batch takes a part of it at most.
HELD = timedelta(seconds=60)
BATCH_WITHIN_MS = 30_000
TOO_LONG = "Finding the people of this segment took too long and was given up. Ask for fewer things in it, then export again."
# Excel reads the file as UTF-8 by this.
_MARK = "\ufeff"
_AT_WORK = (ExportStatus.WAITING, ExportStatus.RUNNING)


@dataclass(frozen=True, slots=True)
class ExportWork:
    """Whom to write, and which attributes they may have."""

    export_id: UUID
    storage_key: str
    choice: dict[str, str]
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ExportBatch:
    """Some people as lines of CSV, and behind whom the next ones stand."""

    lines: str
    rows: int
    last: UUID


def list_unfinished(ctx: PublicContext) -> list[tuple[UUID, UUID]]:
    """Return company and id of every export that is to be written and that nobody works on."""
    held_until = col(ContactExport.held_until)
    statement = select(ContactExport.company_id, ContactExport.id).where(
        col(ContactExport.status).in_(_AT_WORK), or_(held_until.is_(None), held_until < func.now())
    )
    return list(ctx.db.exec(statement))


def claim(ctx: CompanyContext, export_id: UUID) -> ExportWork | None:
    """Return what is to be written, or None if another worker is at it; after a killed one it is begun anew."""
    ctx.require(Permission.CONTACTS_EXPORT)
    export = _lock(ctx, export_id)
    if export is None or (export.held_until is not None and export.held_until > now()):
        return None
    export.status, export.held_until = ExportStatus.RUNNING, now() + HELD
    export.storage_key = f"{ctx.company_id}/exports/{uuid4()}.csv"
    ctx.nudge("exports")
    return ExportWork(export.id, export.storage_key, export.choice, tuple(_keys(ctx)))


def read_batch(ctx: CompanyContext, work: ExportWork, after: UUID | None) -> ExportBatch | None:
    """Return the next people, or None behind the last, and when the export is another worker's by now.

    Raises Unavailable when finding them takes too long.
    """
    ctx.require(Permission.CONTACTS_EXPORT)
    if not _go_on_holding(ctx, work):
        return None
    statement = select(Contact).where(
        *chosen(ctx, work.choice), col(Contact.id) > (after or NIL_ID)
    )
    with in_time(ctx.db, BATCH_WITHIN_MS, TOO_LONG):
        people = ctx.db.exec(statement.order_by(col(Contact.id)).limit(BATCH_ROWS)).all()
    if not people:
        return None
    lines = csv_text(line(one, work.keys) for one in people)
    return ExportBatch(lines, len(people), people[-1].id)


@talks_to_the_outside
def write(work: ExportWork, read: Callable[[UUID | None], ExportBatch | None]) -> tuple[int, int]:
    """Write the file and return how many people and how many bytes it holds; `read` gives the next batch."""
    rows, after = 0, None
    with TemporaryFile() as file:
        file.write((_MARK + csv_text([header(work.keys)])).encode())
        while batch := read(after):
            file.write(batch.lines.encode())
            rows, after = rows + batch.rows, batch.last
        size = file.tell()
        file.seek(0)
        media.file_store().put(work.storage_key, file)
    return rows, size


def finish(ctx: CompanyContext, work: ExportWork, *, rows: int, size: int) -> bool:
    """Offer the file for a day; says no when it is another worker's by now, and the file is to be discarded."""
    ctx.require(Permission.CONTACTS_EXPORT)
    export = _lock(ctx, work.export_id)
    if export is None or export.storage_key != work.storage_key:
        return False
    export.status, export.held_until = ExportStatus.READY, None
    export.rows_done, export.size = rows, size
    export.finished_at, export.expires_at = now(), now() + KEPT_FOR
    ctx.nudge("exports")
    return True


def fail(ctx: CompanyContext, export_id: UUID, problem: str) -> None:
    """End an export that cannot be written, and say why."""
    ctx.require(Permission.CONTACTS_EXPORT)
    export = _lock(ctx, export_id)
    if export is not None:
        export.status, export.problem, export.finished_at = ExportStatus.FAILED, problem, now()
        export.held_until = None
        ctx.nudge("exports")


def _go_on_holding(ctx: CompanyContext, work: ExportWork) -> bool:
    held = update(ContactExport).where(
        col(ContactExport.company_id) == ctx.company_id,
        col(ContactExport.id) == work.export_id,
        col(ContactExport.storage_key) == work.storage_key,
    )
    done = ctx.db.connection().execute(held.values(held_until=now() + HELD))
    return done.rowcount == 1


def _lock(ctx: CompanyContext, export_id: UUID) -> ContactExport | None:
    statement = select(ContactExport).where(
        col(ContactExport.company_id) == ctx.company_id,
        col(ContactExport.id) == export_id,
        col(ContactExport.status).in_(_AT_WORK),
    )
    return ctx.db.exec(statement.with_for_update()).one_or_none()


def _keys(ctx: CompanyContext) -> list[str]:
    """Return the attributes' keys: the defined ones in their order, then whatever else people have."""
    defined = ctx.db.exec(
        select(AttributeDefinition.key)
        .where(col(AttributeDefinition.company_id) == ctx.company_id)
        .order_by(col(AttributeDefinition.position), col(AttributeDefinition.key))
    ).all()
    key = func.jsonb_object_keys(Contact.attributes).label("key")
    used = select(key).where(col(Contact.company_id) == ctx.company_id).distinct()
    return [*defined, *sorted(set(ctx.db.exec(used)) - set(defined))]
