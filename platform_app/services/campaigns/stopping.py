"""Stopping campaigns for a reason from outside: a paused template, a restricted account, revoked credentials."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import ColumnElement
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
    using: list[ColumnElement[bool]] = []
    if template_id is not None:
        using.append(col(Campaign.template_id) == template_id)
    if number_ids is not None:
        using.append(col(Campaign.phone_number_id).in_(number_ids))
    if category is not None:
        using.append(col(Campaign.category) == category)
    return _pause(ctx, using, reason, code)


def pause_one(
    ctx: CompanyContext, campaign_id: UUID, reason: str, *, code: int | None = None
) -> int:
    """Pause one campaign, if it prepares or sends; return how many that were."""
    return _pause(ctx, [col(Campaign.id) == campaign_id], reason, code)


def _pause(
    ctx: CompanyContext, which: list[ColumnElement[bool]], reason: str, code: int | None
) -> int:
    statement = (
        update(Campaign)
        .where(
            col(Campaign.company_id) == ctx.company_id, col(Campaign.status).in_(AT_WORK), *which
        )
        .values(status=CampaignStatus.PAUSED, pause_reason=reason)
        .returning(col(Campaign.id), col(Campaign.name))
    )
    paused = ctx.db.connection().execute(statement).all()
    act = audit.AuditAction.CAMPAIGN_PAUSED
    for campaign_id, name in paused:
        if code is None:
            audit.record(ctx, act, campaign_id, name=name)
        else:
            audit.record(ctx, act, campaign_id, name=name, code=str(code))
    if paused:
        ctx.nudge("campaigns")
    return len(paused)
