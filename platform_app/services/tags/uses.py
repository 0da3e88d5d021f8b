"""What names a tag: segments that ask for it, and the audiences of campaigns; they follow its new name."""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, literal, tuple_
from sqlalchemy.dialects.postgresql import JSONPATH
from sqlmodel import cast, col, exists, func, select

from platform_app.core.context import CompanyContext
from platform_app.core.errors import Conflict
from platform_app.models.campaigns import Campaign, CampaignCount, CampaignStatus
from platform_app.models.segments import Segment, SegmentVersion
from platform_app.services import audit
from platform_app.services.audit import AuditAction

Json = dict[str, Any]  # Any: definitions and audiences as they are kept
_SHOWN = 5
# Their people are found at the launch, or when their time has come.
_CHOSEN_LATER = (CampaignStatus.DRAFT, CampaignStatus.SCHEDULED)
_ASKED = '$.** ? (@.subject == "tags").values[*] ? (@ == $tag)'
_CHOSEN = '$.*[*] ? (@.kind == "tag" && @.tag == $tag)'


def follow_name(ctx: CompanyContext, old: str, new: str) -> None:
    """Make what names a tag name another one, segments in a new version: it means the same people as before.

    Raises Conflict while a campaign that names it is gathering its people.
    """
    _refuse(old, _gathering(ctx, old))
    for segment in ctx.db.exec(_asking(ctx, old).with_for_update()).all():
        segment.definition = _renamed(segment.definition, old, new)
        segment.version += 1
        _keep_version(ctx, segment)
        fact = f"asks for the tag “{new}”, which was “{old}”"
        audit.record(ctx, AuditAction.SEGMENT_CHANGED, segment.id, name=segment.name, people=fact)
        ctx.nudge("segments")
    for campaign in ctx.db.exec(_choosing(ctx, old, *_CHOSEN_LATER).with_for_update()).all():
        campaign.audience = _rechosen(campaign.audience, old, new)
        ctx.nudge("campaigns")


def refuse_while_named(ctx: CompanyContext, name: str) -> None:
    """Raise Conflict that says which segments and campaigns name a tag, if any do."""
    asking = [f"the segment “{one.name}”" for one in ctx.db.exec(_asking(ctx, name))]
    drafts = ctx.db.exec(_choosing(ctx, name, *_CHOSEN_LATER))
    users = [*asking, *(f"the campaign “{one.name}”" for one in drafts), *_gathering(ctx, name)]
    _refuse(name, users)


def _refuse(name: str, users: list[str]) -> None:
    if users:
        more = len(users) - _SHOWN
        named = ", ".join(users[:_SHOWN]) + (f" and {more} more" if more > 0 else "")
        raise Conflict(f"“{name}” is still needed by {named}. Change or finish that first.")


def _asking(ctx: CompanyContext, name: str):  # noqa: ANN202  a statement of one table
    return (
        select(Segment)
        .where(
            col(Segment.company_id) == ctx.company_id,
            _holds(col(Segment.definition), _ASKED, name),
        )
        .order_by(col(Segment.id))
    )


def _choosing(ctx: CompanyContext, name: str, *statuses: CampaignStatus):  # noqa: ANN202  as above
    return (
        select(Campaign)
        .where(
            col(Campaign.company_id) == ctx.company_id,
            col(Campaign.status).in_(statuses),
            _holds(col(Campaign.audience), _CHOSEN, name),
        )
        .order_by(col(Campaign.id))
    )


def _gathering(ctx: CompanyContext, name: str) -> list[str]:
    """Return the launched campaigns that name a tag, themselves or by a segment, and have no people yet."""
    counted = select(CampaignCount.status).where(
        col(CampaignCount.company_id) == ctx.company_id,
        col(CampaignCount.campaign_id) == col(Campaign.id),
    )
    unfrozen = select(Campaign).where(
        col(Campaign.company_id) == ctx.company_id,
        col(Campaign.status).in_((CampaignStatus.PREPARING, CampaignStatus.PAUSED)),
        ~exists(counted),
    )
    return [
        f"the campaign “{one.name}”"
        for one in ctx.db.exec(unfrozen)
        if _rechosen(one.audience, name, "") != one.audience or _asks_for(ctx, one, name)
    ]


def _asks_for(ctx: CompanyContext, campaign: Campaign, name: str) -> bool:
    pinned = [
        (UUID(one), version) for one, version in campaign.audience.get("versions", {}).items()
    ]
    kept = select(SegmentVersion.id).where(
        col(SegmentVersion.company_id) == ctx.company_id,
        tuple_(col(SegmentVersion.segment_id), col(SegmentVersion.version)).in_(pinned),
        _holds(col(SegmentVersion.definition), _ASKED, name),
    )
    return ctx.db.exec(select(exists(kept))).one()


def _holds(column: Any, path: str, name: str) -> ColumnElement[bool]:  # Any: a column of JSON
    wanted = func.jsonb_build_object("tag", name)
    return func.jsonb_path_exists(column, cast(literal(path), JSONPATH), wanted)


def _keep_version(ctx: CompanyContext, segment: Segment) -> None:
    ctx.db.add(
        SegmentVersion(
            company_id=ctx.company_id,
            segment_id=segment.id,
            version=segment.version,
            definition=segment.definition,
            created_by=ctx.actor.user_id,
        )
    )


def _renamed(node: Json, old: str, new: str) -> Json:
    if "parts" in node:
        return node | {"parts": [_renamed(part, old, new) for part in node["parts"]]}
    if node.get("subject") != "tags":
        return node
    return node | {"values": list(dict.fromkeys(new if v == old else v for v in node["values"]))}


def _rechosen(audience: Json, old: str, new: str) -> Json:
    sides: Json = {}
    for side in ("include", "exclude"):
        entries: list[Json] = []
        for entry in audience.get(side, []):
            is_it = entry["kind"] == "tag" and entry["tag"] == old
            renamed = {"kind": "tag", "tag": new} if is_it else entry
            entries += [] if renamed in entries else [renamed]
        sides[side] = entries
    return audience | sides if audience else audience
