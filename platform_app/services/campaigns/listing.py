"""The list of campaigns: a page of rows with their figures."""

from uuid import UUID

from sqlalchemy import ColumnElement, any_, func, literal
from sqlmodel import col, select

from platform_app.core.clock import local_time
from platform_app.core.context import CompanyContext
from platform_app.core.paging import COUNT_LIMIT, Page, newest_first
from platform_app.core.permissions import Permission
from platform_app.models.accounts import UserAccount
from platform_app.models.campaigns import Campaign, CampaignStatus
from platform_app.models.channels import PhoneNumber
from platform_app.models.deliveries import DeliveryStatus as D
from platform_app.services.campaigns.copies import AT_REST
from platform_app.services.campaigns.counts import (
    ACCEPTED,
    DELIVERED,
    READ,
    Counts,
    counts_of,
    percent_done,
    rates_of,
)
from platform_app.services.campaigns.lookups import (
    WAITING,
    shown_status,
    template_name,
    why_still,
    zone_of,
)
from platform_app.services.campaigns.views import CampaignFilters, CampaignRow, NumberChoice

_MOST = 50
NOTHING_NARROWED = CampaignFilters()


def list_rows(
    ctx: CompanyContext, filters: CampaignFilters = NOTHING_NARROWED, cursor: str | None = None
) -> Page[CampaignRow]:
    """Return one page of campaigns, the newest first; the archived stand apart."""
    ctx.require(Permission.CAMPAIGNS_READ)
    wanted = select(Campaign).where(*_conditions(ctx, filters))
    place = (col(Campaign.created_at), col(Campaign.id))
    found, following = newest_first(ctx.db, wanted, place, cursor)
    total = ctx.db.scalar(select(func.count()).select_from(wanted.limit(COUNT_LIMIT).subquery()))
    return Page(_rows(ctx, found), following, total or 0)


def list_uses(ctx: CompanyContext, template_id: UUID) -> list[CampaignRow]:
    """Return the newest campaigns that use, or have used, a template."""
    ctx.require(Permission.CAMPAIGNS_READ)
    statement = (
        select(Campaign)
        .where(col(Campaign.company_id) == ctx.company_id, col(Campaign.template_id) == template_id)
        .order_by(col(Campaign.id).desc())
        .limit(_MOST)
    )
    return _rows(ctx, list(ctx.db.exec(statement)))


def list_tags(ctx: CompanyContext) -> list[str]:
    """Return the tags that the company's campaigns have."""
    ctx.require(Permission.CAMPAIGNS_READ)
    tag = func.unnest(col(Campaign.tags)).label("tag")
    used = select(tag).where(col(Campaign.company_id) == ctx.company_id).distinct().order_by(tag)
    return list(ctx.db.exec(used.limit(_MOST)))


def list_numbers(ctx: CompanyContext) -> list[NumberChoice]:
    """Return the company's numbers, for narrowing the list down."""
    ctx.require(Permission.CAMPAIGNS_READ)
    numbers = ctx.db.exec(
        select(PhoneNumber)
        .where(col(PhoneNumber.company_id) == ctx.company_id)
        .order_by(col(PhoneNumber.id))
        .limit(_MOST)
    )
    return [NumberChoice(str(one.id), one.display_number) for one in numbers]


def _conditions(ctx: CompanyContext, filters: CampaignFilters) -> list[ColumnElement[bool]]:
    is_archived = col(Campaign.archived_at).is_not(None)
    conditions = [
        col(Campaign.company_id) == ctx.company_id,
        is_archived if filters.kept == "archived" else ~is_archived,
    ]
    if search := filters.search.strip():
        conditions.append(col(Campaign.name).icontains(search, autoescape=True))
    if filters.tag:
        conditions.append(literal(filters.tag) == any_(col(Campaign.tags)))
    if filters.number:
        conditions.append(col(Campaign.phone_number_id) == UUID(filters.number))
    if filters.whose == "mine":
        conditions.append(col(Campaign.created_by) == ctx.actor.user_id)
    if filters.status:
        conditions += _in_state(filters.status)
    return conditions


def _in_state(status: str) -> list[ColumnElement[bool]]:
    is_asked = col(Campaign.approval_asked_at).is_not(None)
    if status == WAITING:
        return [col(Campaign.status) == CampaignStatus.DRAFT, is_asked]
    if status == CampaignStatus.DRAFT:
        return [col(Campaign.status) == CampaignStatus.DRAFT, ~is_asked]
    return [col(Campaign.status) == status]


def _rows(ctx: CompanyContext, found: list[Campaign]) -> list[CampaignRow]:
    counts = counts_of(ctx, [one.id for one in found])
    rates = rates_of(ctx, [one.id for one in found if one.status == CampaignStatus.SENDING])
    authors, zone = _authors(ctx, found), zone_of(ctx)
    return [
        _row(ctx, one, counts.get(one.id, Counts()), rates.get(one.id, 0), authors, zone)
        for one in found
    ]


def _authors(ctx: CompanyContext, found: list[Campaign]) -> dict[UUID | None, str]:
    people = ctx.db.exec(
        select(UserAccount).where(
            col(UserAccount.company_id) == ctx.company_id,
            col(UserAccount.id).in_({one.created_by for one in found if one.created_by}),
        )
    )
    return {one.id: one.name or one.email for one in people}


def _row(
    ctx: CompanyContext,
    campaign: Campaign,
    counts: Counts,
    rate: int,
    authors: dict[UUID | None, str],
    zone: str,
) -> CampaignRow:
    status, may = campaign.status, ctx.actor.may
    return CampaignRow(
        id=str(campaign.id),
        name=campaign.name,
        status=shown_status(campaign),
        template=template_name(campaign),
        audience=sum(counts.values()),
        sent=counts.of(ACCEPTED),
        delivered=counts.of(DELIVERED),
        read=counts.of(READ),
        failed=counts.of((D.FAILED,)),
        skipped=counts.of((D.SKIPPED,)),
        percent_done=percent_done(counts),
        percent_read=counts.percent(READ),
        percent_delivered=counts.percent((D.DELIVERED,)),
        percent_accepted=counts.percent((D.HELD, D.ACCEPTED, D.SENT)),
        percent_failed=counts.percent((D.FAILED,)),
        rate=rate,
        author=authors.get(campaign.created_by, ""),
        created=local_time(campaign.created_at, zone),
        moment=_moment(campaign, zone),
        tags=campaign.tags,
        is_archived=campaign.archived_at is not None,
        pause_reason=why_still(campaign),
        can_pause=status == CampaignStatus.SENDING and may(Permission.CAMPAIGNS_PAUSE),
        can_resume=status == CampaignStatus.PAUSED and may(Permission.CAMPAIGNS_SEND),
        can_archive=status in AT_REST and may(Permission.CAMPAIGNS_EDIT),
    )


def _moment(campaign: Campaign, zone: str) -> str:
    if campaign.status == CampaignStatus.SCHEDULED:
        return f"Starts {local_time(campaign.starts_at, zone)}"
    if campaign.launched_at is not None:
        return f"Launched {local_time(campaign.launched_at, zone)}"
    return f"Begun {local_time(campaign.created_at, zone)}"
