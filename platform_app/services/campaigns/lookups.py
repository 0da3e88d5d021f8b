"""Finding the campaign, its template, its number and how far it is, always inside the company."""

from uuid import UUID

from sqlmodel import Session, col, select

from platform_app.core.clock import now
from platform_app.core.context import CompanyContext
from platform_app.core.errors import NotFound
from platform_app.models.campaigns import Campaign, CampaignCount, CampaignStatus
from platform_app.models.channels import PhoneNumber
from platform_app.models.deliveries import DeliveryStatus
from platform_app.models.templates import MessageTemplate
from platform_app.services import companies

# What a draft that waits for approval is shown as.
WAITING = "waiting"
_WAITING = (DeliveryStatus.PENDING, DeliveryStatus.CLAIMED, DeliveryStatus.SENDING)


def get_campaign(ctx: CompanyContext, campaign_id: UUID, *, lock: bool = False) -> Campaign:
    """Return a campaign, locked until the commit if asked; raises NotFound."""
    statement = select(Campaign).where(
        col(Campaign.company_id) == ctx.company_id, col(Campaign.id) == campaign_id
    )
    campaign = ctx.db.exec(statement.with_for_update() if lock else statement).one_or_none()
    if campaign is None:
        raise NotFound("This campaign does not exist.")
    return campaign


def find_template(ctx: CompanyContext, template_id: UUID | None) -> MessageTemplate | None:
    """Return a template of the company, if there is one."""
    if template_id is None:
        return None
    return ctx.db.get(MessageTemplate, (ctx.company_id, template_id))


def find_number(ctx: CompanyContext, phone_number_id: UUID | None) -> PhoneNumber | None:
    """Return a number of the company, if there is one."""
    if phone_number_id is None:
        return None
    return ctx.db.get(PhoneNumber, (ctx.company_id, phone_number_id))


def why_still(campaign: Campaign) -> str:
    """Return why a campaign stands still; nothing once a wait is over that ends by itself."""
    is_over = campaign.resumes_at is not None and campaign.resumes_at <= now()
    return "" if is_over else campaign.pause_reason or ""


def figures_of(db: Session, company_id: UUID, campaign_id: UUID) -> tuple[int, int]:
    """Return how many people still wait, and how many messages were handed to WhatsApp."""
    statement = select(CampaignCount.status, CampaignCount.total).where(
        col(CampaignCount.company_id) == company_id,
        col(CampaignCount.campaign_id) == campaign_id,
    )
    totals = {DeliveryStatus(status): total for status, total in db.exec(statement)}
    waiting = sum(totals.get(status, 0) for status in _WAITING)
    idle = waiting + totals.get(DeliveryStatus.SKIPPED, 0) + totals.get(DeliveryStatus.FAILED, 0)
    return waiting, sum(totals.values()) - idle


def waits(campaign: Campaign) -> bool:
    """Say whether a draft waits for somebody who may approve it."""
    return campaign.status == CampaignStatus.DRAFT and campaign.approval_asked_at is not None


def shown_status(campaign: Campaign) -> str:
    """Return the state that people see."""
    return WAITING if waits(campaign) else campaign.status


def template_name(campaign: Campaign) -> str:
    """Return the template as it was launched, with its language; a draft has none yet."""
    snapshot = campaign.template_snapshot
    return f"{snapshot['name']} ({snapshot['language']})" if snapshot else ""


def zone_of(ctx: CompanyContext) -> str:
    """Return the company's time zone."""
    return companies.get_profile(ctx).time_zone
