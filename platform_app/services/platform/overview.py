"""The platform at a glance: companies by state, today's messages, the onboarding as a funnel."""

from datetime import UTC

from sqlalchemy import func, text
from sqlmodel import col, select

from platform_app.core.clock import now
from platform_app.core.context import PlatformContext
from platform_app.core.ids import first_id_at
from platform_app.models.companies import Company, CompanyStatus
from platform_app.services import onboarding
from platform_app.services.platform.views import Figure, FunnelRow

# Ids begin with their moment, so a day's rows of a company stand together and nothing else is read.
_MESSAGES = text(
    """
    select count(*) filter (where m.direction = 'inbound'),
           count(*) filter (where m.direction = 'outbound'),
           count(*) filter (where m.direction = 'outbound' and m.status = 'failed')
    from company c cross join lateral (
        select direction, status from message
        where company_id = c.id and id >= cast(:first_id as uuid)
    ) m
    """
)
_CAMPAIGNS = text(
    """
    select coalesce(sum(t.total) filter (where t.status in ('accepted', 'sent', 'delivered', 'read')), 0),
           coalesce(sum(t.total) filter (where t.status = 'failed'), 0)
    from campaign c join campaign_count t on t.company_id = c.company_id and t.campaign_id = c.id
    where c.launched_at >= :midnight
    """
)
_RUNNING = text("select count(*) from campaign where status in ('preparing', 'sending')")


def count_by_state(ctx: PlatformContext) -> dict[str, int]:
    """Return how many companies are in each state."""
    statement = select(Company.status, func.count()).group_by(col(Company.status))
    found = {str(status): total for status, total in ctx.db.exec(statement)}
    return {str(status): found.get(status, 0) for status in CompanyStatus}


def list_figures(ctx: PlatformContext) -> list[Figure]:
    """Return today's figures over all companies; a day begins at midnight in UTC."""
    midnight = now().astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    conn = ctx.db.connection()
    came, went, lost = conn.execute(_MESSAGES, {"first_id": first_id_at(midnight)}).one()
    accepted, failed = conn.execute(_CAMPAIGNS, {"midnight": midnight}).one()
    running = conn.execute(_RUNNING).scalar_one()
    return [
        Figure("inbound", "Messages in today", came, "written by customers"),
        Figure("replies", "Replies out today", went, "written by people or the assistant"),
        Figure(
            "campaigns",
            "Campaign messages today",
            accepted,
            "taken by WhatsApp, of campaigns launched today",
        ),
        Figure(
            "failures", "Failures today", lost + failed, "replies, and campaigns launched today"
        ),
        Figure("running", "Running campaigns", running, "preparing or sending now"),
    ]


def list_funnel(ctx: PlatformContext) -> list[FunnelRow]:
    """Return, step by step, how many active companies have taken it."""
    total, steps = onboarding.count_steps(ctx)
    return [
        FunnelRow(
            step.key, step.title, step.companies, 100 * step.companies // total if total else 0
        )
        for step in steps
    ]
