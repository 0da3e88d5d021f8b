"""Finding segments and all that they lead to, always inside the company."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from sqlalchemy import ColumnElement, tuple_
from sqlmodel import col, select

from platform_app.core.clock import now
from platform_app.core.context import CompanyContext
from platform_app.core.errors import NotFound
from platform_app.models.companies import Company
from platform_app.models.segments import Segment, SegmentKind, SegmentVersion
from platform_app.services.segments.compiling import Frame, compile_definition, is_member
from platform_app.services.segments.definitions import Group, parse, segments_in

GONE = "This segment does not exist, or no longer does."
Filters = dict[UUID, Group | None]


def get_segment(ctx: CompanyContext, segment_id: UUID, *, lock: bool = False) -> Segment:
    """Return a segment or list, locked until the commit if asked; raises NotFound."""
    statement = select(Segment).where(
        col(Segment.company_id) == ctx.company_id, col(Segment.id) == segment_id
    )
    segment = ctx.db.exec(statement.with_for_update() if lock else statement).one_or_none()
    if segment is None:
        raise NotFound(GONE)
    return segment


def load_filters(
    ctx: CompanyContext, segment_ids: Iterable[UUID], versions: Mapping[str, int] | None = None
) -> Filters:
    """Return the definitions of segments and of all that they ask for; lists have none. Raises NotFound."""
    filters: Filters = {}
    wanted = set(segment_ids)
    while wanted:
        found = _load(ctx, wanted, versions or {})
        if wanted - found.keys():
            raise NotFound(GONE)
        filters |= found
        asked = {one for group in found.values() if group for one in segments_in(group)}
        wanted = asked - filters.keys()
    return filters


def versions_of(ctx: CompanyContext, segment_ids: Iterable[UUID]) -> dict[str, int]:
    """Return the present versions of segments and of all that they ask for; lists have none."""
    filters = load_filters(ctx, segment_ids)
    rows = ctx.db.exec(
        select(Segment.id, Segment.version).where(
            col(Segment.company_id) == ctx.company_id,
            col(Segment.id).in_([one for one, group in filters.items() if group is not None]),
        )
    )
    return {str(segment_id): version for segment_id, version in rows}


def frame(ctx: CompanyContext, filters: Filters) -> Frame:
    """Return what a definition is asked within, now."""
    zone = ctx.db.get_one(Company, ctx.company_id).time_zone
    return Frame(ctx.company_id, now(), zone, filters)


def matching(
    ctx: CompanyContext, segment_id: UUID, versions: Mapping[str, int] | None = None
) -> ColumnElement[bool]:
    """Return the condition that picks a segment's people, as it is now or as it was in the versions named.

    Raises NotFound.
    """
    filters = load_filters(ctx, [segment_id], versions)
    definition = filters[segment_id]
    if definition is None:
        return is_member(ctx.company_id, segment_id)
    return compile_definition(definition, frame(ctx, filters))


def _load(ctx: CompanyContext, segment_ids: set[UUID], versions: Mapping[str, int]) -> Filters:
    present = ctx.db.exec(
        select(Segment).where(
            col(Segment.company_id) == ctx.company_id, col(Segment.id).in_(segment_ids)
        )
    )
    found: Filters = {
        one.id: parse(one.definition) if one.kind == SegmentKind.FILTER else None for one in present
    }
    kept = [(one, versions[str(one)]) for one in segment_ids if str(one) in versions]
    if kept:
        place = tuple_(col(SegmentVersion.segment_id), col(SegmentVersion.version))
        former = ctx.db.exec(
            select(SegmentVersion).where(
                col(SegmentVersion.company_id) == ctx.company_id, place.in_(kept)
            )
        )
        found |= {one.segment_id: parse(one.definition) for one in former}
    return found
