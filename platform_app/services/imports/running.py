"""Running an import, or its dry run: batch by batch, each in a transaction of its own, going on where another worker stopped."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, or_
from sqlalchemy.orm import defer
from sqlmodel import col, select

from platform_app.core.clock import now
from platform_app.core.context import CompanyContext, PublicContext
from platform_app.core.permissions import Permission
from platform_app.models.imports import ContactImport, ImportMode, ImportStatus
from platform_app.models.plans import Metric
from platform_app.services import attributes, contacts, mail, usage
from platform_app.services.imports.batches import REPEATED, Batch, ImportWork
from platform_app.services.imports.staging import (
    ERASED,
    Outcome,
    judge,
    keep_problems,
    stage,
    take_in,
    verdicts,
    without_erased,
)

UNFINISHED = (ImportStatus.CHECKING, ImportStatus.WAITING, ImportStatus.RUNNING)
# A worker that has done nothing for so long is dead, and another one goes on.
HELD = timedelta(seconds=60)
# Whoever has waited for longer than this has gone on to something else.
_WORTH_A_LETTER = timedelta(minutes=1)


def list_unfinished(ctx: PublicContext) -> list[tuple[UUID, UUID]]:
    """Return company and id of every import that is to be worked on and that nobody works on."""
    statement = select(ContactImport.company_id, ContactImport.id).where(
        col(ContactImport.status).in_(UNFINISHED), _is_free()
    )
    return list(ctx.db.exec(statement))


def claim(ctx: CompanyContext, import_id: UUID) -> ImportWork | None:
    """Return what is left to do, or None if another worker is at it; what a killed one held is free in a minute."""
    ctx.require(Permission.CONTACTS_IMPORT)
    found = lock_unfinished(ctx, import_id)
    if found is None or (found.held_until is not None and found.held_until > now()):
        return None
    if found.status == ImportStatus.WAITING:
        found.status = ImportStatus.RUNNING
    found.started_at = found.started_at or now()
    found.held_until = now() + HELD
    ctx.nudge("imports")
    return ImportWork(
        company_id=ctx.company_id,
        storage_key=found.storage_key,
        encoding=found.encoding,
        delimiter=found.delimiter,
        mapping=found.mapping,
        kinds=found.kinds,
        definitions=attributes.list_definitions(ctx),
        default_region=found.default_region,
        mode=ImportMode(found.mode),
        rows_total=found.rows_total,
        rows_done=found.rows_done,
    )


def take(ctx: CompanyContext, import_id: UUID, batch: Batch) -> bool:
    """Take one batch in, or in a dry run only look what would become of it.

    Says no when another worker has taken it or the import has ended. Raises LimitReached when the company would have
    more contacts than its plan gives it.
    """
    ctx.require(Permission.CONTACTS_IMPORT)
    found = lock_unfinished(ctx, import_id)
    if found is None or found.rows_done != batch.first_row:
        return False
    if found.status != ImportStatus.CHECKING:
        # From before the list is read: whoever is erased while a batch goes in would come back with it.
        contacts.hold(ctx)
    batch, listed = without_erased(ctx, batch, ImportMode(found.mode))
    tags = found.tags if found.mode == ImportMode.CONTACTS else []
    stage(ctx, batch.people, tags, listed)
    if found.status == ImportStatus.CHECKING:
        outcome = judge(ctx, found, len(batch.people))
        if batch.shown:
            found.shown = verdicts(ctx, batch)
    else:
        outcome = take_in(ctx, found, batch.people)
        if outcome.added and found.mode == ImportMode.CONTACTS:
            usage.check(ctx, Metric.CONTACTS, extra=0)
    keep_problems(ctx, found, batch.problems)
    _count(found, batch, outcome)
    found.held_until = now() + HELD
    ctx.nudge("imports")
    return True


def finish(ctx: CompanyContext, import_id: UUID) -> None:
    """End an import, or its dry run, whose every row has been dealt with."""
    ctx.require(Permission.CONTACTS_IMPORT)
    found = lock_unfinished(ctx, import_id)
    if found is None:
        return
    found.rows_total, found.held_until = found.rows_done, None
    if found.status == ImportStatus.CHECKING:
        found.status = ImportStatus.CHECKED
        ctx.nudge("imports")
        return
    _end(ctx, found, ImportStatus.COMPLETED)


def fail(ctx: CompanyContext, import_id: UUID, problem: str) -> None:
    """End an import that cannot go on, and say why; what has been taken stays."""
    ctx.require(Permission.CONTACTS_IMPORT)
    found = lock_unfinished(ctx, import_id)
    if found is not None:
        found.problem = problem
        _end(ctx, found, ImportStatus.FAILED)


def lock_unfinished(ctx: CompanyContext, import_id: UUID) -> ContactImport | None:
    """Return an import that is to be worked on, locked until the commit."""
    statement = (
        select(ContactImport)
        .options(
            defer(ContactImport.sample),  # pyright: ignore[reportArgumentType]  a column at class level
            defer(ContactImport.shown),  # pyright: ignore[reportArgumentType]  a column at class level
        )
        .where(
            col(ContactImport.company_id) == ctx.company_id,
            col(ContactImport.id) == import_id,
            col(ContactImport.status).in_(UNFINISHED),
        )
        .with_for_update()
    )
    return ctx.db.exec(statement).one_or_none()


def close(found: ContactImport, status: ImportStatus) -> None:
    """Mark an import as ended; people's data is not kept twice."""
    found.status, found.finished_at, found.held_until = status, now(), None
    found.sample, found.shown = b"", []


def _end(ctx: CompanyContext, found: ContactImport, status: ImportStatus) -> None:
    has_run = found.status != ImportStatus.CHECKING
    close(found, status)
    ctx.nudge("imports")
    ctx.nudge("contacts")
    if not has_run or found.started_at is None or now() - found.started_at < _WORTH_A_LETTER:
        return
    email = mail.find_address(ctx, found.created_by)
    if email:
        mail.tell_of_import(ctx, email, str(found.id), found.file_name, result=_result(found))


def _result(found: ContactImport) -> str:
    figures = (
        f"{found.added:,} added, {found.updated:,} updated, {found.unchanged:,} unchanged, "
        f"{found.rejected:,} not taken."
    )
    return f"{found.problem} Until then: {figures}" if found.problem else figures


def _count(found: ContactImport, batch: Batch, outcome: Outcome) -> None:
    rejected = [one for one in batch.problems if not one.is_taken]
    found.added += outcome.added
    found.updated += outcome.updated
    found.unchanged += outcome.unchanged
    found.opted_out += outcome.opted_out
    found.rejected += len(rejected)
    found.repeated += sum(one.reason == REPEATED for one in rejected)
    found.erased += sum(one.reason == ERASED for one in rejected)
    found.warned += len(batch.problems) - len(rejected)
    found.rows_done += batch.size


def _is_free() -> ColumnElement[bool]:
    return or_(col(ContactImport.held_until).is_(None), col(ContactImport.held_until) < now())
