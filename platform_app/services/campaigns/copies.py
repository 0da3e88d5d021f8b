"""Copies of a campaign, its tags, and the archive."""

from uuid import UUID

from sqlmodel import col, select

from platform_app.core.clock import now
from platform_app.core.context import CompanyContext
from platform_app.core.errors import Conflict, InvalidInput
from platform_app.core.permissions import Permission
from platform_app.models.campaigns import Campaign, CampaignStatus, CampaignVariant
from platform_app.services import audit
from platform_app.services.campaigns.lookups import get_campaign

# Nothing of these goes out unless somebody launches them.
AT_REST = (
    CampaignStatus.DRAFT,
    CampaignStatus.COMPLETED,
    CampaignStatus.CANCELLED,
    CampaignStatus.FAILED,
)
# What a copy takes over; when it starts is decided anew.
_KEPT = (
    "goal", "tags", "template_id", "phone_number_id", "category", "variables", "quiet_from", "quiet_to",
    "in_recipient_zone", "rate", "ramp_people", "ramp_percent", "control_percent", "brief", "offer", "offer_until",
    "stop_rule",
)  # fmt: skip
_NAME_CHARACTERS = 200
MOST_TAGS = 10
TAG_CHARACTERS = 40


def copy(ctx: CompanyContext, campaign_id: UUID) -> UUID:
    """Make a draft that sends the same to the same audience, as it is by then; return its id."""
    ctx.require(Permission.CAMPAIGNS_EDIT)
    source = get_campaign(ctx, campaign_id)
    made = Campaign(
        company_id=ctx.company_id,
        name=f"Copy of {source.name}"[:_NAME_CHARACTERS],
        created_by=ctx.actor.user_id,
        source_id=source.id,
        audience={key: value for key, value in source.audience.items() if key != "versions"},
        **{name: getattr(source, name) for name in _KEPT},
    )
    ctx.db.add(made)
    ctx.db.flush()
    _copy_variants(ctx, source.id, made.id)
    audit.record(
        ctx, audit.AuditAction.CAMPAIGN_COPIED, made.id, name=made.name, source=source.name
    )
    ctx.nudge("campaigns")
    return made.id


def set_tags(ctx: CompanyContext, campaign_id: UUID, names: list[str]) -> None:
    """Give a campaign these tags and no others; raises InvalidInput for too many or too long ones."""
    ctx.require(Permission.CAMPAIGNS_EDIT)
    campaign = get_campaign(ctx, campaign_id, lock=True)
    tags = checked_tags(names)
    if tags != campaign.tags:
        audit.record(
            ctx,
            audit.AuditAction.CAMPAIGN_TAGGED,
            campaign.id,
            name=campaign.name,
            tags=", ".join(tags),
        )
        campaign.tags = tags
        # A builder that is open elsewhere would put the former ones back.
        campaign.version += 1
        ctx.nudge("campaigns")


def archive(ctx: CompanyContext, campaign_id: UUID) -> None:
    """Put a campaign away that nothing goes out of; raises Conflict while it is at work."""
    ctx.require(Permission.CAMPAIGNS_EDIT)
    campaign = get_campaign(ctx, campaign_id, lock=True)
    if campaign.status not in AT_REST or campaign.approval_asked_at is not None:
        raise Conflict("This campaign is not over. Cancel it first, or let it end.")
    if campaign.archived_at is None:
        campaign.archived_at = now()
        audit.record(ctx, audit.AuditAction.CAMPAIGN_ARCHIVED, campaign.id, name=campaign.name)
        ctx.nudge("campaigns")


def restore(ctx: CompanyContext, campaign_id: UUID) -> None:
    """Take a campaign out of the archive."""
    ctx.require(Permission.CAMPAIGNS_EDIT)
    campaign = get_campaign(ctx, campaign_id, lock=True)
    if campaign.archived_at is not None:
        campaign.archived_at = None
        audit.record(ctx, audit.AuditAction.CAMPAIGN_RESTORED, campaign.id, name=campaign.name)
        ctx.nudge("campaigns")


def checked_tags(names: list[str]) -> list[str]:
    """Return tags once each, in their order; raises InvalidInput for too many or too long ones."""
    tags = list(dict.fromkeys(" ".join(name.split()) for name in names if name.strip()))
    if len(tags) > MOST_TAGS or any(len(tag) > TAG_CHARACTERS for tag in tags):
        raise InvalidInput(
            f"A campaign has up to {MOST_TAGS} tags of up to {TAG_CHARACTERS} characters each.",
            {"tags": f"Use up to {MOST_TAGS} tags of up to {TAG_CHARACTERS} characters."},
        )
    return tags


def _copy_variants(ctx: CompanyContext, source_id: UUID, made_id: UUID) -> None:
    variants = select(CampaignVariant).where(
        col(CampaignVariant.company_id) == ctx.company_id,
        col(CampaignVariant.campaign_id) == source_id,
    )
    for one in ctx.db.exec(variants).all():
        ctx.db.add(
            CampaignVariant(
                company_id=ctx.company_id,
                campaign_id=made_id,
                position=one.position,
                template_id=one.template_id,
                variables=one.variables,
            )
        )
