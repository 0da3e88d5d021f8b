"""The list of campaigns: a page of rows with their figures."""

from uuid import UUID

from sqlmodel import col, select

from platform_app.core.clock import local_time
from platform_app.core.context import CompanyContext
from platform_app.core.permissions import Permission
from platform_app.models.campaigns import Campaign, CampaignStatus
from platform_app.models.deliveries import DeliveryStatus as D
from platform_app.services.campaigns.counts import (
    ACCEPTED,
    DELIVERED,
    READ,
    Counts,
    counts_of,
    percent_done,
)
from platform_app.services.campaigns.lookups import shown_status, template_name, why_still, zone_of
from platform_app.services.campaigns.views import CampaignRow

PAGE = 50


def list_rows(
    ctx: CompanyContext, *, search: str = "", before: UUID | None = None
) -> list[CampaignRow]:
    """Return one page of campaigns, the newest first; `before` is the last id of the page before."""
    ctx.require(Permission.CAMPAIGNS_READ)
    statement = (
        select(Campaign)
        .where(col(Campaign.company_id) == ctx.company_id)
        .order_by(col(Campaign.id).desc())
        .limit(PAGE)
    )
    if search.strip():
        statement = statement.where(col(Campaign.name).icontains(search.strip(), autoescape=True))
    if before is not None:
        statement = statement.where(col(Campaign.id) < before)
    campaigns = ctx.db.exec(statement).all()
    counts = counts_of(ctx, [one.id for one in campaigns])
    zone = zone_of(ctx)
    return [_row(ctx, one, counts.get(one.id, Counts()), zone) for one in campaigns]


def list_uses(ctx: CompanyContext, template_id: UUID) -> list[CampaignRow]:
    """Return the newest campaigns that use, or have used, a template."""
    ctx.require(Permission.CAMPAIGNS_READ)
    statement = (
        select(Campaign)
        .where(col(Campaign.company_id) == ctx.company_id, col(Campaign.template_id) == template_id)
        .order_by(col(Campaign.id).desc())
        .limit(PAGE)
    )
    campaigns = ctx.db.exec(statement).all()
    counts, zone = counts_of(ctx, [one.id for one in campaigns]), zone_of(ctx)
    return [_row(ctx, one, counts.get(one.id, Counts()), zone) for one in campaigns]


def _row(ctx: CompanyContext, campaign: Campaign, counts: Counts, zone: str) -> CampaignRow:
    return CampaignRow(
        id=str(campaign.id),
        name=campaign.name,
        status=shown_status(campaign),
        template=template_name(campaign),
        audience=sum(counts.values()),
        sent=counts.of(ACCEPTED),
        delivered=counts.of(DELIVERED),
        read=counts.of(READ),
        failed=counts.of((D.FAILED,)),
        skipped=counts.of((D.SKIPPED,)),
        percent_done=percent_done(counts),
        created=local_time(campaign.created_at, zone),
        pause_reason=why_still(campaign),
        can_pause=campaign.status == CampaignStatus.SENDING
        and ctx.actor.may(Permission.CAMPAIGNS_PAUSE),
        can_resume=campaign.status == CampaignStatus.PAUSED
        and ctx.actor.may(Permission.CAMPAIGNS_SEND),
    )
