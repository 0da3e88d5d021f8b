"""Whether a campaign's counters and states are what its rows say; what is not is mended and told."""

from uuid import UUID

from sqlalchemy import TextClause, text
from sqlmodel import col, or_, select

from platform_app.core.context import CompanyContext
from platform_app.core.log import get_logger
from platform_app.models.campaigns import Campaign, CampaignStatus
from platform_app.services import audit
from platform_app.services.campaigns.lookups import get_campaign

log = get_logger(__name__)
# Statuses of WhatsApp come for so long after the last message.
_STILL_MOVING = text("now() - interval '35 days'")

# One statement has one view of both tables, and the triggers change them together: what differs here is wrong.
_DRIFT = text(
    """
    select coalesce(counted.status, kept.status) as status,
           coalesce(counted.total, 0) - coalesce(kept.total, 0) as missing
    from (
        select status, count(*) as total from campaign_recipient
        where company_id = :company_id and campaign_id = :campaign_id
        group by status
    ) counted
    full join (
        select status, total from campaign_count
        where company_id = :company_id and campaign_id = :campaign_id
    ) kept on kept.status = counted.status
    where coalesce(counted.total, 0) <> coalesce(kept.total, 0)
    order by 1
    """
)
# Whoever changes rows meanwhile waits with their counters, in the triggers' own order.
_LOCK = text(
    """
    select status from campaign_count
    where company_id = :company_id and campaign_id = :campaign_id
    order by status for update
    """
)
_MEND = text(
    """
    insert into campaign_count (company_id, campaign_id, status, total)
    select :company_id, :campaign_id, status, missing
    from unnest(cast(:statuses as text[]), cast(:missing as int[])) as drift (status, missing)
    order by status
    on conflict (company_id, campaign_id, status) do update set total = campaign_count.total + excluded.total
    """
)
# Without a lease no sweeper would ever find them. What they were doing decides what becomes of them.
_GIVE_LEASE = text(
    """
    update campaign_recipient set lease_until = now() - interval '1 second'
    where company_id = :company_id and campaign_id = :campaign_id
      and status in ('claimed', 'sending') and lease_until is null
    """
)
# A campaign that is over sends nothing any more, so nobody may wait in it.
_END_PENDING = text(
    """
    update campaign_recipient recipient
    set status = 'skipped', skip_reason = 'cancelled', not_before = null
    from campaign
    where campaign.company_id = :company_id and campaign.id = :campaign_id
      and campaign.status in ('completed', 'cancelled', 'failed')
      and recipient.company_id = :company_id and recipient.campaign_id = :campaign_id
      and recipient.status = 'pending'
    """
)


def list_moving(ctx: CompanyContext) -> list[UUID]:
    """Return the campaigns whose figures may still change: under way, or over for less than 35 days."""
    statement = (
        select(Campaign.id)
        .where(
            col(Campaign.company_id) == ctx.company_id,
            col(Campaign.status).not_in([CampaignStatus.DRAFT, CampaignStatus.SCHEDULED]),
            or_(col(Campaign.finished_at).is_(None), col(Campaign.finished_at) > _STILL_MOVING),
        )
        .order_by(col(Campaign.id))
    )
    return list(ctx.db.exec(statement))


def check_truth(ctx: CompanyContext, campaign_id: UUID) -> int:
    """Mend what is stuck and what is counted wrong in a campaign; return how many rows and figures that were.

    Nothing here should ever find anything: whatever it does find is logged as an error and remembered in the
    campaign's history.
    """
    stuck = _run(ctx, _GIVE_LEASE, campaign_id) + _run(ctx, _END_PENDING, campaign_id)
    drift = _mend_counts(ctx, campaign_id)
    if stuck or drift:
        log.error(
            "a campaign had to be mended",
            extra={"campaign": str(campaign_id), "stuck": stuck, **drift},
        )
        campaign = get_campaign(ctx, campaign_id)
        audit.record(
            ctx,
            audit.AuditAction.CAMPAIGN_MENDED,
            campaign_id,
            name=campaign.name,
            changes=(),
            stuck=stuck,
            miscounted=drift,
        )
        ctx.nudge("campaigns")
    return stuck + len(drift)


def _mend_counts(ctx: CompanyContext, campaign_id: UUID) -> dict[str, int]:
    if not _drift(ctx, campaign_id):
        return {}
    _run(ctx, _LOCK, campaign_id)
    drift = _drift(ctx, campaign_id)
    values = _key(ctx, campaign_id) | {"statuses": list(drift), "missing": list(drift.values())}
    ctx.db.connection().execute(_MEND, values)
    return drift


def _drift(ctx: CompanyContext, campaign_id: UUID) -> dict[str, int]:
    rows = ctx.db.connection().execute(_DRIFT, _key(ctx, campaign_id))
    return {row.status: row.missing for row in rows}


def _run(ctx: CompanyContext, statement: TextClause, campaign_id: UUID) -> int:
    return ctx.db.connection().execute(statement, _key(ctx, campaign_id)).rowcount


def _key(ctx: CompanyContext, campaign_id: UUID) -> dict[str, object]:
    return {"company_id": ctx.company_id, "campaign_id": campaign_id}
