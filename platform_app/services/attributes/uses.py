"""What needs an attribute: segments that ask for it, and campaigns that put it into their messages."""

from sqlalchemy import literal
from sqlalchemy.dialects.postgresql import JSONPATH
from sqlmodel import cast, col, func, select

from platform_app.core.context import CompanyContext
from platform_app.core.errors import Conflict
from platform_app.models.campaigns import Campaign, CampaignStatus
from platform_app.models.segments import Segment

_SHOWN = 5
# Afterwards the values stand in the messages themselves.
_NOT_FROZEN = (
    CampaignStatus.DRAFT,
    CampaignStatus.SCHEDULED,
    CampaignStatus.PREPARING,
    CampaignStatus.PAUSED,
)
_ASKED = cast(literal("$.** ? (@.key == $key)"), JSONPATH)
_MAPPED = cast(literal('$.* ? (@.source == "attribute" && @.value == $key)'), JSONPATH)


def refuse_while_asked(ctx: CompanyContext, key: str, label: str) -> None:
    """Raise Conflict that names the segments which ask for an attribute, if any do."""
    _refuse(label, _segments(ctx, key))


def refuse_while_needed(ctx: CompanyContext, key: str, label: str) -> None:
    """Raise Conflict that names the segments and campaigns which need an attribute, if any do."""
    _refuse(label, [*_segments(ctx, key), *_campaigns(ctx, key)])


def _refuse(label: str, users: list[str]) -> None:
    if users:
        more = len(users) - _SHOWN
        named = ", ".join(users[:_SHOWN]) + (f" and {more} more" if more > 0 else "")
        raise Conflict(f"“{label}” is still needed by {named}. Change that first.")


def _segments(ctx: CompanyContext, key: str) -> list[str]:
    asking = select(Segment.name).where(
        col(Segment.company_id) == ctx.company_id,
        func.jsonb_path_exists(
            col(Segment.definition), _ASKED, func.jsonb_build_object("key", key)
        ),
    )
    return [f"the segment “{name}”" for name in ctx.db.exec(asking.order_by(Segment.name))]


def _campaigns(ctx: CompanyContext, key: str) -> list[str]:
    mapping = select(Campaign.name).where(
        col(Campaign.company_id) == ctx.company_id,
        col(Campaign.status).in_(_NOT_FROZEN),
        func.jsonb_path_exists(
            col(Campaign.variables), _MAPPED, func.jsonb_build_object("key", key)
        ),
    )
    return [f"the campaign “{name}”" for name in ctx.db.exec(mapping.order_by(Campaign.name))]
