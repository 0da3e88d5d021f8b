"""Finding contacts."""

import re
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, tuple_
from sqlalchemy.orm import defer
from sqlmodel import col, func, select
from sqlmodel.sql.expression import SelectOfScalar

from platform_app.core.clock import local_time
from platform_app.core.context import CompanyContext
from platform_app.core.errors import NotFound
from platform_app.core.masking import may_see_numbers, shown, shown_in
from platform_app.core.paging import COUNT_LIMIT, PAGE_ROWS, Page, cursor_after, read_cursor
from platform_app.core.permissions import Permission
from platform_app.models.contacts import Contact
from platform_app.models.plans import Metric
from platform_app.services import companies, usage
from platform_app.services.contacts.searching import LEAST_DIGITS, find, is_search
from platform_app.services.contacts.views import (
    BLOCKED,
    EVERYBODY,
    Consent,
    ContactDetail,
    ContactFilters,
    ContactRow,
)

_OUT, _IN = col(Contact.opted_out_at), col(Contact.opted_in_at)
_CONSENT: dict[str, list[ColumnElement[bool]]] = {
    Consent.OPTED_IN: [_OUT.is_(None), _IN.is_not(None)],
    Consent.OPTED_OUT: [_OUT.is_not(None)],
    Consent.UNKNOWN: [_OUT.is_(None), _IN.is_(None)],
    BLOCKED: [col(Contact.blocked_at).is_not(None)],
}


def list_rows(
    ctx: CompanyContext, filters: ContactFilters = EVERYBODY, *, cursor: str | None = None
) -> Page[ContactRow]:
    """Return the contacts that pass the filters, the newest first; how many there are is asked for by itself."""
    ctx.require(Permission.CONTACTS_READ)
    place = read_cursor(cursor) if cursor else None
    look = _searched if is_search(filters) else _walked
    found = look(ctx, filters, place)
    last = found[PAGE_ROWS - 1] if len(found) > PAGE_ROWS else None
    more = cursor_after(last.created_at, last.id) if last else None
    zone = _zone(ctx)
    rows = [_row(ctx, contact, zone) for contact in found[:PAGE_ROWS]]
    return Page(rows, more, len(rows))


def count_rows(ctx: CompanyContext, filters: ContactFilters = EVERYBODY) -> int:
    """Return how many contacts pass the filters: all of them exactly, some of them up to COUNT_LIMIT."""
    ctx.require(Permission.CONTACTS_READ)
    if filters == EVERYBODY:
        return usage.count(ctx, Metric.CONTACTS)
    if is_search(filters):
        total = 0
        for batch in find(ctx, filters, None, COUNT_LIMIT):
            total += _count(ctx, [*wanted(ctx, filters), col(Contact.id).in_(batch.ids)])
            if total >= COUNT_LIMIT:
                break
        return min(total, COUNT_LIMIT)
    return _count(ctx, wanted(ctx, filters))


def get_detail(ctx: CompanyContext, contact_id: UUID) -> ContactDetail:
    """Return all that is known about one contact."""
    ctx.require(Permission.CONTACTS_READ)
    contact = ctx.db.get(Contact, (ctx.company_id, contact_id))
    if contact is None:
        raise NotFound("This contact does not exist, or no longer does.")
    zone = _zone(ctx)
    return ContactDetail(
        _row(ctx, contact, zone),
        contact.wa_user_id or "",
        shown(ctx, contact.phone_original),
        {name: shown_in(ctx, value, contact.phone) for name, value in contact.attributes.items()},
        local_time(contact.opted_in_at, zone),
        shown_in(ctx, contact.opt_in_source or "", contact.phone),
        local_time(contact.opted_out_at, zone),
        shown_in(ctx, contact.opt_out_source or "", contact.phone),
    )


def wanted(ctx: CompanyContext, filters: ContactFilters) -> list[ColumnElement[bool]]:
    """Return what a contact must be to pass the filters, but for what the search box says."""
    found: list[ColumnElement[bool]] = [col(Contact.company_id) == ctx.company_id]
    if filters.tag:
        found.append(col(Contact.tags).bool_op("@>")([filters.tag]))
    if filters.attribute:
        value = col(Contact.attributes).op("->>")(filters.attribute)
        found.append(value == filters.value if filters.value else value.is_not(None))
    if filters.consent:
        found += _CONSENT.get(filters.consent, [])
    return [*found, *_only_names(ctx, filters.search)]


def _only_names(ctx: CompanyContext, said: str) -> list[ColumnElement[bool]]:
    # A number that stands in an attribute would be found out digit by digit.
    if may_see_numbers(ctx) or len(re.sub(r"\D", "", said)) < LEAST_DIGITS:
        return []
    return [col(Contact.name).icontains(word, autoescape=True) for word in said.split()]


def _searched(
    ctx: CompanyContext, filters: ContactFilters, place: tuple[datetime, UUID] | None
) -> list[Contact]:
    found: list[Contact] = []
    for batch in find(ctx, filters, place, PAGE_ROWS + 1):
        if batch.ids:
            found += ctx.db.exec(_newest(ctx, filters).where(col(Contact.id).in_(batch.ids))).all()
        if len(found) > PAGE_ROWS:
            break
    return found


def _walked(
    ctx: CompanyContext, filters: ContactFilters, place: tuple[datetime, UUID] | None
) -> list[Contact]:
    statement = _newest(ctx, filters)
    if place:
        statement = statement.where(
            tuple_(col(Contact.created_at), col(Contact.id)) < tuple_(*place)
        )
    return list(ctx.db.exec(statement))


def _newest(ctx: CompanyContext, filters: ContactFilters) -> SelectOfScalar[Contact]:
    return (
        select(Contact)
        .options(defer(Contact.attributes))  # pyright: ignore[reportArgumentType]  a column at class level
        .where(*wanted(ctx, filters))
        .order_by(col(Contact.created_at).desc(), col(Contact.id).desc())
        .limit(PAGE_ROWS + 1)
    )


def _count(ctx: CompanyContext, conditions: list[ColumnElement[bool]]) -> int:
    counted = select(Contact.id).where(*conditions).limit(COUNT_LIMIT).subquery()
    return ctx.db.exec(select(func.count()).select_from(counted)).one()


def _row(ctx: CompanyContext, contact: Contact, zone: str) -> ContactRow:
    return ContactRow(
        str(contact.id),
        contact.name,
        shown(ctx, contact.phone),
        contact.tags,
        _consent(contact),
        local_time(contact.created_at, zone),
        local_time(contact.last_seen_at, zone),
        contact.blocked_at is not None,
    )


def _consent(contact: Contact) -> Consent:
    if contact.opted_out_at is not None:
        return Consent.OPTED_OUT
    return Consent.OPTED_IN if contact.opted_in_at is not None else Consent.UNKNOWN


def _zone(ctx: CompanyContext) -> str:
    return companies.get_profile(ctx).time_zone
