"""The list of segments, one of them, and how big they are."""

from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

from sqlalchemy import ColumnElement
from sqlmodel import col, func, or_, select

from platform_app.core.clock import local_time, now
from platform_app.core.context import CompanyContext
from platform_app.core.errors import AppError
from platform_app.core.paging import COUNT_LIMIT, PAGE_ROWS, Page, newest_first
from platform_app.core.permissions import Permission
from platform_app.models.companies import Company
from platform_app.models.segments import Segment, SegmentKind
from platform_app.services.segments.choices import name_all
from platform_app.services.segments.counting import count_where, measure_where
from platform_app.services.segments.definitions import Group, parse
from platform_app.services.segments.lookups import get_segment, matching
from platform_app.services.segments.sentences import say
from platform_app.services.segments.uses import list_uses, users_of
from platform_app.services.segments.views import Measure, Pick, SegmentDetail, SegmentRow

# A size that is older is worked out anew when somebody looks at the list.
SIZES_HOLD = timedelta(minutes=15)
_BY_HAND = "People who were put in by hand."


def list_rows(
    ctx: CompanyContext, *, search: str = "", cursor: str | None = None
) -> Page[SegmentRow]:
    """Return the newest segments and lists; sizes that are old are worked out anew in the background."""
    ctx.require(Permission.CONTACTS_READ)
    wanted: list[ColumnElement[bool]] = [col(Segment.company_id) == ctx.company_id]
    if search.strip():
        wanted.append(col(Segment.name).icontains(search.strip(), autoescape=True))
    place = (col(Segment.created_at), col(Segment.id))
    found, more = newest_first(ctx.db, select(Segment).where(*wanted), place, cursor)
    total = select(Segment.id).where(*wanted).limit(COUNT_LIMIT).subquery()
    if any(map(_is_old, found)):
        ctx.enqueue("segments.count_old")
    rows = _rows(ctx, found)
    return Page(rows, more, ctx.db.exec(select(func.count()).select_from(total)).one())


def list_names(
    ctx: CompanyContext, *, search: str = "", kind: SegmentKind | None = None
) -> list[Pick]:
    """Return the first segments and lists by name, as many as a list to choose from can hold."""
    ctx.require(Permission.CONTACTS_READ)
    statement = select(Segment.id, Segment.name).where(
        col(Segment.company_id) == ctx.company_id,
        col(Segment.name).icontains(search.strip(), autoescape=True),
    )
    if kind:
        statement = statement.where(col(Segment.kind) == kind)
    rows = ctx.db.exec(statement.order_by(func.lower(Segment.name)).limit(PAGE_ROWS))
    return [Pick(str(found), name) for found, name in rows]


def get_detail(ctx: CompanyContext, segment_id: UUID) -> SegmentDetail:
    """Return a segment or list as its page shows it; raises NotFound."""
    ctx.require(Permission.CONTACTS_READ)
    segment = get_segment(ctx, segment_id)
    group = _group(segment)
    return SegmentDetail(
        str(segment.id),
        segment.name,
        segment.kind,
        segment.version,
        dict(segment.definition),
        say(group, name_all(ctx, [group])) if group else _BY_HAND,
        users_of(ctx, segment_id),
    )


def describe(ctx: CompanyContext, definition: dict[str, object]) -> str:
    """Return a definition in plain English; raises InvalidInput."""
    ctx.require(Permission.CONTACTS_READ)
    group = parse(definition)
    return say(group, name_all(ctx, [group]))


def names_of(ctx: CompanyContext, segment_ids: set[UUID]) -> Mapping[str, str]:
    """Return the names of those segments that exist."""
    rows = ctx.db.exec(
        select(Segment.id, Segment.name).where(
            col(Segment.company_id) == ctx.company_id, col(Segment.id).in_(segment_ids)
        )
    )
    return {str(found): name for found, name in rows}


def measure_segment(ctx: CompanyContext, segment_id: UUID) -> Measure:
    """Return how many people belong to a segment or list now; raises NotFound, InvalidInput or Unavailable."""
    ctx.require(Permission.CONTACTS_READ)
    return measure_where(ctx, matching(ctx, segment_id))


def find_old(ctx: CompanyContext) -> list[UUID]:
    """Return the segments whose size is worth working out anew."""
    old = or_(col(Segment.counted_at).is_(None), col(Segment.counted_at) < now() - SIZES_HOLD)
    statement = select(Segment.id).where(col(Segment.company_id) == ctx.company_id, old)
    return list(ctx.db.exec(statement.order_by(col(Segment.created_at).desc()).limit(PAGE_ROWS)))


def note_size(ctx: CompanyContext, segment_id: UUID) -> None:
    """Work out a segment's size and remember it with the time; one that cannot be counted has none."""
    segment = get_segment(ctx, segment_id)
    try:
        with ctx.db.begin_nested():
            people = count_where(ctx, matching(ctx, segment_id))
    except AppError:
        people = None
    segment.people, segment.counted_at = people, now()


def _rows(ctx: CompanyContext, segments: list[Segment]) -> list[SegmentRow]:
    groups = {one.id: group for one in segments if (group := _group(one)) is not None}
    names, uses = name_all(ctx, groups.values()), list_uses(ctx)
    zone = ctx.db.get_one(Company, ctx.company_id).time_zone
    return [
        SegmentRow(
            str(one.id),
            one.name,
            one.kind,
            say(groups[one.id], names) if one.id in groups else _BY_HAND,
            "" if one.people is None else f"{one.people:,}",
            local_time(one.counted_at, zone) if one.people is not None else "",
            ", ".join(uses.get(str(one.id), [])),
        )
        for one in segments
    ]


def _group(segment: Segment) -> Group | None:
    return parse(segment.definition) if segment.kind == SegmentKind.FILTER else None


def _is_old(segment: Segment) -> bool:
    return segment.counted_at is None or segment.counted_at < now() - SIZES_HOLD
