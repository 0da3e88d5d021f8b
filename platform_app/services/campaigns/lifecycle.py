"""Launch, pause, resume, cancel, finish: every change of a campaign's state by a person, and its end."""

from collections.abc import Callable
from uuid import UUID

from sqlalchemy import text
from sqlmodel import col, select, update

from platform_app.core.clock import now
from platform_app.core.context import CompanyContext
from platform_app.core.errors import Conflict
from platform_app.core.permissions import Permission
from platform_app.models.campaigns import (
    Campaign,
    CampaignCount,
    CampaignRecipient,
    CampaignStatus,
    PauseKind,
    SkipReason,
)
from platform_app.models.deliveries import DeliveryStatus
from platform_app.models.templates import SENDABLE
from platform_app.services import audit
from platform_app.services.campaigns import allowance
from platform_app.services.campaigns.approvals import ask_for_approval
from platform_app.services.campaigns.lookups import figures_of, find_template, get_campaign
from platform_app.services.campaigns.schedule import (
    is_unstarted,
    launch_or_schedule,
    resume_unstarted,
)
from platform_app.services.campaigns.starting import check_ready, forget_pause

Change = Callable[[CompanyContext, UUID], None]

# Unconfirmed rows do not hold a campaign open: nothing is left to send, and their status may still come.
_FINISH = text(
    """
    update campaign set status = 'completed', finished_at = now()
    where company_id = :company_id and status = 'sending' and not exists (
        select from campaign_recipient recipient
        where recipient.company_id = campaign.company_id and recipient.campaign_id = campaign.id
          and recipient.status in ('pending', 'claimed', 'sending')
    )
    returning id
    """
)


def launch(ctx: CompanyContext, campaign_id: UUID) -> None:
    """Launch a campaign, schedule it when it has a time, or ask for approval when whoever acts may not approve; raises InvalidInput with what is missing.

    Of two launches at once, one works and the other raises Conflict; beyond the plan it raises LimitReached.
    """
    ctx.require(Permission.CAMPAIGNS_SEND)
    campaign = get_campaign(ctx, campaign_id, lock=True)
    template, willing = check_ready(ctx, campaign)
    if ctx.actor.may(Permission.CAMPAIGNS_APPROVE):
        launch_or_schedule(ctx, campaign, template, willing)
    else:
        ask_for_approval(ctx, campaign, willing)


def pause(ctx: CompanyContext, campaign_id: UUID) -> None:
    """Stop sending; what is already on its way to WhatsApp arrives, nothing else does."""
    ctx.require(Permission.CAMPAIGNS_PAUSE)
    campaign = _change(
        ctx,
        campaign_id,
        CampaignStatus.SENDING,
        CampaignStatus.PAUSED,
        audit.AuditAction.CAMPAIGN_PAUSED,
    )
    campaign.pause_kind = PauseKind.PERSON
    campaign.pause_reason = f"Paused by {ctx.actor.name}." if ctx.actor.name else None


def resume(ctx: CompanyContext, campaign_id: UUID) -> None:
    """Go on sending to those who wait; one that was stopped before its audience was fixed goes on with that.

    One that was stopped before its time waits for it again, or starts when it is over.
    """
    ctx.require(Permission.CAMPAIGNS_SEND)
    _check_template(ctx, campaign_id)
    campaign = get_campaign(ctx, campaign_id, lock=True)
    if campaign.status == CampaignStatus.PAUSED and is_unstarted(ctx, campaign):
        resume_unstarted(ctx, campaign)
        return
    if campaign.pause_kind == PauseKind.RAMP:
        # Somebody has looked.
        campaign.ramp_passed_at = now()
    is_prepared = _is_prepared(ctx, campaign_id)
    _change(
        ctx,
        campaign_id,
        CampaignStatus.PAUSED,
        CampaignStatus.SENDING if is_prepared else CampaignStatus.PREPARING,
        audit.AuditAction.CAMPAIGN_RESUMED,
    )
    if is_prepared:
        ctx.enqueue("sending.run_shift")
    else:
        ctx.enqueue("campaigns.prepare", campaign_id=campaign_id)


def cancel(ctx: CompanyContext, campaign_id: UUID) -> None:
    """End a campaign for good; everybody who has not been written to is skipped with that reason."""
    ctx.require(Permission.CAMPAIGNS_SEND)
    campaign = get_campaign(ctx, campaign_id, lock=True)
    if campaign.status in (
        CampaignStatus.COMPLETED,
        CampaignStatus.CANCELLED,
        CampaignStatus.FAILED,
    ):
        raise Conflict("This campaign is over already.")
    campaign.status, campaign.finished_at = CampaignStatus.CANCELLED, now()
    forget_pause(campaign)
    _remember(ctx, audit.AuditAction.CAMPAIGN_CANCELLED, campaign)
    ctx.db.exec(
        update(CampaignRecipient)
        .where(
            col(CampaignRecipient.company_id) == ctx.company_id,
            col(CampaignRecipient.campaign_id) == campaign_id,
            col(CampaignRecipient.status).in_((DeliveryStatus.PENDING, DeliveryStatus.CLAIMED)),
        )
        .values(
            status=DeliveryStatus.SKIPPED,
            skip_reason=SkipReason.CANCELLED,
            lane=None,
            lease_until=None,
        )
    )
    allowance.settle(ctx, campaign)
    ctx.nudge("campaigns")


def finish_done(ctx: CompanyContext) -> None:
    """Complete the campaigns that have nobody left to write to."""
    finished = ctx.db.connection().execute(_FINISH, {"company_id": ctx.company_id}).scalars().all()
    for campaign_id in finished:
        campaign = get_campaign(ctx, campaign_id)
        allowance.settle(ctx, campaign)
        _remember(ctx, audit.AuditAction.CAMPAIGN_COMPLETED, campaign)
    if finished:
        ctx.nudge("campaigns")


def _check_template(ctx: CompanyContext, campaign_id: UUID) -> None:
    template = find_template(ctx, get_campaign(ctx, campaign_id).template_id)
    # A changed template is reviewed while its former version may still go out.
    if template is not None and template.status not in {*SENDABLE, "PENDING"}:
        raise Conflict(
            f"WhatsApp does not take the template {template.name} now. Its page says why; resume when it is approved."
        )


def _is_prepared(ctx: CompanyContext, campaign_id: UUID) -> bool:
    counted = select(CampaignCount.status).where(
        col(CampaignCount.company_id) == ctx.company_id,
        col(CampaignCount.campaign_id) == campaign_id,
    )
    return ctx.db.exec(counted.limit(1)).first() is not None


def _change(
    ctx: CompanyContext,
    campaign_id: UUID,
    before: CampaignStatus,
    after: CampaignStatus,
    act: audit.AuditAction,
) -> Campaign:
    campaign: Campaign = get_campaign(ctx, campaign_id, lock=True)
    if campaign.status != before:
        raise Conflict(
            f"This campaign is {campaign.status} now. Reload the page to see what can be done."
        )
    campaign.status = after
    forget_pause(campaign)
    _remember(ctx, act, campaign)
    ctx.nudge("campaigns")
    return campaign


def _remember(ctx: CompanyContext, act: audit.AuditAction, campaign: Campaign) -> None:
    waiting, sent = figures_of(ctx.db, ctx.company_id, campaign.id)
    audit.record(ctx, act, campaign.id, name=campaign.name, waiting=waiting, sent=sent)
