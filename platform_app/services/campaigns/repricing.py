"""WhatsApp moves a template to another category: what its campaigns cost from now on, and whether people are asked again."""

from collections import Counter
from decimal import Decimal
from uuid import UUID

from sqlalchemy import func
from sqlmodel import col, select

from platform_app.core.context import CompanyContext
from platform_app.models.campaigns import Campaign, CampaignRecipient, CampaignStatus, PauseKind
from platform_app.models.deliveries import DeliveryStatus
from platform_app.models.templates import MessageTemplate
from platform_app.services import audit, pricing
from platform_app.services.campaigns.forecast import money, prices_of
from platform_app.services.campaigns.lookups import find_template, get_campaign
from platform_app.services.campaigns.preflight import count_by_market
from platform_app.services.campaigns.returns import return_one
from platform_app.services.campaigns.stopping import Pause, pause_one

# Dearer by more than this, and somebody has to agree.
_ALLOWED = Decimal("1.10")
_OPEN = (
    CampaignStatus.DRAFT,
    CampaignStatus.SCHEDULED,
    CampaignStatus.SENDING,
    CampaignStatus.PAUSED,
)
_STANDING = (CampaignStatus.SCHEDULED, CampaignStatus.SENDING)
_WAITING = (DeliveryStatus.PENDING, DeliveryStatus.CLAIMED)


def heed_category(ctx: CompanyContext, template: MessageTemplate) -> None:
    """Price the campaigns of a template anew; those not launched yet by a job, because their people are counted first."""
    using = select(Campaign).where(
        col(Campaign.company_id) == ctx.company_id,
        col(Campaign.template_id) == template.id,
        col(Campaign.status).in_(_OPEN),
    )
    for campaign in ctx.db.exec(using.order_by(col(Campaign.id)).with_for_update()).all():
        if campaign.launched_at is not None:
            _reprice(ctx, campaign, template)
        elif campaign.status == CampaignStatus.DRAFT and campaign.approval_asked_at is None:
            campaign.category = template.category
        else:
            ctx.enqueue("campaigns.reprice", campaign_id=campaign.id)


def reprice(ctx: CompanyContext, campaign_id: UUID) -> bool:
    """Price a campaign by its template's category as it is now; tell whether somebody is asked again.

    More than a tenth dearer, it pauses, or goes back to its author when it waits for approval; below, it is only noted.
    """
    campaign = get_campaign(ctx, campaign_id, lock=True)
    template = find_template(ctx, campaign.template_id)
    if template is None or campaign.phone_number_id is None:
        return False
    return _reprice(ctx, campaign, template)


def _reprice(ctx: CompanyContext, campaign: Campaign, template: MessageTemplate) -> bool:
    was = campaign.category
    if template.category == was:
        return False
    people = _people(ctx, campaign)
    before = _total(_prices_until_now(ctx, campaign), people)
    campaign.category = template.category
    prices = prices_of(ctx, campaign)
    after = _total(prices, people)
    if campaign.launched_at is not None:
        campaign.currency = prices.currency
        campaign.prices = {market: str(price) for market, price in prices.prices.items()}
        # Whoever was chosen without an opt-in is asked for one from now on.
        campaign.failing = campaign.failing | {"recategorised": was}
    ctx.db.flush()
    costs = money(prices.currency, before), money(prices.currency, after)
    changes = audit.changes_between(
        {"category": was, "cost": costs[0]}, {"category": campaign.category, "cost": costs[1]}
    )
    act = audit.AuditAction.CAMPAIGN_REPRICED
    audit.record(ctx, act, campaign.id, name=campaign.name, changes=changes)
    ctx.nudge("campaigns")
    if after <= before * _ALLOWED:
        return False
    words = (
        f"WhatsApp has moved the template {template.name} from {was.lower()} to {template.category.lower()}. "
        f"The {people.total():,} people who still wait cost {costs[1]} now, and {costs[0]} before."
    )
    _ask_again(ctx, campaign, words)
    return True


def _ask_again(ctx: CompanyContext, campaign: Campaign, words: str) -> None:
    if campaign.status == CampaignStatus.DRAFT:
        return_one(ctx, campaign, words)
        return
    pause = Pause(PauseKind.CATEGORY, f"{words} Resume if you agree, or cancel it.")
    pause_one(ctx, campaign.id, pause, among=_STANDING)
    ctx.db.refresh(campaign)


def _people(ctx: CompanyContext, campaign: Campaign) -> Counter[str]:
    """Count those who still wait, by market."""
    if campaign.launched_at is None:
        return count_by_market(ctx, campaign)
    waiting = (
        select(func.coalesce(CampaignRecipient.market, pricing.OTHER), func.count())
        .where(
            col(CampaignRecipient.company_id) == ctx.company_id,
            col(CampaignRecipient.campaign_id) == campaign.id,
            col(CampaignRecipient.status).in_(_WAITING),
        )
        .group_by(func.coalesce(CampaignRecipient.market, pricing.OTHER))
    )
    return Counter(dict(ctx.db.exec(waiting).all()))


def _prices_until_now(ctx: CompanyContext, campaign: Campaign) -> pricing.PriceList:
    if campaign.launched_at is None:
        return prices_of(ctx, campaign)
    kept = {market: Decimal(price) for market, price in campaign.prices.items()}
    return pricing.PriceList(campaign.currency, None, kept)


def _total(prices: pricing.PriceList, people: Counter[str]) -> Decimal:
    each = ((prices.of(market) or Decimal(0)) * total for market, total in people.items())
    return sum(each, Decimal(0))
