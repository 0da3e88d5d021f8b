"""Meters: how much a company has and uses, beside what its plan gives it."""

from datetime import UTC, date, datetime

from sqlalchemy import func
from sqlmodel import col, select

from platform_app.core.clock import now
from platform_app.core.context import CompanyContext
from platform_app.core.permissions import Permission
from platform_app.models.accounts import AccountStatus, UserAccount
from platform_app.models.channels import PhoneNumber
from platform_app.models.companies import Company
from platform_app.models.contacts import Contact
from platform_app.models.plans import Metric, Plan, UsageCount
from platform_app.services.plans import METRICS, Limits, limits_of
from platform_app.services.usage.views import MeterRow

WARN_PERCENT = 80
_BY_HAND = (Metric.USERS, Metric.NUMBERS)
_STOCKS = {Metric.NUMBERS: PhoneNumber, Metric.CONTACTS: Contact}


def limits(ctx: CompanyContext) -> Limits:
    """Return what the company may use; empty means without limit."""
    company = ctx.db.get_one(Company, ctx.company_id)
    plan = ctx.db.get(Plan, company.plan_id) if company.plan_id else None
    return limits_of(plan, company.limit_overrides)


def plan_name(ctx: CompanyContext) -> str:
    """Return what the company's plan is called, or nothing."""
    ctx.require(Permission.USAGE_READ)
    company = ctx.db.get_one(Company, ctx.company_id)
    plan = ctx.db.get(Plan, company.plan_id) if company.plan_id else None
    return plan.name if plan else ""


def count(ctx: CompanyContext, metric: Metric, *, at: datetime | None = None) -> int:
    """Return how much the company has or, of what counts by the month, has used."""
    if METRICS[metric].is_monthly:
        statement = select(UsageCount.used).where(
            col(UsageCount.company_id) == ctx.company_id,
            col(UsageCount.period) == month_of(at),
            col(UsageCount.metric) == metric,
        )
        return ctx.db.exec(statement).one_or_none() or 0
    if metric is Metric.USERS:
        statement = select(func.count()).where(
            col(UserAccount.company_id) == ctx.company_id,
            col(UserAccount.status) != AccountStatus.DEACTIVATED,
        )
        return ctx.db.exec(statement).one()
    table = _STOCKS[metric]
    return ctx.db.exec(select(func.count()).where(col(table.company_id) == ctx.company_id)).one()


def meter(ctx: CompanyContext) -> list[MeterRow]:
    """Return everything that a plan limits, with what is used and what is left."""
    ctx.require(Permission.USAGE_READ)
    given = limits(ctx)
    return [row_of(metric, count(ctx, metric), given[metric]) for metric in METRICS]


def list_warnings(ctx: CompanyContext) -> list[MeterRow]:
    """Return what is used to four fifths or more, the fullest first.

    Not people and numbers: they are added one by one, and whoever adds one too many is told then.
    """
    full = [
        row
        for row in meter(ctx)
        if row.has_limit and row.percent >= WARN_PERCENT and row.metric not in _BY_HAND
    ]
    return sorted(full, key=lambda row: -row.percent)


def row_of(metric: Metric, used: int, limit: int | None) -> MeterRow:
    """Return one meter; a limit of nothing at all is used up from the start."""
    percent = 100 if limit == 0 else 100 * used // (limit or 1)
    return MeterRow(
        metric=metric,
        label=METRICS[metric].label,
        used=used,
        limit=limit or 0,
        left=max(0, (limit or 0) - used),
        percent=percent if limit is not None else 0,
        has_limit=limit is not None,
        is_monthly=METRICS[metric].is_monthly,
    )


def month_of(moment: datetime | None = None) -> date:
    """Return the first day of a moment's month; months are counted in UTC, for everybody alike."""
    return (moment or now()).astimezone(UTC).date().replace(day=1)
