"""Preparation: the audience becomes rows, once, in one statement."""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, case, func, insert, literal, null
from sqlmodel import col, select

from platform_app.core.context import CompanyContext, PublicContext
from platform_app.core.db import in_time
from platform_app.models.campaigns import Campaign, CampaignRecipient, CampaignStatus
from platform_app.models.contacts import Contact
from platform_app.models.deliveries import DeliveryStatus
from platform_app.services import companies, pricing, sweeps
from platform_app.services.campaigns import allowance, audience, choosing
from platform_app.services.campaigns.lookups import get_campaign
from platform_app.services.campaigns.quiet import Hours
from platform_app.services.campaigns.repricing import reprice
from platform_app.services.campaigns.variants import mappings_of
from platform_app.services.campaigns.zones import zone_of

# A million people take under twenty seconds (63,000 rows a second; 55,000 with a frequency cap).
FREEZE_WITHIN_MS = 5 * 60_000
TOO_LONG = (
    "Finding the people of this campaign took too long and was given up. Cancel it, ask for fewer things in its "
    "segments, and launch a copy; or resume it to try again."
)


def prepare(ctx: CompanyContext, campaign_id: UUID) -> None:
    """Freeze the audience into one row per person and start sending; safe to call again.

    Raises Unavailable when finding the people takes too long. While contacts are being changed for a tag or an attribute it waits; the clock calls it again.
    """
    campaign = get_campaign(ctx, campaign_id, lock=True)
    if campaign.status != CampaignStatus.PREPARING or sweeps.under_way(ctx):
        return
    _freeze(ctx, campaign)
    if campaign.in_recipient_zone:
        campaign.zones = _zones(ctx, campaign)
    allowance.correct(ctx, campaign)
    campaign.status = CampaignStatus.SENDING
    reprice(ctx, campaign_id)
    ctx.enqueue("sending.run_shift")
    ctx.nudge("campaigns")


def list_unprepared(ctx: PublicContext) -> list[tuple[UUID, UUID]]:
    """Return company and id of every campaign that waits to be prepared."""
    statement = select(Campaign.company_id, Campaign.id).where(
        col(Campaign.status) == CampaignStatus.PREPARING
    )
    return list(ctx.db.exec(statement))


def _freeze(ctx: CompanyContext, campaign: Campaign) -> None:
    mappings = mappings_of(ctx, campaign)
    reason, zone = audience.skip_reason(campaign, mappings), _zone(ctx, campaign)
    rows = select(
        literal(ctx.company_id),
        func.uuidv7(),
        func.now(),
        literal(campaign.id),
        Contact.id,
        Contact.name,
        Contact.phone,
        Contact.wa_user_id,
        audience.parameters(campaign, mappings),
        reason,
        case((reason.is_(None), str(DeliveryStatus.PENDING)), else_=str(DeliveryStatus.SKIPPED)),
        literal(0),
        pricing.market_of(col(Contact.phone)),
        zone,
        audience.variant_of(campaign, mappings),
    ).where(*choosing.people(ctx, campaign.audience))  # pyright: ignore[reportCallIssue]  sqlmodel's select() is typed for four columns
    columns = (
        "company_id", "id", "created_at", "campaign_id", "contact_id", "name", "phone", "wa_user_id", "parameters",
        "skip_reason", "status", "attempts", "market", "zone",
        "variant",
    )  # fmt: skip
    with in_time(ctx.db, FREEZE_WITHIN_MS, TOO_LONG):
        ctx.db.connection().execute(insert(CampaignRecipient).from_select(columns, rows))


def _zone(ctx: CompanyContext, campaign: Campaign) -> ColumnElement[Any]:  # Any: text or null
    if not campaign.in_recipient_zone or campaign.quiet_from is None or campaign.quiet_to is None:
        return null()
    hours = Hours(campaign.quiet_from, campaign.quiet_to)
    return zone_of(col(Contact.phone), hours, companies.get_profile(ctx).time_zone)


def _zones(ctx: CompanyContext, campaign: Campaign) -> list[str]:
    statement = select(CampaignRecipient.zone).where(
        col(CampaignRecipient.company_id) == ctx.company_id,
        col(CampaignRecipient.campaign_id) == campaign.id,
        col(CampaignRecipient.status) == DeliveryStatus.PENDING,
        col(CampaignRecipient.zone).is_not(None),
    )
    return sorted(zone for zone in ctx.db.exec(statement.distinct()) if zone)
