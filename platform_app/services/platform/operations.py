"""Live operations over all companies: what is running, what stands still, who is not heard any more."""

from sqlalchemy import TextClause, text

from platform_app.core.clock import iso
from platform_app.core.context import PlatformContext
from platform_app.services.platform.views import RunningCampaign, StuckRow, WebhookProblem

_RUNNING = text(
    """
    select campaign.id, campaign.company_id, company.name, campaign.name, campaign.status,
           case when company.status <> 'active' then 'Held: the company is suspended.'
                else coalesce(campaign.pause_reason, '') end,
           coalesce(sum(counted.total), 0),
           coalesce(sum(counted.total) filter (where counted.status in ('pending', 'claimed', 'sending')), 0),
           coalesce(sum(counted.total) filter (where counted.status = 'failed'), 0),
           campaign.launched_at
    from campaign
    join company on company.id = campaign.company_id
    left join campaign_count counted
        on counted.company_id = campaign.company_id and counted.campaign_id = campaign.id
    where campaign.status in ('preparing', 'sending') and company.status <> 'deleted'
    group by campaign.company_id, campaign.id, company.name, company.status
    order by campaign.launched_at desc nulls last
    limit 50
    """
)
# What each kind of work that stands still is called, and how it is found: company, how many, since when.
_STUCK: dict[str, TextClause] = {
    "Webhook events that are not applied": text(
        """
        select company_id, count(*), min(created_at) from webhook_event
        where applied_at is null and created_at < now() - interval '10 minutes' group by company_id
        """
    ),
    "Campaign messages under way": text(
        """
        select company_id, count(*), min(lease_until) from campaign_recipient
        where status in ('claimed', 'sending') and lease_until < now() - interval '10 minutes'
        group by company_id
        """
    ),
    "Replies under way": text(
        """
        select company_id, count(*), min(lease_until) from message
        where status in ('claimed', 'sending') and lease_until < now() - interval '10 minutes'
        group by company_id
        """
    ),
    "Campaigns in preparation": text(
        """
        select company_id, count(*), min(launched_at) from campaign
        where status = 'preparing' and launched_at < now() - interval '10 minutes' group by company_id
        """
    ),
    "Imports that have not ended": text(
        """
        select company_id, count(*), min(created_at) from contact_import
        where status in ('waiting', 'running') and created_at < now() - interval '10 minutes'
        group by company_id
        """
    ),
    "Mails that have not left": text(
        """
        select company_id, count(*), min(next_attempt_at) from mail
        where status = 'waiting' and next_attempt_at < now() - interval '10 minutes' group by company_id
        """
    ),
}
_NAMES = text("select id, coalesce(nullif(name, ''), subdomain) from company where id = any(:ids)")
# Silent: somebody sends, and not even their statuses come back.
_WEBHOOKS = text(
    """
    select channel.id, channel.company_id, company.name, channel.name,
           case when channel.status = 'refused' then 'WhatsApp refuses the token.'
                when channel.verified_at is null then 'WhatsApp has not taken the webhook address.'
                else 'Silent for a day, though a campaign was sent.' end,
           channel.last_event_at
    from channel join company on company.id = channel.company_id
    where company.status = 'active' and channel.created_at < now() - interval '10 minutes' and (
        channel.status = 'refused' or channel.verified_at is null
        or (coalesce(channel.last_event_at, channel.created_at) < now() - interval '1 day' and exists (
            select from campaign where campaign.company_id = channel.company_id
              and campaign.launched_at > now() - interval '1 day'))
    )
    order by channel.last_event_at nulls first
    limit 50
    """
)


def list_running(ctx: PlatformContext) -> list[RunningCampaign]:
    """Return the campaigns that are preparing or sending, of all companies."""
    return [
        RunningCampaign(
            *(str(campaign), str(company_id), company, name, status, note),
            *(int(people), int(waiting), int(failed), iso(launched)),
        )
        for (
            campaign, company_id, company, name, status, note, people, waiting, failed, launched,
        ) in ctx.db.connection().execute(_RUNNING)
    ]  # fmt: skip


def list_stuck(ctx: PlatformContext) -> list[StuckRow]:
    """Return, by company and kind, the work that has stood still for ten minutes."""
    conn = ctx.db.connection()
    found = [
        (what, company_id, total, since)
        for what, statement in _STUCK.items()
        for company_id, total, since in conn.execute(statement)
    ]
    ids = list({company_id for _, company_id, _, _ in found})
    names = {row[0]: row[1] for row in conn.execute(_NAMES, {"ids": ids})} if ids else {}
    rows = [
        StuckRow(
            f"{company_id} {what}",
            str(company_id),
            names.get(company_id, ""),
            what,
            total,
            iso(since),
        )
        for what, company_id, total, since in found
    ]
    return sorted(rows, key=lambda row: row.since)[:50]


def list_webhook_problems(ctx: PlatformContext) -> list[WebhookProblem]:
    """Return the WhatsApp accounts that are refused, unproved or silent."""
    return [
        WebhookProblem(
            str(channel), str(company_id), company, account or "WhatsApp", what, iso(last)
        )
        for channel, company_id, company, account, what, last in ctx.db.connection().execute(
            _WEBHOOKS
        )
    ]
