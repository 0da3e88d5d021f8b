"""People in lists: put in by hand or from a segment, and taken out again."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import ColumnElement, func, literal, tuple_
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, delete, select

from platform_app.core.clock import local_time
from platform_app.core.context import CompanyContext
from platform_app.core.errors import Conflict
from platform_app.core.masking import shown
from platform_app.core.paging import COUNT_LIMIT, PAGE_ROWS, Page, cursor_after, cut, read_cursor
from platform_app.core.permissions import Permission
from platform_app.models.companies import Company
from platform_app.models.contacts import Contact
from platform_app.models.segments import Segment, SegmentKind, SegmentMember
from platform_app.services import audit
from platform_app.services.audit import AuditAction
from platform_app.services.segments.counting import consent_word
from platform_app.services.segments.editing import create_list
from platform_app.services.segments.lookups import get_segment, matching
from platform_app.services.segments.views import ListRow, MemberRow

_LISTS_SHOWN = 200


def add_members(ctx: CompanyContext, segment_id: UUID, contact_ids: Collection[UUID]) -> int:
    """Put people into a list and return how many were not in it yet; ids that are nobody's are left out."""
    ctx.require(Permission.SEGMENTS_MANAGE)
    segment = _get_list(ctx, segment_id)
    added = _put_in(ctx, segment_id, col(Contact.id).in_(contact_ids)) if contact_ids else 0
    if added:
        _note(ctx, AuditAction.SEGMENT_FILLED, segment, people=added)
    return added


def remove_members(ctx: CompanyContext, segment_id: UUID, contact_ids: Collection[UUID]) -> int:
    """Take people out of a list and return how many were in it."""
    ctx.require(Permission.SEGMENTS_MANAGE)
    segment = _get_list(ctx, segment_id)
    statement = delete(SegmentMember).where(
        *_of_list(ctx, segment_id), col(SegmentMember.contact_id).in_(contact_ids)
    )
    removed = ctx.db.connection().execute(statement).rowcount if contact_ids else 0
    if removed:
        _note(ctx, AuditAction.SEGMENT_EMPTIED, segment, people=removed)
    return removed


def list_lists(ctx: CompanyContext, *, of_contact: UUID | None = None) -> list[ListRow]:
    """Return the company's lists by name, and whether somebody is in them if they are named."""
    ctx.require(Permission.CONTACTS_READ)
    lists = ctx.db.exec(
        select(Segment.id, Segment.name)
        .where(col(Segment.company_id) == ctx.company_id, col(Segment.kind) == SegmentKind.STATIC)
        .order_by(func.lower(Segment.name))
        .limit(_LISTS_SHOWN)
    ).all()
    mine: set[UUID] = set()
    if of_contact is not None:
        member = select(SegmentMember.segment_id).where(
            col(SegmentMember.company_id) == ctx.company_id,
            col(SegmentMember.contact_id) == of_contact,
        )
        mine = set(ctx.db.exec(member))
    return [ListRow(str(found), name, found in mine) for found, name in lists]


def keep_as_list(ctx: CompanyContext, segment_id: UUID, *, name: str) -> UUID:
    """Make a list of those who belong to a segment, or a list, now; return its id."""
    ctx.require(Permission.SEGMENTS_MANAGE)
    belongs = matching(ctx, segment_id)
    list_id = create_list(ctx, name=name)
    added = _put_in(ctx, list_id, belongs)
    _note(ctx, AuditAction.SEGMENT_FILLED, get_segment(ctx, list_id), people=added)
    return list_id


def list_members(
    ctx: CompanyContext, segment_id: UUID, *, cursor: str | None = None
) -> Page[MemberRow]:
    """Return one page of the people in a list, the latest first."""
    ctx.require(Permission.CONTACTS_READ)
    _get_list(ctx, segment_id)
    place = (col(SegmentMember.created_at), col(SegmentMember.id))
    statement = (
        select(SegmentMember, Contact)
        .join(
            Contact,
            (col(Contact.company_id) == ctx.company_id)
            & (col(Contact.id) == col(SegmentMember.contact_id)),
        )
        .where(*_of_list(ctx, segment_id))
        .order_by(place[0].desc(), place[1].desc())
        .limit(PAGE_ROWS + 1)
    )
    if cursor:
        statement = statement.where(tuple_(*place) < tuple_(*read_cursor(cursor)))
    found, more = cut(
        list(ctx.db.exec(statement)), lambda last: cursor_after(last[0].created_at, last[0].id)
    )
    zone = ctx.db.get_one(Company, ctx.company_id).time_zone
    rows = [_row(ctx, member, contact, zone) for member, contact in found]
    return Page(rows, more, _count(ctx, segment_id))


def _put_in(ctx: CompanyContext, segment_id: UUID, who: ColumnElement[bool]) -> int:
    people = select(
        literal(ctx.company_id), func.uuidv7(), func.now(), literal(segment_id), col(Contact.id)
    ).where(col(Contact.company_id) == ctx.company_id, who)  # pyright: ignore[reportCallIssue]  sqlmodel's select() is typed for four columns
    columns = ("company_id", "id", "created_at", "segment_id", "contact_id")
    statement = insert(SegmentMember).from_select(columns, people).on_conflict_do_nothing()
    return ctx.db.connection().execute(statement).rowcount


def _get_list(ctx: CompanyContext, segment_id: UUID) -> Segment:
    segment = get_segment(ctx, segment_id, lock=True)
    if segment.kind != SegmentKind.STATIC:
        raise Conflict("This segment chooses its people by itself. Put people into a list.")
    return segment


def _of_list(ctx: CompanyContext, segment_id: UUID) -> tuple[ColumnElement[bool], ...]:
    return (
        col(SegmentMember.company_id) == ctx.company_id,
        col(SegmentMember.segment_id) == segment_id,
    )


def _count(ctx: CompanyContext, segment_id: UUID) -> int:
    some = select(SegmentMember.id).where(*_of_list(ctx, segment_id)).limit(COUNT_LIMIT).subquery()
    return ctx.db.exec(select(func.count()).select_from(some)).one()


def _row(ctx: CompanyContext, member: SegmentMember, contact: Contact, zone: str) -> MemberRow:
    return MemberRow(
        str(contact.id),
        contact.name,
        shown(ctx, contact.phone),
        consent_word(contact),
        local_time(member.created_at, zone),
    )


def _note(ctx: CompanyContext, action: AuditAction, segment: Segment, *, people: int) -> None:
    segment.counted_at = None
    audit.record(ctx, action, segment.id, name=segment.name, people=people)
    ctx.nudge("segments")
