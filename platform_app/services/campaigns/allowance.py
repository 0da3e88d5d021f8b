"""A campaign's share of the month's messages: reserved at launch, given back where nothing was sent."""

from sqlalchemy import func
from sqlmodel import col, select

from platform_app.core.context import CompanyContext
from platform_app.core.errors import LimitReached
from platform_app.models.campaigns import Campaign, CampaignCount
from platform_app.models.deliveries import DeliveryStatus
from platform_app.models.plans import Metric
from platform_app.services import usage

_WAITING = (DeliveryStatus.PENDING, DeliveryStatus.CLAIMED)
_NOT_SENT = (DeliveryStatus.SKIPPED, DeliveryStatus.FAILED)


def reserve(ctx: CompanyContext, campaign: Campaign, people: int) -> None:
    """Reserve a message for each of them; raises LimitReached when the plan has too few left."""
    usage.reserve(ctx, Metric.CAMPAIGN_MESSAGES, people)
    campaign.reserved_messages = people


def check_month(ctx: CompanyContext, campaign: Campaign, people: int) -> None:
    """Raise LimitReached when a campaign starts later this month and the plan has too few messages left already."""
    if usage.month_of(campaign.starts_at) == usage.month_of():
        sentence = usage.shortfall(ctx, Metric.CAMPAIGN_MESSAGES, people)
        if sentence:
            raise LimitReached(sentence)


def correct(ctx: CompanyContext, campaign: Campaign) -> None:
    """Give back what the frozen audience does not need: people may have opted out since the launch."""
    _keep(ctx, campaign, _count(ctx, campaign, without=_NOT_SENT))


def settle(ctx: CompanyContext, campaign: Campaign) -> None:
    """Give back what a campaign that is over has not sent."""
    _keep(ctx, campaign, _count(ctx, campaign, without=(*_WAITING, *_NOT_SENT)))


def _keep(ctx: CompanyContext, campaign: Campaign, messages: int) -> None:
    surplus = campaign.reserved_messages - messages
    if surplus > 0:
        usage.release(ctx, Metric.CAMPAIGN_MESSAGES, surplus, reserved_at=campaign.launched_at)
        campaign.reserved_messages = messages


def _count(ctx: CompanyContext, campaign: Campaign, *, without: tuple[DeliveryStatus, ...]) -> int:
    statement = select(func.coalesce(func.sum(col(CampaignCount.total)), 0)).where(
        col(CampaignCount.company_id) == ctx.company_id,
        col(CampaignCount.campaign_id) == campaign.id,
        col(CampaignCount.status).not_in(without),
    )
    return ctx.db.exec(statement).one()
