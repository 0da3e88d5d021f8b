"""Companies in the console: a list that stays fast over ten thousand, and one of them in detail."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, text, tuple_
from sqlmodel import col, or_, select
from sqlmodel.sql.expression import SelectOfScalar

from platform_app.core.clock import iso
from platform_app.core.config import settings
from platform_app.core.context import PlatformContext
from platform_app.core.errors import NotFound
from platform_app.core.paging import COUNT_LIMIT, PAGE_ROWS, Page, cursor_after, read_cursor
from platform_app.models.accounts import CompanyRole, UserAccount, WebSession
from platform_app.models.channels import Channel, PhoneNumber
from platform_app.models.companies import Company, CompanyStatus
from platform_app.models.plans import Metric, Plan, UsageCount
from platform_app.services import onboarding, plans, usage
from platform_app.services.platform.views import (
    CompanyDetail,
    ConsoleCompany,
    NumberHealth,
    PersonRow,
)
from platform_app.services.usage import MeterRow

_LONGEST_SEARCH = 100
# From good to bad; the worst of a company's numbers is shown.
_QUALITIES = ("GREEN", "UNKNOWN", "", "YELLOW", "RED")
# By the index of each company's log: what people and the product itself have done there, not the platform.
_LAST_ACTIVITY = text(
    """
    select ids.id, (
        select created_at from audit_event
        where company_id = ids.id and actor_kind <> 'super admin' order by created_at desc limit 1
    ) from unnest(cast(:ids as uuid[])) as ids (id)
    """
)
_STOCKS = text(
    """
    select (select count(*) from user_account where company_id = :id and status <> 'deactivated'),
           (select count(*) from phone_number where company_id = :id),
           (select count(*) from contact where company_id = :id)
    """
)


@dataclass(frozen=True, slots=True)
class CompanyFilter:
    """Which companies somebody looks for; empty means all, but for those that are gone."""

    search: str = ""
    status: str = ""
    plan_id: UUID | None = None


def list_companies(
    ctx: PlatformContext, wish: CompanyFilter | None = None, *, cursor: str | None = None
) -> Page[ConsoleCompany]:
    """Return one page of companies, the newest first; what is added up, is for these rows alone."""
    found = _filtered(wish or CompanyFilter())
    limited = found.with_only_columns(col(Company.id)).limit(COUNT_LIMIT).subquery()
    total = ctx.db.exec(select(func.count()).select_from(limited)).one()
    place = tuple_(col(Company.created_at), col(Company.id))
    page = found.order_by(col(Company.created_at).desc(), col(Company.id).desc())
    if cursor:
        page = page.where(place < tuple_(*read_cursor(cursor)))
    companies = ctx.db.exec(page.limit(PAGE_ROWS + 1)).all()
    shown = companies[:PAGE_ROWS]
    is_last = len(companies) <= PAGE_ROWS
    next_cursor = None if is_last else cursor_after(shown[-1].created_at, shown[-1].id)
    return Page(_rows(ctx, shown), next_cursor, total)


def get_company(ctx: PlatformContext, company_id: UUID) -> CompanyDetail:
    """Return one company; raises NotFound."""
    company = ctx.db.get(Company, company_id)
    if company is None:
        raise NotFound("There is no such company.")
    return CompanyDetail(
        str(company.id),
        company.name or company.subdomain,
        company.subdomain,
        settings().origin(company.subdomain),
        company.status,
        company.suspend_reason,
        iso(company.suspended_at),
        iso(company.deletion_due_at),
        company.time_zone,
        company.website,
        company.industry,
        company.size,
        iso(company.created_at),
    )


def list_people(ctx: PlatformContext, company_id: UUID) -> list[PersonRow]:
    """Return a company's people, the admins first, with when they were last here."""
    seen = (
        select(func.max(col(WebSession.last_seen_at)))
        .where(
            col(WebSession.company_id) == col(UserAccount.company_id),
            col(WebSession.user_id) == col(UserAccount.id),
        )
        .scalar_subquery()
    )
    # Columns are named one by one: app_admin may read these and no other.
    statement = (
        select(  # pyright: ignore[reportCallIssue]  sqlmodel's select() is typed for four columns
            UserAccount.id,
            UserAccount.name,
            UserAccount.email,
            func.coalesce(col(CompanyRole.name), col(UserAccount.role)),
            UserAccount.status,
            seen,
            col(UserAccount.second_factor_at).is_not(None),
        )
        .outerjoin(
            CompanyRole,
            (col(CompanyRole.company_id) == col(UserAccount.company_id))
            & (col(CompanyRole.id) == col(UserAccount.custom_role_id)),
        )
        .where(col(UserAccount.company_id) == company_id)
        .order_by(col(UserAccount.role), col(UserAccount.email))
        .limit(PAGE_ROWS)
    )
    return [
        PersonRow(str(person_id), name, email, role, status, iso(last), has_factor)
        for person_id, name, email, role, status, last, has_factor in ctx.db.exec(statement)
    ]


