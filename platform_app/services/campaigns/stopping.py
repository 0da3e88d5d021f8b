"""Stopping campaigns for a reason from outside: a paused template, a restricted account, revoked credentials."""

from collections.abc import Collection
from uuid import UUID

from sqlmodel import col, update

from platform_app.core.context import CompanyContext
from platform_app.models.campaigns import Campaign, CampaignStatus
from platform_app.services import audit

AT_WORK = (CampaignStatus.PREPARING, CampaignStatus.SENDING)


def pause_at_work(
    ctx: CompanyContext,
    reason: str,
    *,
    template_id: UUID | None = None,
    number_ids: Collection[UUID] | None = None,
    category: str | None = None,
    code: int | None = None,
) -> int:
    """Pause the campaigns that prepare or send and use all of what is named; return how many.

    `reason` is what people read; `code` is WhatsApp's, if there is one.
    """
    statement = update(Campaign).where(
        col(Campaign.company_id) == ctx.company_id, col(Campaign.status).in_(AT_WORK)
    )
    if template_id is not None:
        statement = statement.where(col(Campaign.template_id) == template_id)
    if number_ids is not None:
        statement = statement.where(col(Campaign.phone_number_id).in_(number_ids))
    if category is not None:
        statement = statement.where(col(Campaign.category) == category)
    paused = ctx.db.connection().execute(
        statement.values(status=CampaignStatus.PAUSED, pause_reason=reason).returning(
            col(Campaign.id), col(Campaign.name)
        )
    )
    facts = {} if code is None else {"code": str(code)}
    names = {campaign_id: name for campaign_id, name in paused}  # noqa: C416  rows are no pairs to the type checker
    for campaign_id, name in names.items():
        audit.record(ctx, audit.AuditAction.CAMPAIGN_PAUSED, campaign_id, name=name, **facts)
    if names:
        ctx.nudge("campaigns")
    return len(names)
