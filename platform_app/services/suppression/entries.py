"""Putting people on the suppression list, and finding out whether somebody is on it.

A value is a canonical E.164 number, as contacts keep it, or a WhatsApp user id. What is stored is an HMAC of it under
the product's SECRET_KEY, with the company in it: nobody can read numbers out of the list, and two companies' lists
cannot be compared. The list is lost if SECRET_KEY changes.
"""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, func, select

from platform_app.core.clock import now
from platform_app.core.context import CompanyContext
from platform_app.core.crypto import keyed_digest
from platform_app.core.ids import new_id
from platform_app.models.consent import Suppression, SuppressionKind

_HINT_DIGITS = 2


def add(
    ctx: CompanyContext,
    values: Sequence[str],
    kind: SuppressionKind,
    *,
    source: str,
    import_id: UUID | None = None,
) -> int:
    """Put people on the list and return how many were not on it; somebody erased stays erased."""
    rows = {
        digest: {
            "company_id": ctx.company_id,
            "id": new_id(),
            "created_at": now(),
            "kind": kind,
            "digest": digest,
            "hint": _hint(value, kind),
            "source": source,
            "added_by": ctx.actor.user_id,
            "import_id": import_id,
        }
        for value in values
        for digest in (digest_of(ctx, value),)
    }
    if not rows:
        return 0
    known = find(ctx, values)
    # In one order, so that two lists at once lock each other's rows in turn.
    statement = insert(Suppression).values([rows[digest] for digest in sorted(rows)])
    again = statement.on_conflict_do_update(
        index_elements=["company_id", "digest"],
        set_={"kind": statement.excluded.kind, "hint": statement.excluded.hint},
        where=statement.excluded.kind == SuppressionKind.ERASED,
    )
    ctx.db.connection().execute(again)
    ctx.nudge("consent")
    return len(rows) - len(known)


def find(ctx: CompanyContext, values: Sequence[str]) -> dict[str, SuppressionKind]:
    """Return those of these people who are on the list, and why."""
    by_digest = {digest_of(ctx, value): value for value in values}
    statement = select(Suppression.digest, Suppression.kind).where(
        col(Suppression.company_id) == ctx.company_id, col(Suppression.digest).in_(by_digest)
    )
    return {by_digest[digest]: SuppressionKind(kind) for digest, kind in ctx.db.exec(statement)}


def has_erased(ctx: CompanyContext, values: Sequence[str]) -> bool:
    """Tell whether one of these belongs to somebody who was erased on request."""
    return SuppressionKind.ERASED in find(ctx, values).values()


def find_erased(ctx: CompanyContext, values: Sequence[str]) -> set[str]:
    """Return those of these that belong to people who were erased on request."""
    return {value for value, kind in find(ctx, values).items() if kind is SuppressionKind.ERASED}


def has_any_erased(ctx: CompanyContext) -> bool:
    """Tell whether anybody was erased on request, so that others' numbers need not be looked up."""
    statement = select(Suppression.id).where(
        col(Suppression.company_id) == ctx.company_id,
        col(Suppression.kind) == SuppressionKind.ERASED,
    )
    return ctx.db.exec(statement.limit(1)).first() is not None


def is_empty(ctx: CompanyContext) -> bool:
    """Tell whether nobody is on the list, so that a million people need not be looked up."""
    statement = select(Suppression.id).where(col(Suppression.company_id) == ctx.company_id)
    return ctx.db.exec(statement.limit(1)).first() is None


def count(ctx: CompanyContext) -> int:
    """Return how many people are on the list."""
    statement = select(func.count()).where(col(Suppression.company_id) == ctx.company_id)
    return ctx.db.exec(statement).one()


def digest_of(ctx: CompanyContext, value: str) -> str:
    """Return what is kept of somebody: not their number, but what it can be compared by."""
    return keyed_digest("suppression", f"{ctx.company_id}\0{value}").hex()


def _hint(value: str, kind: SuppressionKind) -> str:
    return "" if kind is SuppressionKind.ERASED else value[-_HINT_DIGITS:]
