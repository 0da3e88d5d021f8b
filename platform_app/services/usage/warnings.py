"""Warnings: at four fifths of a limit and at its end, once a month each, to the company's admins."""

from sqlalchemy import text

from platform_app.core.context import CompanyContext
from platform_app.core.emails import MailTopic
from platform_app.core.ids import new_id
from platform_app.models.plans import Metric
from platform_app.services import mail
from platform_app.services.plans import METRICS
from platform_app.services.usage.meters import WARN_PERCENT, month_of

# Whoever sets the mark writes the mail; a stock has a row for its marks alone.
_MARK_80 = text(
    """
    insert into usage_count as mine (company_id, id, created_at, period, metric, used, warned_at_80)
    values (:company_id, :id, now(), :period, :metric, 0, now())
    on conflict (company_id, period, metric) do update set warned_at_80 = now()
        where mine.warned_at_80 is null
    returning 1
    """
)
# At the end nobody needs to hear of the four fifths any more.
_MARK_100 = text(
    """
    insert into usage_count as mine (company_id, id, created_at, period, metric, used, warned_at_80, warned_at_100)
    values (:company_id, :id, now(), :period, :metric, 0, now(), now())
    on conflict (company_id, period, metric) do update
        set warned_at_80 = coalesce(mine.warned_at_80, now()), warned_at_100 = now()
        where mine.warned_at_100 is null
    returning 1
    """
)


def warn(ctx: CompanyContext, metric: Metric, used: int, limit: int) -> None:
    """Mail the company's admins when a limit is near or reached, unless they have been told this month."""
    if 100 * used < WARN_PERCENT * limit:
        return
    is_reached = used >= limit
    values = {
        "company_id": ctx.company_id,
        "id": new_id(),
        "period": month_of(),
        "metric": metric,
    }
    mark = _MARK_100 if is_reached else _MARK_80
    if ctx.db.connection().execute(mark, values).first() is None:
        return
    for recipient in mail.list_admins(ctx, MailTopic.USAGE):
        mail.tell_of_usage(
            ctx, recipient, f"{used:,} of {limit:,} {METRICS[metric].noun}", is_reached=is_reached
        )
