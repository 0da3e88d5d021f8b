"""The moment at which a draft becomes a campaign that is on its way."""

from platform_app.core.clock import now
from platform_app.core.context import CompanyContext
from platform_app.core.errors import Conflict, InvalidInput
from platform_app.models.campaigns import Campaign, CampaignStatus
from platform_app.models.templates import MessageTemplate
from platform_app.services import audit, sweeps
from platform_app.services.campaigns import allowance, choosing
from platform_app.services.campaigns.forecast import prices_of
from platform_app.services.campaigns.lookups import find_number, find_template
from platform_app.services.campaigns.preflight import count_by_reason, find_problems
from platform_app.services.campaigns.variants import (
    find_variant_problems,
    keep_templates,
    snapshot_of,
)


def check_ready(ctx: CompanyContext, campaign: Campaign) -> tuple[MessageTemplate, int]:
    """Return the template of a draft that can go out and how many will get it; raises what keeps it back."""
    if campaign.status != CampaignStatus.DRAFT:
        raise Conflict("This campaign has been launched already.")
    return find_ready(ctx, campaign)


def find_ready(ctx: CompanyContext, campaign: Campaign) -> tuple[MessageTemplate, int]:
    """Return the template of a campaign that can go out and how many will get it; raises what keeps it back."""
    sweeps.refuse_launch(ctx)
    template, number = (
        find_template(ctx, campaign.template_id),
        find_number(ctx, campaign.phone_number_id),
    )
    willing = (
        count_by_reason(ctx, campaign).get(None, 0) if choosing.is_chosen(campaign.audience) else 0
    )
    problems = find_problems(campaign, template, number, willing)
    problems += find_variant_problems(ctx, campaign)
    if template is None or problems:
        raise InvalidInput(
            " ".join(["This campaign cannot be launched yet.", *(one.words for one in problems)])
        )
    return template, willing


def forget_pause(campaign: Campaign) -> None:
    """Let a campaign say no more why it stood still."""
    campaign.pause_reason, campaign.pause_kind, campaign.resumes_at = None, None, None


def start(ctx: CompanyContext, campaign: Campaign, template: MessageTemplate, willing: int) -> None:
    """Freeze template, mapping and the versions of segments, and ask for the audience to be prepared."""
    campaign.template_snapshot = snapshot_of(template)
    keep_templates(ctx, campaign)
    campaign.audience = choosing.pin(ctx, campaign.audience)
    campaign.category = template.category
    prices = prices_of(ctx, campaign)
    campaign.currency = prices.currency
    campaign.prices = {market: str(price) for market, price in prices.prices.items()}
    campaign.status, campaign.launched_at, campaign.launched_by = (
        CampaignStatus.PREPARING,
        now(),
        # One that starts at its time was launched by whoever scheduled it.
        ctx.actor.user_id or campaign.launched_by,
    )
    forget_pause(campaign)
    campaign.approval_asked_at, campaign.approval_note = None, ""
    allowance.reserve(ctx, campaign, willing)
    audit.record(
        ctx, audit.AuditAction.CAMPAIGN_LAUNCHED, campaign.id, name=campaign.name, people=willing
    )
    ctx.enqueue("campaigns.prepare", campaign_id=campaign.id)
    ctx.nudge("campaigns")
