"""Finding contacts."""

import re
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, tuple_
from sqlmodel import col, func, select

from platform_app.core.clock import local_time
from platform_app.core.context import CompanyContext
from platform_app.core.db import in_time
from platform_app.core.errors import NotFound
from platform_app.core.masking import may_see_numbers, shown, shown_in
from platform_app.core.paging import COUNT_LIMIT, PAGE_ROWS, Page, cursor_after, cut, read_cursor
from platform_app.core.permissions import Permission
from platform_app.models.contacts import Contact
from platform_app.models.plans import Metric
from platform_app.services import companies, segments, tags, usage
from platform_app.services.contacts.orders import NEWEST, ORDERS, by_newest, some
from platform_app.services.contacts.searching import LEAST_DIGITS, find, is_search
from platform_app.services.contacts.views import (
    BLOCKED,
    EVERYBODY,
    Consent,
    ContactDetail,
    ContactFilters,
    ContactOrder,
    ContactRow,
)

WITHIN_MS = 5_000
TOO_LONG = "Finding these people took too long and was given up. Ask for fewer things at once."
# Where a page of them is among so many of the newest, an order is looked through; so few are sorted by themselves.
_NEAR, _FEW = 3_000, 5_000
_OUT, _IN = col(Contact.opted_out_at), col(Contact.opted_in_at)
_CONSENT: dict[str, list[ColumnElement[bool]]] = {
    Consent.OPTED_IN: [_OUT.is_(None), _IN.is_not(None)],
    Consent.OPTED_OUT: [_OUT.is_not(None)],
    Consent.UNKNOWN: [_OUT.is_(None), _IN.is_(None)],
    BLOCKED: [col(Contact.blocked_at).is_not(None)],
}


def list_rows(
    ctx: CompanyContext,
    filters: ContactFilters = EVERYBODY,
    *,
    order: ContactOrder = ContactOrder.NEWEST,
    cursor: str | None = None,
) -> Page[ContactRow]:
    """Return the contacts that pass the filters; how many there are is asked for by itself.

    Raises NotFound for a segment that is none, Unavailable for one that takes too long.
    """
    ctx.require(Permission.CONTACTS_READ)
    is_newest = order is ContactOrder.NEWEST or bool(filters.search.strip())
    with in_time(ctx.db, WITHIN_MS, TOO_LONG):
        if is_newest and is_search(filters):
            found, more = _searched(ctx, filters, cursor)
        elif is_newest:
            found, more = by_newest(ctx, wanted(ctx, filters), cursor)
        else:
            found, more = ORDERS[order](ctx, _few(ctx, filters), cursor)
    zone = _zone(ctx)
    colours = tags.colours_of(ctx, {tag for contact in found for tag in contact.tags})
    rows = [_row(ctx, contact, zone, colours) for contact in found]
    return Page(rows, more, len(rows))


def count_rows(
    ctx: CompanyContext, filters: ContactFilters = EVERYBODY, *, most: int = COUNT_LIMIT
) -> int:
    """Return how many contacts pass the filters: all of them exactly, some of them up to a limit."""
    ctx.require(Permission.CONTACTS_READ)
    if filters == EVERYBODY:
        return usage.count(ctx, Metric.CONTACTS)
    with in_time(ctx.db, WITHIN_MS, TOO_LONG):
        if not is_search(filters):
            return _count(ctx, wanted(ctx, filters), most)
        total, conditions = 0, wanted(ctx, filters)
        for batch in find(ctx, filters, None, COUNT_LIMIT):
            total += _count(ctx, [*conditions, col(Contact.id).in_(batch.ids)], most)
            if total >= most:
                break
        return min(total, most)


