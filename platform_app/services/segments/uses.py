"""What needs a segment: campaigns whose audience is not frozen yet, and other segments."""

from uuid import UUID

from sqlmodel import col, or_, select

from platform_app.core.context import CompanyContext
from platform_app.models.campaigns import Campaign, CampaignStatus
from platform_app.models.segments import Segment, SegmentKind
from platform_app.services.segments.definitions import parse, segments_in

_NOT_FROZEN = (
    CampaignStatus.DRAFT,
    CampaignStatus.SCHEDULED,
    CampaignStatus.PREPARING,
    CampaignStatus.PAUSED,
)
Uses = dict[str, list[str]]


def list_uses(ctx: CompanyContext) -> Uses:
    """Return, by the id of each segment that is needed, what needs it."""
    uses: Uses = {}
    for name, audience in _campaigns(ctx):
        entries = [*audience.get("include", []), *audience.get("exclude", [])]
        for segment_id in {one["id"] for one in entries if one["kind"] == "segment"}:
            uses.setdefault(segment_id, []).append(f"the campaign “{name}”")
    segments = ctx.db.exec(
        select(Segment.name, Segment.definition).where(
            col(Segment.company_id) == ctx.company_id, col(Segment.kind) == SegmentKind.FILTER
        )
    )
    for name, definition in segments:
        for asked in segments_in(parse(dict(definition))):
            uses.setdefault(str(asked), []).append(f"the segment “{name}”")
    return uses


def users_of(ctx: CompanyContext, segment_id: UUID) -> list[str]:
    """Return what needs a segment, in words."""
    return list_uses(ctx).get(str(segment_id), [])


def _campaigns(ctx: CompanyContext) -> list[tuple[str, dict[str, list[dict[str, str]]]]]:
    holds = [
        col(Campaign.audience).bool_op("@>")({side: [{"kind": "segment"}]})
        for side in ("include", "exclude")
    ]
    statement = select(Campaign.name, Campaign.audience).where(
        col(Campaign.company_id) == ctx.company_id,
        col(Campaign.status).in_(_NOT_FROZEN),
        or_(*holds),
    )
    return [(name, dict(audience)) for name, audience in ctx.db.exec(statement)]
