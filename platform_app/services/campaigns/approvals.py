"""Four eyes: whoever may launch but not approve asks for it, and somebody who may approve sends it or sends it back."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import col, select

from platform_app.core.clock import local_time, now
from platform_app.core.context import CompanyContext
from platform_app.core.emails import MailTopic
from platform_app.core.errors import Conflict, InvalidInput, NotAllowed
from platform_app.core.permissions import Permission
from platform_app.models.campaigns import Campaign, CampaignStatus
from platform_app.services import accounts, companies, mail
from platform_app.services.audit import AuditAction
from platform_app.services.campaigns.lookups import get_campaign
from platform_app.services.campaigns.returns import asker_name, asker_of, note_act
from platform_app.services.campaigns.schedule import launch_or_schedule
from platform_app.services.campaigns.starting import check_ready
from platform_app.services.campaigns.views import WaitingCampaign

_SHOWN = 10
_NOTE_CHARACTERS = 500
# People, prices and the offer itself are others by then.
STANDS_FOR = timedelta(days=7)
_EXPIRED = "This was asked for more than 7 days ago, and much may be different now. Its author has to ask again."
_OWN = "You asked for this yourself. Somebody else has to approve it."
_CHANGED = "This is not what you saw: it was changed or taken back meanwhile. Look at it again."


def ask_for_approval(ctx: CompanyContext, campaign: Campaign, people: int) -> None:
    """Let a draft wait for somebody who may approve it, and tell them."""
    if campaign.approval_asked_at is not None and not is_expired(campaign):
        raise Conflict("This campaign waits for approval already.")
    campaign.approval_asked_at, campaign.approval_asked_by = now(), ctx.actor.user_id
    campaign.approval_note = ""
    for approver in accounts.list_holders(ctx, Permission.CAMPAIGNS_APPROVE):
        if MailTopic.APPROVALS not in approver.muted_mail:
            mail.ask_for_approval(
                ctx, approver.email, str(campaign.id), campaign.name, people=people
            )
    note_act(ctx, AuditAction.CAMPAIGN_APPROVAL_ASKED, campaign, people=people)


def approve(ctx: CompanyContext, campaign_id: UUID, *, asked_at: str) -> None:
    """Send what waits for approval; `asked_at` says what was looked at.

    Raises Conflict when it was changed or taken back since, so that nobody approves what they have not seen, or when
    it was asked for long ago; NotAllowed for whoever asked.
    """
    ctx.require(Permission.CAMPAIGNS_APPROVE)
    campaign = _waiting(ctx, campaign_id)
    if token_of(campaign.approval_asked_at) != asked_at:
        raise Conflict(_CHANGED)
    if is_expired(campaign):
        raise Conflict(_EXPIRED)
    if campaign.approval_asked_by == ctx.actor.user_id:
        raise NotAllowed(_OWN)
    template, people = check_ready(ctx, campaign)
    note_act(ctx, AuditAction.CAMPAIGN_APPROVED, campaign, people=people)
    launch_or_schedule(ctx, campaign, template, people)


def send_back(ctx: CompanyContext, campaign_id: UUID, *, note: str) -> None:
    """Return what waits for approval to its author, with what should be different."""
    ctx.require(Permission.CAMPAIGNS_APPROVE)
    note = note.strip()
    if not 1 <= len(note) <= _NOTE_CHARACTERS:
        raise InvalidInput(
            "Say what should be different.", {"note": f"Use 1 to {_NOTE_CHARACTERS} characters."}
        )
    campaign = _waiting(ctx, campaign_id)
    asker = asker_of(ctx, campaign)
    campaign.approval_asked_at = None
    campaign.approval_note = f"{ctx.actor.name or 'Somebody'}: {note}"
    if asker is not None:
        mail.send_back(ctx, asker.email, str(campaign.id), campaign.name, note=note)
    note_act(ctx, AuditAction.CAMPAIGN_SENT_BACK, campaign, note=note)


def withdraw(ctx: CompanyContext, campaign_id: UUID) -> None:
    """Take the wish for approval back; the draft can be changed again."""
    ctx.require(Permission.CAMPAIGNS_SEND)
    forget_approval(ctx, _waiting(ctx, campaign_id))


def forget_approval(ctx: CompanyContext, campaign: Campaign) -> None:
    """Take back a wish for approval, if there is one, because it no longer stands for this draft."""
    if campaign.approval_asked_at is not None:
        campaign.approval_asked_at = None
        note_act(ctx, AuditAction.CAMPAIGN_APPROVAL_WITHDRAWN, campaign)


def list_waiting(ctx: CompanyContext) -> list[WaitingCampaign]:
    """Return what waits for approval and may still be granted, the longest first."""
    ctx.require(Permission.CAMPAIGNS_APPROVE)
    statement = (
        select(Campaign)
        .where(
            col(Campaign.company_id) == ctx.company_id,
            col(Campaign.status) == CampaignStatus.DRAFT,
            col(Campaign.approval_asked_at) >= now() - STANDS_FOR,
        )
        .order_by(col(Campaign.approval_asked_at))
        .limit(_SHOWN)
    )
    zone = companies.get_profile(ctx).time_zone
    return [
        WaitingCampaign(
            str(one.id), one.name, asker_name(ctx, one), local_time(one.approval_asked_at, zone)
        )
        for one in ctx.db.exec(statement)
    ]


def is_expired(campaign: Campaign) -> bool:
    """Tell whether a wish for approval is too old to be granted."""
    asked_at = campaign.approval_asked_at
    return asked_at is not None and asked_at < now() - STANDS_FOR


def may_approve(ctx: CompanyContext, campaign: Campaign) -> bool:
    """Tell whether who acts may send a campaign that waits for approval."""
    is_own = campaign.approval_asked_by == ctx.actor.user_id
    return ctx.actor.may(Permission.CAMPAIGNS_APPROVE) and not is_own and not is_expired(campaign)


def expiry_of(campaign: Campaign) -> datetime | None:
    """Return until when a wish for approval can be granted."""
    return campaign.approval_asked_at + STANDS_FOR if campaign.approval_asked_at else None


def token_of(asked_at: datetime | None) -> str:
    """Return what tells one wish for approval from the next."""
    return asked_at.isoformat() if asked_at else ""


def _waiting(ctx: CompanyContext, campaign_id: UUID) -> Campaign:
    campaign = get_campaign(ctx, campaign_id, lock=True)
    if campaign.status != CampaignStatus.DRAFT or campaign.approval_asked_at is None:
        raise Conflict(_CHANGED)
    return campaign
