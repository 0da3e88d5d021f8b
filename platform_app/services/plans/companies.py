"""The plan of one company, and what the platform has set for it alone."""

from collections.abc import Mapping
from uuid import UUID

from platform_app.core.context import PlatformContext
from platform_app.core.errors import Conflict, NotFound
from platform_app.models.companies import Company, CompanyStatus
from platform_app.models.plans import Metric, Plan
from platform_app.services import audit
from platform_app.services.plans.catalogue import get_plan, limit_words
from platform_app.services.plans.limits import METRICS, read_limits
from platform_app.services.plans.views import Allowance, AllowanceRow


def change_plan(ctx: PlatformContext, company_id: UUID, plan_id: UUID) -> None:
    """Give a company another plan; it counts from its next act on. The transaction must have entered the company."""
    company, plan = _get_company(ctx, company_id), get_plan(ctx, plan_id)
    if plan.is_archived and company.plan_id != plan.id:
        raise Conflict("This plan is archived. Choose another one.")
    before = _plan_name(ctx, company)
    company.plan_id = plan.id
    audit.record_for_company(
        ctx,
        company_id,
        audit.AuditAction.COMPANY_PLAN_CHANGED,
        company_id,
        name=company.name,
        changes=audit.changes_between({"plan": before}, {"plan": plan.name}),
    )


def set_overrides(
    ctx: PlatformContext, company_id: UUID, typed: Mapping[str, str], *, unlimited: set[str]
) -> None:
    """Set limits for one company alone; an empty one is the plan's again, an unlimited one has none."""
    company = _get_company(ctx, company_id)
    overrides: dict[str, int | None] = {
        str(metric): limit for metric, limit in read_limits(typed).items() if limit is not None
    }
    overrides |= {str(metric): None for metric in Metric if metric in unlimited}
    changes = audit.changes_between(
        {metric: company.limit_overrides.get(metric, "of the plan") for metric in Metric},
        {metric: overrides.get(metric, "of the plan") for metric in Metric},
    )
    company.limit_overrides = overrides
    audit.record_for_company(
        ctx,
        company_id,
        audit.AuditAction.COMPANY_LIMITS_CHANGED,
        company_id,
        name=company.name,
        changes=changes,
    )


def get_allowance(ctx: PlatformContext, company_id: UUID) -> Allowance:
    """Return what a company may use, limit by limit."""
    company = ctx.db.get_one(Company, company_id)
    plan = ctx.db.get(Plan, company.plan_id) if company.plan_id else None
    own = company.limit_overrides
    rows = [
        AllowanceRow(
            metric,
            words.label,
            limit_words(getattr(plan, metric, None)),
            "" if own.get(metric) is None else str(own[metric]),
            metric in own and own[metric] is None,
        )
        for metric, words in METRICS.items()
    ]
    return Allowance(str(plan.id) if plan else "", plan.name if plan else "No plan", rows)


def _get_company(ctx: PlatformContext, company_id: UUID) -> Company:
    company = ctx.db.get(Company, company_id, with_for_update=True)
    if company is None or company.status == CompanyStatus.DELETED:
        raise NotFound("This company does not exist any more.")
    return company


def _plan_name(ctx: PlatformContext, company: Company) -> str:
    plan = ctx.db.get(Plan, company.plan_id) if company.plan_id else None
    return plan.name if plan else ""
