"""What people are known by: their own phone and user id, and those they had before or have beside them."""

from collections.abc import Sequence

from sqlalchemy import text
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, delete, select, update

from platform_app.core.clock import now
from platform_app.core.context import CompanyContext
from platform_app.core.ids import new_id
from platform_app.models.contacts import AliasKind, Contact, ContactAlias

_HOLD = text(
    "select pg_advisory_xact_lock(hashtextextended('people.' || cast(:company_id as text), 0))"
)


def hold(ctx: CompanyContext) -> None:
    """Let nobody else add people or learn who is who until the transaction ends.

    Whoever learns of several people takes this first, before any of them: nobody waits in a circle.
    """
    ctx.db.connection().execute(_HOLD, {"company_id": ctx.company_id})


def find_by_alias(ctx: CompanyContext, kind: AliasKind, values: Sequence[str]) -> Contact | None:
    """Return who was, or is also, known by one of these; locked."""
    known = select(ContactAlias.contact_id).where(
        col(ContactAlias.company_id) == ctx.company_id,
        col(ContactAlias.kind) == kind,
        col(ContactAlias.value).in_(values),
    )
    contact_id = ctx.db.exec(known.limit(1)).first()
    if contact_id is None:
        return None
    statement = select(Contact).where(
        col(Contact.company_id) == ctx.company_id, col(Contact.id) == contact_id
    )
    locked = statement.with_for_update(key_share=True).execution_options(populate_existing=True)
    return ctx.db.exec(locked).one_or_none()


def add_alias(ctx: CompanyContext, contact: Contact, kind: AliasKind, value: str | None) -> None:
    """Remember that a contact is known by this too, whoever was before."""
    if not value:
        return
    values = {
        "company_id": ctx.company_id,
        "id": new_id(),
        "created_at": now(),
        "contact_id": contact.id,
        "kind": kind,
        "value": value,
    }
    statement = insert(ContactAlias).values(values)
    moved = statement.on_conflict_do_update(
        index_elements=["company_id", "kind", "value"], set_={"contact_id": contact.id}
    )
    ctx.db.connection().execute(moved)


def drop_alias(ctx: CompanyContext, kind: AliasKind, values: Sequence[str]) -> None:
    """Forget that these lead to somebody, because they are somebody's own now."""
    gone = delete(ContactAlias).where(
        col(ContactAlias.company_id) == ctx.company_id,
        col(ContactAlias.kind) == kind,
        col(ContactAlias.value).in_(values),
    )
    ctx.db.connection().execute(gone)


def move_aliases(ctx: CompanyContext, loser: Contact, winner: Contact) -> None:
    """Have everything that led to one contact lead to another."""
    moved = update(ContactAlias).where(
        col(ContactAlias.company_id) == ctx.company_id, col(ContactAlias.contact_id) == loser.id
    )
    ctx.db.connection().execute(moved.values(contact_id=winner.id))
