"""The orders that the list of contacts stands in, each read by keyset."""

from collections.abc import Callable, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, tuple_
from sqlalchemy.orm import Mapped, defer
from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from platform_app.core.context import CompanyContext
from platform_app.core.errors import InvalidInput
from platform_app.core.paging import PAGE_ROWS, cursor_after, cut, newest_first, read_cursor
from platform_app.models.contact_search import ContactSearch
from platform_app.models.contacts import Contact
from platform_app.services.contacts.views import ContactOrder

Conditions = Sequence[ColumnElement[bool]]
Ordered = tuple[list[Contact], str | None]
NEWEST = (col(Contact.created_at), col(Contact.id))
_SEEN = (col(Contact.last_seen_at), col(Contact.id))
# Before the cursor of those who never wrote: they stand behind all others.
_NEVER = "never:"


def picked(conditions: Conditions) -> SelectOfScalar[Contact]:
    """Return the statement for contacts as the list shows them."""
    return select(Contact).options(defer(Contact.attributes)).where(*conditions)  # pyright: ignore[reportArgumentType]  a column at class level


def by_newest(ctx: CompanyContext, conditions: Conditions, cursor: str | None) -> Ordered:
    """Return a page of those who came last."""
    return newest_first(ctx.db, picked(conditions), NEWEST, cursor)


def by_name(ctx: CompanyContext, conditions: Conditions, cursor: str | None) -> Ordered:
    """Return a page in the order of the alphabet, without accents; who has no name stands at the end."""
    key, found_id = col(ContactSearch.name_key), col(ContactSearch.contact_id)
    statement = (
        select(Contact, ContactSearch.name_key)
        .options(defer(Contact.attributes))  # pyright: ignore[reportArgumentType]  a column at class level
        .join(
            ContactSearch,
            (col(ContactSearch.company_id) == ctx.company_id) & (found_id == col(Contact.id)),
        )
        .where(*conditions)
        .order_by(key, found_id)
        .limit(PAGE_ROWS + 1)
    )
    if cursor:
        statement = statement.where(tuple_(key, found_id) > tuple_(*_read_name(cursor)))
    rows, more = cut(list(ctx.db.exec(statement)), lambda last: f"{last[1]}_{last[0].id}")
    return [contact for contact, _ in rows], more


def by_seen(ctx: CompanyContext, conditions: Conditions, cursor: str | None) -> Ordered:
    """Return a page of those who wrote last, and behind them all who never did, the newest first."""
    found: list[Contact] = []
    if not (cursor or "").startswith(_NEVER):
        has_written = [*conditions, _SEEN[0].is_not(None)]
        found = some(ctx, has_written, _SEEN, read_cursor(cursor) if cursor else None)
        cursor = None
    if len(found) <= PAGE_ROWS:
        behind = read_cursor(cursor.removeprefix(_NEVER)) if cursor else None
        found += some(ctx, [*conditions, _SEEN[0].is_(None)], NEWEST, behind)
    return cut(found[: PAGE_ROWS + 1], _seen_cursor)


def some(
    ctx: CompanyContext,
    conditions: Conditions,
    place: tuple[Mapped[datetime] | Mapped[datetime | None], Mapped[UUID]],
    behind: tuple[datetime, UUID] | None = None,
) -> list[Contact]:
    """Return one more than a page holds of those behind a place, in the order of its columns."""
    statement = picked(conditions).order_by(*(column.desc() for column in place))
    if behind:
        statement = statement.where(tuple_(*place) < tuple_(*behind))
    return list(ctx.db.exec(statement.limit(PAGE_ROWS + 1)))


def _seen_cursor(last: Contact) -> str:
    if last.last_seen_at is not None:
        return cursor_after(last.last_seen_at, last.id)
    return _NEVER + cursor_after(last.created_at, last.id)


def _read_name(cursor: str) -> tuple[str, UUID]:
    name, _, found_id = cursor.rpartition("_")
    try:
        return name, UUID(found_id)
    except ValueError as error:
        raise InvalidInput("This page of the list does not exist. Open the list anew.") from error


ORDERS: dict[ContactOrder, Callable[[CompanyContext, Conditions, str | None], Ordered]] = {
    ContactOrder.NEWEST: by_newest,
    ContactOrder.NAME: by_name,
    ContactOrder.SEEN: by_seen,
}
