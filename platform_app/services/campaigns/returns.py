"""What waits for approval goes back to its author because WhatsApp has changed something."""

from uuid import UUID

from sqlmodel import col, select

from platform_app.core.context import CompanyContext
from platform_app.models.accounts import UserAccount
from platform_app.models.campaigns import Campaign, CampaignStatus
from platform_app.services import audit, mail
from platform_app.services.audit import AuditAction


def return_unsendable(ctx: CompanyContext, reason: str, *, template_id: UUID) -> None:
    """Return every draft that waits for approval and uses a template that cannot be sent any more."""
    statement = (
        select(Campaign)
        .where(
            col(Campaign.company_id) == ctx.company_id,
            col(Campaign.template_id) == template_id,
            col(Campaign.status) == CampaignStatus.DRAFT,
            col(Campaign.approval_asked_at).is_not(None),
        )
        .with_for_update()
    )
    for campaign in ctx.db.exec(statement):
        return_one(ctx, campaign, reason)


def return_one(ctx: CompanyContext, campaign: Campaign, reason: str) -> None:
    """Return a draft that waits for approval to its author, because WhatsApp has changed something."""
    campaign.approval_asked_at, campaign.approval_note = None, f"WhatsApp: {reason}"
    if (asker := asker_of(ctx, campaign)) is not None:
        mail.send_back(ctx, asker.email, str(campaign.id), campaign.name, note=reason)
    note_act(ctx, AuditAction.CAMPAIGN_SENT_BACK, campaign, note=reason)


def asker_name(ctx: CompanyContext, campaign: Campaign) -> str:
    """Return who asked for approval."""
    asker = asker_of(ctx, campaign)
    return (asker.name or asker.email) if asker else ""


def asker_of(ctx: CompanyContext, campaign: Campaign) -> UserAccount | None:
    """Return who asked for approval, if they are still there."""
    if campaign.approval_asked_by is None:
        return None
    return ctx.db.get(UserAccount, (ctx.company_id, campaign.approval_asked_by))


def note_act(
    ctx: CompanyContext, action: AuditAction, campaign: Campaign, **facts: str | int
) -> None:
    """Remember an act about an approval."""
    audit.record(ctx, action, campaign.id, name=campaign.name, changes=(), **facts)
    ctx.nudge("campaigns")
