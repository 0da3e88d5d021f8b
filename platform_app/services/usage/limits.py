"""Limits at work: asked before something is added, reserved before something is spent."""

from datetime import datetime

from sqlalchemy import text

from platform_app.core.context import CompanyContext
from platform_app.core.errors import LimitReached
from platform_app.core.ids import new_id
from platform_app.models.plans import Metric
from platform_app.services.plans import METRICS
from platform_app.services.usage.meters import count, limits, month_of
from platform_app.services.usage.warnings import warn

# Of two who ask at once, the second sees what the first has added.
_LOCK = text(
    "select pg_advisory_xact_lock(hashtextextended('usage ' || :metric || :company_id, 0))"
)
# The condition stands in the statement, so that two at once cannot both take the last ones.
_ADD = text(
    """
    insert into usage_count as mine (company_id, id, created_at, period, metric, used)
    select :company_id, :id, now(), :period, :metric, greatest(0, :amount)
    where :maximum is null or :amount <= :maximum
    on conflict (company_id, period, metric) do update set used = greatest(0, mine.used + :amount)
        where :maximum is null or mine.used + :amount <= :maximum
    returning used
    """
)


def check(ctx: CompanyContext, metric: Metric, *, extra: int = 1) -> None:
    """Refuse to add `extra` users, numbers or contacts beyond the plan; raises LimitReached.

    Ask it in the transaction that adds them, before they are added: others who ask wait for its end.
    """
    limit = limits(ctx)[metric]
    if limit is None:
        return
    ctx.db.connection().execute(_LOCK, {"metric": metric, "company_id": str(ctx.company_id)})
    used = count(ctx, metric)
    if used + extra > limit:
        raise LimitReached(_sentence(metric, used, limit, extra))
    warn(ctx, metric, used + extra, limit)


def reserve(ctx: CompanyContext, metric: Metric, amount: int = 1) -> None:
    """Take some of this month's allowance, or nothing of it; raises LimitReached when there is too little left."""
    limit = limits(ctx)[metric]
    used = _add(ctx, metric, amount, limit)
    if used is None:
        raise LimitReached(_sentence(metric, count(ctx, metric), limit or 0, amount))
    if limit is not None:
        warn(ctx, metric, used, limit)


def release(
    ctx: CompanyContext, metric: Metric, amount: int, *, reserved_at: datetime | None
) -> None:
    """Give back what was reserved and not spent, to the month from which it was taken."""
    if amount > 0:
        _add(ctx, metric, -amount, None, at=reserved_at)


def shortfall(ctx: CompanyContext, metric: Metric, amount: int) -> str:
    """Return the sentence with which so much would be refused, or nothing."""
    limit, used = limits(ctx)[metric], count(ctx, metric)
    is_enough = limit is None or used + amount <= limit
    return "" if is_enough else _sentence(metric, used, limit or 0, amount)


def room(ctx: CompanyContext, metric: Metric) -> int | None:
    """Return how much more the plan allows, or None where it sets no limit."""
    limit = limits(ctx)[metric]
    return None if limit is None else max(0, limit - count(ctx, metric))


def _add(
    ctx: CompanyContext,
    metric: Metric,
    amount: int,
    maximum: int | None,
    *,
    at: datetime | None = None,
) -> int | None:
    values = {
        "company_id": ctx.company_id,
        "id": new_id(),
        "period": month_of(at),
        "metric": metric,
        "amount": amount,
        "maximum": maximum,
    }
    return ctx.db.connection().execute(_ADD, values).scalar_one_or_none()


def _sentence(metric: Metric, used: int, limit: int, amount: int) -> str:
    words = METRICS[metric]
    given = f"Your plan has {limit:,} {words.noun}"
    if words.is_monthly:
        return (
            f"{given}; {used:,} are used, and this needs {amount:,} more. "
            "Wait for the first of next month, or ask the platform for a larger plan."
        )
    return (
        f"{given}, and this would make it {used + amount:,}. "
        "Remove some, or ask the platform for a larger plan."
    )
