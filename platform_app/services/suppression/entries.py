"""Putting people on the suppression list, and finding out whether somebody is on it.

A value is a canonical E.164 number, as contacts keep it, or a WhatsApp user id. What is stored is an HMAC of it under
the product's SECRET_KEY, with the company in it: nobody can read numbers out of the list, and two companies' lists
cannot be compared. The list is lost if SECRET_KEY changes.
"""

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import text
from sqlmodel import col, func, select

from platform_app.core.context import CompanyContext
from platform_app.core.crypto import keyed_digest
from platform_app.models.consent import Suppression, SuppressionKind

_HINT_DIGITS = 2
# Arrays, as lists come by the ten thousand: so many parameters take longer to write than their rows to insert.
_FIND = text(
    """
    select digest, kind from suppression
    where company_id = :company_id and digest = any (cast(:digests as text[]))
    """
)
_ADD = text(
    """
    insert into suppression (company_id, id, created_at, kind, digest, hint, source, added_by, import_id)
    select :company_id, uuidv7(), now(), :kind, digest, hint, :source, :added_by, :import_id
    from unnest(cast(:digests as text[]), cast(:hints as text[])) as given (digest, hint)
    on conflict (company_id, digest) do update set kind = excluded.kind, hint = excluded.hint
    where excluded.kind = 'erased'
    """
)


def add(
    ctx: CompanyContext,
    values: Sequence[str],
    kind: SuppressionKind,
    *,
    source: str,
    import_id: UUID | None = None,
) -> int:
    """Put people on the list and return how many were not on it; somebody erased stays erased."""
    by_digest = {digest_of(ctx, value): _hint(value, kind) for value in values}
    if not by_digest:
        return 0
    known = _find(ctx, by_digest)
    # In one order, so that two lists at once lock each other's rows in turn.
    digests = sorted(by_digest)
    given = {
        "company_id": ctx.company_id,
        "kind": str(kind),
        "digests": digests,
        "hints": [by_digest[digest] for digest in digests],
        "source": source,
        "added_by": ctx.actor.user_id,
        "import_id": import_id,
    }
    ctx.db.connection().execute(_ADD, given)
    ctx.nudge("consent")
    return len(by_digest) - len(known)


def find(ctx: CompanyContext, values: Sequence[str]) -> dict[str, SuppressionKind]:
    """Return those of these people who are on the list, and why."""
    by_digest = {digest_of(ctx, value): value for value in values}
    return {by_digest[digest]: kind for digest, kind in _find(ctx, by_digest).items()}


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


def _find(ctx: CompanyContext, digests: Iterable[str]) -> dict[str, SuppressionKind]:
    given = {"company_id": ctx.company_id, "digests": list(digests)}
    found = ctx.db.connection().execute(_FIND, given)
    return {digest: SuppressionKind(kind) for digest, kind in found}


def _hint(value: str, kind: SuppressionKind) -> str:
    return "" if kind is SuppressionKind.ERASED else value[-_HINT_DIGITS:]
