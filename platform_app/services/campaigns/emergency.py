"""The platform's emergency stop: campaigns pause in the company's own transaction, and both logs say who did it."""

from uuid import UUID

from sqlmodel import col, select, update

from platform_app.core.context import PlatformContext
from platform_app.models.campaigns import Campaign, CampaignStatus, PauseKind
from platform_app.services import audit
from platform_app.services.campaigns.lookups import figures_of

_AT_WORK = (CampaignStatus.SCHEDULED, CampaignStatus.PREPARING, CampaignStatus.SENDING)
STOP_REASON = "Stopped by the platform. Ask whoever runs it before you resume."


def companies_at_work(ctx: PlatformContext) -> list[UUID]:
    """Return the companies whose campaigns are scheduled, preparing or sending."""
    statement = select(Campaign.company_id).where(col(Campaign.status).in_(_AT_WORK)).distinct()
    return list(ctx.db.exec(statement))


def stop(ctx: PlatformContext, company_id: UUID, campaign_id: UUID | None = None) -> int:
    """Pause one scheduled or running campaign of a company, or all of them; return how many.

    The transaction must have entered the company. Nothing is claimed or started after its commit.
    """
    # Columns are named one by one: app_admin may read these and no other.
    at_work = select(Campaign.id, Campaign.name).where(
        col(Campaign.company_id) == company_id, col(Campaign.status).in_(_AT_WORK)
    )
    if campaign_id is not None:
        at_work = at_work.where(col(Campaign.id) == campaign_id)
    stopped = ctx.db.exec(at_work.with_for_update()).all()
    for stopped_id, name in stopped:
        waiting, sent = figures_of(ctx.db, company_id, stopped_id)
        audit.record_for_company(
            ctx,
            company_id,
            audit.AuditAction.CAMPAIGN_STOPPED,
            stopped_id,
            name=name,
            waiting=waiting,
            sent=sent,
        )
    pause = (
        update(Campaign)
        .where(
            col(Campaign.company_id) == company_id,
            col(Campaign.id).in_([stopped_id for stopped_id, _ in stopped]),
        )
        .values(
            status=CampaignStatus.PAUSED,
            pause_reason=STOP_REASON,
            pause_kind=PauseKind.PLATFORM,
            resumes_at=None,
        )
    )
    ctx.db.connection().execute(pause)
    ctx.nudge(company_id, "campaigns")
    return len(stopped)
