"""The platform's plans: made, changed, put away; one of them is for new companies."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from sqlalchemy import func
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select, update

from platform_app.core.context import PlatformContext
from platform_app.core.errors import Conflict, InvalidInput, NotFound
from platform_app.models.companies import Company, CompanyStatus
from platform_app.models.plans import Metric, Plan
from platform_app.services import audit
from platform_app.services.plans.limits import read_limits
from platform_app.services.plans.views import PlanForm, PlanRow, PlanWords

_LONGEST_NAME = 60
_MOST_PRICE = Decimal(10_000_000)
UNLIMITED = "unlimited"
Columns = dict[str, Any]  # Any: columns of several types


def list_plans(ctx: PlatformContext, *, with_archived: bool = True) -> list[PlanRow]:
    """Return the plans, the cheapest first, the archived ones last."""
    statement = select(Plan).order_by(
        col(Plan.is_archived), col(Plan.monthly_price).nulls_last(), col(Plan.name)
    )
    if not with_archived:
        statement = statement.where(col(Plan.is_archived).is_(False))
    plans = ctx.db.exec(statement.limit(50)).all()
    counts = _companies_by_plan(ctx)
    return [_row(plan, counts.get(plan.id, 0)) for plan in plans]


def get_form(ctx: PlatformContext, plan_id: UUID) -> PlanForm:
    """Return a plan as its form begins."""
    plan = get_plan(ctx, plan_id)
    limits = {str(metric): _typed(getattr(plan, metric)) for metric in Metric}
    price = "" if plan.monthly_price is None else f"{plan.monthly_price:.2f}"
    return PlanForm(str(plan.id), plan.name, price, plan.currency, **limits)


def create(ctx: PlatformContext, words: PlanWords, limits: Mapping[str, str]) -> PlanRow:
    """Make a plan; raises InvalidInput with its fields."""
    values = _read(words, limits)
    plan = Plan(**values)
    ctx.db.add(plan)
    _flush(ctx)
    audit.record(
        ctx,
        audit.AuditAction.PLAN_CREATED,
        plan.id,
        name=plan.name,
        changes=audit.changes_between({}, values),
    )
    return _row(plan, 0)


def edit(
    ctx: PlatformContext, plan_id: UUID, words: PlanWords, limits: Mapping[str, str]
) -> PlanRow:
    """Change a plan, for every company that has it, from the next act on."""
    plan, values = get_plan(ctx, plan_id), _read(words, limits)
    before = {name: getattr(plan, name) for name in values}
    plan.sqlmodel_update(values)
    _flush(ctx)
    audit.record(
        ctx,
        audit.AuditAction.PLAN_CHANGED,
        plan.id,
        name=plan.name,
        changes=audit.changes_between(before, values),
    )
    return _row(plan, _companies_by_plan(ctx).get(plan.id, 0))


def archive(ctx: PlatformContext, plan_id: UUID, *, is_archived: bool = True) -> None:
    """Put a plan away, or bring it back; companies that have it keep it, nobody new gets it."""
    plan = get_plan(ctx, plan_id)
    if plan.is_default and is_archived:
        raise Conflict("New companies get this plan. Choose another one for them first.")
    plan.is_archived = is_archived
    act = audit.AuditAction.PLAN_ARCHIVED if is_archived else audit.AuditAction.PLAN_BROUGHT_BACK
    audit.record(ctx, act, plan.id, name=plan.name)


def make_default(ctx: PlatformContext, plan_id: UUID) -> None:
    """Give this plan to new companies from now on."""
    plan = get_plan(ctx, plan_id)
    if plan.is_archived:
        raise Conflict("This plan is archived. Bring it back first.")
    ctx.db.exec(update(Plan).where(col(Plan.is_default)).values(is_default=False))
    plan.is_default = True
    audit.record(ctx, audit.AuditAction.PLAN_MADE_DEFAULT, plan.id, name=plan.name)


def get_plan(ctx: PlatformContext, plan_id: UUID) -> Plan:
    """Return a plan, locked for a change."""
    plan = ctx.db.get(Plan, plan_id, with_for_update=True)
    if plan is None:
        raise NotFound("This plan does not exist. Reload the page to see which do.")
    return plan


def limit_words(limit: int | None) -> str:
    """Return a limit as people read it."""
    return UNLIMITED if limit is None else f"{limit:,}"


def _typed(limit: int | None) -> str:
    return "" if limit is None else str(limit)


def _read(words: PlanWords, limits: Mapping[str, str]) -> Columns:
    """Return the columns that somebody typed."""
    name, currency = words.name.strip(), words.currency.strip().upper()
    if not 1 <= len(name) <= _LONGEST_NAME:
        raise InvalidInput("The plan needs a name.", {"name": "Use 1 to 60 characters."})
    if len(currency) != 3 or not currency.isalpha() or not currency.isascii():
        raise InvalidInput("This is no currency.", {"currency": "Use three letters, such as EUR."})
    price = _read_price(words.monthly_price)
    named = {str(metric): limit for metric, limit in read_limits(limits).items()}
    return {"name": name, "monthly_price": price, "currency": currency, **named}


def _read_price(text: str) -> Decimal | None:
    if not text.strip():
        return None
    wrong = InvalidInput("This is no price.", {"monthly_price": "Write it like 49 or 49.50."})
    try:
        price = Decimal(text.strip())
    except InvalidOperation:
        raise wrong from None
    if not price.is_finite() or not 0 <= price <= _MOST_PRICE:
        raise wrong
    return price.quantize(Decimal("0.01"))


def _flush(ctx: PlatformContext) -> None:
    try:
        ctx.db.flush()
    except IntegrityError as error:
        raise InvalidInput(
            "There is a plan of this name.", {"name": "Another plan is called so. Choose another."}
        ) from error


def _companies_by_plan(ctx: PlatformContext) -> dict[UUID, int]:
    statement = (
        select(Company.plan_id, func.count())
        .where(col(Company.status) != CompanyStatus.DELETED, col(Company.plan_id).is_not(None))
        .group_by(col(Company.plan_id))
    )
    return {plan_id: total for plan_id, total in ctx.db.exec(statement) if plan_id}


def _row(plan: Plan, companies: int) -> PlanRow:
    price = "" if plan.monthly_price is None else f"{plan.monthly_price:,.2f} {plan.currency}"
    limits = {str(metric): limit_words(getattr(plan, metric)) for metric in Metric}
    return PlanRow(
        id=str(plan.id),
        name=plan.name,
        is_default=plan.is_default,
        is_archived=plan.is_archived,
        price=price,
        companies=companies,
        **limits,
    )
