"""A sweep's way through the contacts, kept in a row: whoever is killed is followed by another, with Redis or without."""

from datetime import timedelta
from uuid import UUID

from sqlmodel import col, func, or_, select

from platform_app.core.clock import now
from platform_app.core.context import CompanyContext, PublicContext
from platform_app.models.sweeps import ContactSweep, SweepKind
from platform_app.services.sweeps.views import Sweep

# A worker that has done nothing for so long is dead.
HELD = timedelta(seconds=60)


def begin(
    ctx: CompanyContext, kind: SweepKind, subject: str, *, after: UUID, replacement: str = ""
) -> None:
    """Have a change brought to everybody behind a contact."""
    sweep = ContactSweep(
        company_id=ctx.company_id, kind=kind, subject=subject, replacement=replacement, after=after
    )
    ctx.db.add(sweep)
    ctx.db.flush()
    ctx.enqueue("sweeps.run", sweep_id=sweep.id)


def begin_for(ctx: CompanyContext, sweep: Sweep) -> None:
    """Have a change brought to everybody whom a sweep's filters mean, behind its place."""
    row = ContactSweep(
        company_id=ctx.company_id,
        kind=sweep.kind,
        subject=sweep.subject,
        filters=sweep.filters,
        place=sweep.place,
        sees_numbers=sweep.sees_numbers,
    )
    ctx.db.add(row)
    ctx.db.flush()
    ctx.enqueue("sweeps.run", sweep_id=row.id)


def list_unfinished(ctx: PublicContext) -> list[tuple[UUID, UUID]]:
    """Return company and id of every sweep that nobody works on."""
    held_until = col(ContactSweep.held_until)
    statement = select(ContactSweep.company_id, ContactSweep.id)
    return list(ctx.db.exec(statement.where(or_(held_until.is_(None), held_until < func.now()))))


def claim(ctx: CompanyContext, sweep_id: UUID) -> Sweep | None:
    """Take a sweep up and return it; None when it is done, or another worker is at it."""
    row = _lock(ctx, sweep_id)
    if row is None or (row.held_until is not None and row.held_until > now()):
        return None
    row.held_until = now() + HELD
    return _shown(row)


def next_part(ctx: CompanyContext, sweep_id: UUID) -> Sweep | None:
    """Return what is to be done next, locked until the commit; None when all is done."""
    row = _lock(ctx, sweep_id)
    return row and _shown(row)


def move_on(ctx: CompanyContext, sweep_id: UUID, after: UUID | None, *, place: str = "") -> None:
    """Note how far a sweep has come; None is its end."""
    row = _lock(ctx, sweep_id)
    if row is None:
        return
    if after is None:
        ctx.db.delete(row)
        ctx.nudge("campaigns")
        return
    row.after, row.place, row.held_until = after, place, now() + HELD


def _shown(row: ContactSweep) -> Sweep:
    return Sweep(
        SweepKind(row.kind),
        row.subject,
        row.replacement,
        row.after,
        row.filters,
        row.place,
        row.sees_numbers,
    )


def _lock(ctx: CompanyContext, sweep_id: UUID) -> ContactSweep | None:
    statement = select(ContactSweep).where(
        col(ContactSweep.company_id) == ctx.company_id, col(ContactSweep.id) == sweep_id
    )
    return ctx.db.exec(statement.with_for_update()).one_or_none()
