"""Finding contacts."""

import re
from uuid import UUID

from sqlalchemy import ColumnElement, tuple_
from sqlalchemy.orm import defer
from sqlmodel import col, func, or_, select

from platform_app.core.clock import local_time
from platform_app.core.context import CompanyContext
from platform_app.core.errors import NotFound
from platform_app.core.paging import COUNT_LIMIT, PAGE_ROWS, Page, cursor_after, read_cursor
from platform_app.core.permissions import Permission
from platform_app.models.contacts import Contact
from platform_app.services import companies
from platform_app.services.contacts.masking import may_see_numbers, shown, shown_in
from platform_app.services.contacts.views import Consent, ContactDetail, ContactRow

TAGS_SHOWN = 200
_LEAST_DIGITS = 3


def list_rows(
    ctx: CompanyContext, *, search: str = "", tag: str = "", cursor: str | None = None
) -> Page[ContactRow]:
    """Return the newest contacts; `search` looks into names, and into numbers for those who may see them."""
    ctx.require(Permission.CONTACTS_READ)
    wanted = _wanted(ctx, search.strip(), tag)
    statement = (
        select(Contact)
        .options(defer(Contact.attributes))  # pyright: ignore[reportArgumentType]  a column at class level
        .where(*wanted)
        .order_by(col(Contact.created_at).desc(), col(Contact.id).desc())
        .limit(PAGE_ROWS + 1)
    )
    if cursor:
        place = tuple_(col(Contact.created_at), col(Contact.id))
        statement = statement.where(place < tuple_(*read_cursor(cursor)))
    found = ctx.db.exec(statement).all()
    last = found[PAGE_ROWS - 1] if len(found) > PAGE_ROWS else None
    more = cursor_after(last.created_at, last.id) if last else None
    is_whole_list = cursor is None and more is None
    total = len(found) if is_whole_list else _count(ctx, wanted)
    zone = _zone(ctx)
    return Page([_row(ctx, contact, zone) for contact in found[:PAGE_ROWS]], more, total)


def get_detail(ctx: CompanyContext, contact_id: UUID) -> ContactDetail:
    """Return all that is known about one contact."""
    ctx.require(Permission.CONTACTS_READ)
    contact = ctx.db.get(Contact, (ctx.company_id, contact_id))
    if contact is None:
        raise NotFound("This contact does not exist, or no longer does.")
    zone = _zone(ctx)
    return ContactDetail(
        _row(ctx, contact, zone),
        {name: shown_in(ctx, value, contact.phone) for name, value in contact.attributes.items()},
        local_time(contact.opted_in_at, zone),
        contact.opt_in_source or "",
        local_time(contact.opted_out_at, zone),
        contact.opt_out_source or "",
    )


def list_tags(ctx: CompanyContext) -> list[str]:
    """Return the tags in use, in alphabetical order."""
    ctx.require(Permission.CONTACTS_READ)
    tag = func.unnest(Contact.tags).label("tag")
    used = select(tag).where(col(Contact.company_id) == ctx.company_id).distinct()
    return list(ctx.db.exec(used.order_by(tag).limit(TAGS_SHOWN)))


def _wanted(ctx: CompanyContext, search: str, tag: str) -> list[ColumnElement[bool]]:
    wanted: list[ColumnElement[bool]] = [col(Contact.company_id) == ctx.company_id]
    if tag:
        wanted.append(col(Contact.tags).bool_op("@>")([tag]))
    if search:
        wanted.append(_matches(ctx, search))
    return wanted


def _matches(ctx: CompanyContext, search: str) -> ColumnElement[bool]:
    by_name = col(Contact.name).icontains(search, autoescape=True)
    digits = re.sub(r"\D", "", search)
    # Who may not see numbers must not find them out by searching either.
    if len(digits) < _LEAST_DIGITS or not may_see_numbers(ctx):
        return by_name
    return or_(by_name, col(Contact.phone).contains(digits))


def _count(ctx: CompanyContext, wanted: list[ColumnElement[bool]]) -> int:
    counted = select(Contact.id).where(*wanted).limit(COUNT_LIMIT).subquery()
    return ctx.db.exec(select(func.count()).select_from(counted)).one()


def _row(ctx: CompanyContext, contact: Contact, zone: str) -> ContactRow:
    return ContactRow(
        str(contact.id),
        contact.name,
        shown(ctx, contact.phone),
        contact.tags,
        _consent(contact),
        local_time(contact.created_at, zone),
    )


def _consent(contact: Contact) -> Consent:
    if contact.opted_out_at is not None:
        return Consent.OPTED_OUT
    return Consent.OPTED_IN if contact.opted_in_at is not None else Consent.UNKNOWN


def _zone(ctx: CompanyContext) -> str:
    return companies.get_profile(ctx).time_zone