def take_batch(
    ctx: CompanyContext, filters: ContactFilters, place: tuple[datetime, UUID], most: int
) -> tuple[list[UUID], tuple[datetime, UUID] | None]:
    """Return some of those behind a place who pass the filters, and the place from which to go on, if there is one."""
    conditions = wanted(ctx, filters)
    if is_search(filters):
        batch = next(find(ctx, filters, place, most))
        passing = select(Contact.id).where(*conditions, col(Contact.id).in_(batch.ids))
        return list(ctx.db.exec(passing)), None if batch.is_all else batch.place
    statement = select(Contact.created_at, Contact.id).where(
        *conditions, tuple_(*NEWEST) < tuple_(*place)
    )
    newest = statement.order_by(*(column.desc() for column in NEWEST)).limit(most)
    rows = ctx.db.exec(newest).all()
    return [row[1] for row in rows], (rows[-1][0], rows[-1][1]) if len(rows) == most else None


def get_detail(ctx: CompanyContext, contact_id: UUID) -> ContactDetail:
    """Return all that is known about one contact."""
    ctx.require(Permission.CONTACTS_READ)
    contact = ctx.db.get(Contact, (ctx.company_id, contact_id))
    if contact is None:
        raise NotFound("This contact does not exist, or no longer does.")
    zone = _zone(ctx)
    return ContactDetail(
        _row(ctx, contact, zone, tags.colours_of(ctx, contact.tags)),
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
    if filters.segment:
        found.append(segments.matching(ctx, _segment_id(filters.segment)))
    return [*found, *_only_names(ctx, filters.search)]


def _only_names(ctx: CompanyContext, said: str) -> list[ColumnElement[bool]]:
    # A number that stands in an attribute would be found out digit by digit.
    if may_see_numbers(ctx) or len(re.sub(r"\D", "", said)) < LEAST_DIGITS:
        return []
    return [col(Contact.name).icontains(word, autoescape=True) for word in said.split()]


def _searched(
    ctx: CompanyContext, filters: ContactFilters, cursor: str | None
) -> tuple[list[Contact], str | None]:
    found: list[Contact] = []
    conditions = wanted(ctx, filters)
    place = read_cursor(cursor) if cursor else None
    for batch in find(ctx, filters, place, PAGE_ROWS + 1):
        few = [*conditions, col(Contact.id).in_(batch.ids)]
        found += some(ctx, few, NEWEST) if batch.ids else []
        if len(found) > PAGE_ROWS:
            break
    return cut(found[: PAGE_ROWS + 1], lambda last: cursor_after(last.created_at, last.id))


def _few(ctx: CompanyContext, filters: ContactFilters) -> list[ColumnElement[bool]]:
    """Return the conditions for another order: where few pass they are named, so that nobody else is looked at."""
    conditions = wanted(ctx, filters)
    if filters == EVERYBODY or _is_common(ctx, conditions):
        return conditions
    if is_search(filters):
        batch = next(find(ctx, filters, None, _FEW))
        return [*conditions, col(Contact.id).in_(batch.ids)] if batch.is_all else conditions
    ids = list(ctx.db.exec(select(Contact.id).where(*conditions).limit(_FEW + 1)))
    return conditions if len(ids) > _FEW else [col(Contact.id).in_(ids), *conditions]


def _is_common(ctx: CompanyContext, conditions: list[ColumnElement[bool]]) -> bool:
    newest = [column.desc() for column in NEWEST]
    mine = select(*NEWEST).where(col(Contact.company_id) == ctx.company_id)
    edge = ctx.db.exec(mine.order_by(*newest).offset(_NEAR).limit(1)).first()
    if edge is None:
        return False
    # All who came in one import came at one moment, so the moment alone is no edge.
    newer = tuple_(*NEWEST) > tuple_(*edge)
    return _count(ctx, [*conditions, newer], PAGE_ROWS) == PAGE_ROWS


def _segment_id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise NotFound("This segment does not exist, or no longer does.") from error


def _count(ctx: CompanyContext, conditions: list[ColumnElement[bool]], most: int) -> int:
    counted = select(Contact.id).where(*conditions).limit(most).subquery()
    return ctx.db.exec(select(func.count()).select_from(counted)).one()


def _row(
    ctx: CompanyContext, contact: Contact, zone: str, colours: Mapping[str, str]
) -> ContactRow:
    return ContactRow(
        str(contact.id),
        contact.name,
        shown(ctx, contact.phone),
        contact.tags,
        {tag: colours[tag] for tag in contact.tags if tag in colours},
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