def list_numbers(ctx: PlatformContext, company_id: UUID) -> list[NumberHealth]:
    """Return a company's numbers, and how WhatsApp and their webhook are doing."""
    statement = (
        select(  # pyright: ignore[reportCallIssue]  sqlmodel's select() is typed for four columns
            PhoneNumber, Channel.name, Channel.status, Channel.problem, Channel.last_event_at
        )
        .join(
            Channel,
            (col(Channel.company_id) == col(PhoneNumber.company_id))
            & (col(Channel.id) == col(PhoneNumber.channel_id)),
        )
        .where(col(PhoneNumber.company_id) == company_id)
        .order_by(col(PhoneNumber.display_number))
        .limit(PAGE_ROWS)
    )
    return [
        NumberHealth(
            str(number.id),
            number.display_number,
            number.verified_name or account,
            number.status,
            number.quality,
            number.messaging_limit,
            number.pause_reason or "",
            status,
            problem or "",
            iso(last_event),
        )
        for number, account, status, problem, last_event in ctx.db.exec(statement)
    ]


def list_usage(ctx: PlatformContext, company_id: UUID) -> list[MeterRow]:
    """Return what a company has used of each limit."""
    company = ctx.db.get_one(Company, company_id)
    plan = ctx.db.get(Plan, company.plan_id) if company.plan_id else None
    limits = plans.limits_of(plan, company.limit_overrides)
    stocks = ctx.db.connection().execute(_STOCKS, {"id": company_id}).one()
    used: dict[Metric, int] = dict(
        zip((Metric.USERS, Metric.NUMBERS, Metric.CONTACTS), stocks, strict=True)
    )
    monthly = select(UsageCount.metric, UsageCount.used).where(
        col(UsageCount.company_id) == company_id, col(UsageCount.period) == usage.month_of()
    )
    for metric, amount in ctx.db.exec(monthly):
        used.setdefault(Metric(metric), amount)
    return [usage.row_of(metric, used.get(metric, 0), limits[metric]) for metric in plans.METRICS]


def _filtered(wish: CompanyFilter) -> SelectOfScalar[Company]:
    statement = select(Company)
    words = wish.search.strip()[:_LONGEST_SEARCH]
    if words:
        statement = statement.where(
            or_(
                col(Company.name).icontains(words, autoescape=True),
                col(Company.subdomain).icontains(words, autoescape=True),
            )
        )
    if wish.status:
        statement = statement.where(col(Company.status) == wish.status)
    else:
        statement = statement.where(col(Company.status) != CompanyStatus.DELETED)
    if wish.plan_id is not None:
        statement = statement.where(col(Company.plan_id) == wish.plan_id)
    return statement


def _rows(ctx: PlatformContext, companies: Sequence[Company]) -> list[ConsoleCompany]:
    ids = [company.id for company in companies]
    known_plans = {plan.id: plan for plan in ctx.db.exec(select(Plan))}
    numbers, used = _numbers(ctx, ids), _messages_used(ctx, ids)
    steps, active = onboarding.count_done(ctx, ids), _last_activity(ctx, ids)
    rows: list[ConsoleCompany] = []
    for company in companies:
        plan = known_plans.get(company.plan_id) if company.plan_id else None
        limit = plans.limits_of(plan, company.limit_overrides)[Metric.CAMPAIGN_MESSAGES]
        meter = usage.row_of(Metric.CAMPAIGN_MESSAGES, used.get(company.id, 0), limit)
        count, quality = numbers.get(company.id, (0, ""))
        done, total = steps[company.id]
        rows.append(
            ConsoleCompany(
                str(company.id),
                company.name or company.subdomain,
                company.subdomain,
                company.status,
                plan.name if plan else "",
                count,
                quality,
                meter.percent if meter.has_limit else -1,
                iso(active.get(company.id)),
                done,
                total,
                iso(company.created_at),
            )
        )
    return rows


def _numbers(ctx: PlatformContext, ids: list[UUID]) -> dict[UUID, tuple[int, str]]:
    statement = (
        select(PhoneNumber.company_id, func.count(), func.array_agg(col(PhoneNumber.quality)))
        .where(col(PhoneNumber.company_id).in_(ids))
        .group_by(col(PhoneNumber.company_id))
    )
    return {
        company_id: (total, max(qualities, key=_badness))
        for company_id, total, qualities in ctx.db.exec(statement)
    }


def _badness(quality: str) -> int:
    return _QUALITIES.index(quality) if quality in _QUALITIES else 1


def _messages_used(ctx: PlatformContext, ids: list[UUID]) -> dict[UUID, int]:
    statement = select(UsageCount.company_id, UsageCount.used).where(
        col(UsageCount.company_id).in_(ids),
        col(UsageCount.period) == usage.month_of(),
        col(UsageCount.metric) == Metric.CAMPAIGN_MESSAGES,
    )
    return {company_id: used for company_id, used in ctx.db.exec(statement)}  # noqa: C416  rows are no pairs to the type checker


def _last_activity(ctx: PlatformContext, ids: list[UUID]) -> dict[UUID, datetime]:
    rows = ctx.db.connection().execute(_LAST_ACTIVITY, {"ids": ids})
    return {company_id: moment for company_id, moment in rows if moment}
