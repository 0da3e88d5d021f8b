"""Reports: figures from the counters that the database keeps, reasons from the rows."""

from uuid import UUID

from sqlalchemy import ColumnElement, func
from sqlmodel import col, select

from platform_app.core.clock import local_time
from platform_app.core.context import CompanyContext
from platform_app.core.permissions import Permission
from platform_app.models.campaigns import CampaignRecipient, CampaignStatus
from platform_app.models.deliveries import DeliveryStatus as D
from platform_app.services import contacts
from platform_app.services.campaigns import choosing
from platform_app.services.campaigns.approvals import expiry_of, may_approve, token_of
from platform_app.services.campaigns.counts import (
    ACCEPTED,
    DELIVERED,
    READ,
    SENT,
    TO_SEND,
    Counts,
    counts_of,
    percent_done,
)
from platform_app.services.campaigns.lookups import (
    find_number,
    get_campaign,
    shown_status,
    template_name,
    waits,
    why_still,
    zone_of,
)
from platform_app.services.campaigns.reasons import failure_words, skip_words
from platform_app.services.campaigns.returns import asker_name
from platform_app.services.campaigns.schedule import is_unstarted
from platform_app.services.campaigns.views import (
    CampaignReport,
    ReasonCount,
    RecipientRow,
)

PAGE = 50
# The people behind figures that are more than one state.
_GROUPS: dict[str, ColumnElement[bool]] = {
    "all_accepted": col(CampaignRecipient.status).in_(ACCEPTED),
    "all_delivered": col(CampaignRecipient.status).in_(DELIVERED),
    "all_waiting": col(CampaignRecipient.status).in_(TO_SEND),
    "replied": col(CampaignRecipient.replied_at).is_not(None),
    "opted_out": col(CampaignRecipient.opted_out_at).is_not(None),
}
_REASONS = 20
_OVER = (CampaignStatus.COMPLETED, CampaignStatus.CANCELLED, CampaignStatus.FAILED)


def get_report(ctx: CompanyContext, campaign_id: UUID) -> CampaignReport:
    """Return one campaign with all its figures and reasons."""
    ctx.require(Permission.CAMPAIGNS_READ)
    campaign = get_campaign(ctx, campaign_id)
    counts = counts_of(ctx, [campaign_id]).get(campaign_id, Counts())
    number, zone = find_number(ctx, campaign.phone_number_id), zone_of(ctx)
    may_send, is_waiting = ctx.actor.may(Permission.CAMPAIGNS_SEND), waits(campaign)
    return CampaignReport(
        id=str(campaign.id),
        name=campaign.name,
        status=shown_status(campaign),
        template=template_name(campaign),
        number=number.display_number if number else "",
        launched=local_time(campaign.launched_at, zone),
        finished=local_time(campaign.finished_at, zone),
        pause_reason=why_still(campaign),
        audience=sum(counts.values()),
        waiting=counts.of(TO_SEND),
        accepted=counts.of(ACCEPTED),
        sent=counts.of(SENT),
        delivered=counts.of(DELIVERED),
        read=counts.of(READ),
        failed=counts.of((D.FAILED,)),
        skipped=counts.of((D.SKIPPED,)),
        unconfirmed=counts.of((D.UNCONFIRMED,)),
        percent_done=percent_done(counts),
        percent_read=counts.percent(READ),
        percent_delivered=counts.percent((D.DELIVERED,)),
        percent_accepted=counts.percent((D.ACCEPTED, D.SENT)),
        percent_failed=counts.percent((D.FAILED,)),
        failures=_failures(ctx, campaign_id) if counts.of((D.FAILED,)) else [],
        skips=_skips(ctx, campaign_id) if counts.of((D.SKIPPED,)) else [],
        can_pause=campaign.status == CampaignStatus.SENDING
        and ctx.actor.may(Permission.CAMPAIGNS_PAUSE),
        can_resume=campaign.status == CampaignStatus.PAUSED and may_send,
        can_cancel=campaign.status not in (CampaignStatus.DRAFT, *_OVER) and may_send,
        asked_by=asker_name(ctx, campaign) if is_waiting else "",
        asked=local_time(campaign.approval_asked_at, zone),
        asked_at=token_of(campaign.approval_asked_at),
        can_approve=is_waiting and may_approve(ctx, campaign),
        approval_until=local_time(expiry_of(campaign), zone),
        audience_words=choosing.say(ctx, campaign.audience),
        starts=local_time(campaign.starts_at, zone),
        resumes=local_time(campaign.resumes_at, zone),
        pause_kind=campaign.pause_kind or "",
        can_unschedule=may_send and is_unstarted(ctx, campaign),
        held=counts.of((D.HELD,)),
        replied=_count_group(ctx, campaign_id, "replied"),
        opted_out=_count_group(ctx, campaign_id, "opted_out"),
    )


def list_recipients(
    ctx: CompanyContext, campaign_id: UUID, *, status: str = "", after: UUID | None = None
) -> list[RecipientRow]:
    """Return one page of people, in the order of their rows; `after` is the last id of the page before."""
    ctx.require(Permission.CAMPAIGNS_READ)
    statement = (
        select(CampaignRecipient)
        .where(
            col(CampaignRecipient.company_id) == ctx.company_id,
            col(CampaignRecipient.campaign_id) == campaign_id,
        )
        .order_by(col(CampaignRecipient.id))
        .limit(PAGE)
    )
    if status in _GROUPS:
        statement = statement.where(_GROUPS[status])
    elif status:
        statement = statement.where(col(CampaignRecipient.status) == status)
    if after is not None:
        statement = statement.where(col(CampaignRecipient.id) > after)
    zone = zone_of(ctx)
    return [_recipient(ctx, one, zone) for one in ctx.db.exec(statement)]


def _count_group(ctx: CompanyContext, campaign_id: UUID, group: str) -> int:
    """Count off an index that holds only those who did it."""
    statement = select(func.count(col(CampaignRecipient.id))).where(
        col(CampaignRecipient.company_id) == ctx.company_id,
        col(CampaignRecipient.campaign_id) == campaign_id,
        _GROUPS[group],
    )
    return ctx.db.exec(statement).one()


def _failures(ctx: CompanyContext, campaign_id: UUID) -> list[ReasonCount]:
    rows = ctx.db.exec(
        select(CampaignRecipient.error_code, func.min(CampaignRecipient.error_detail), func.count())
        .where(
            col(CampaignRecipient.company_id) == ctx.company_id,
            col(CampaignRecipient.campaign_id) == campaign_id,
            col(CampaignRecipient.status) == D.FAILED,
        )
        .group_by(col(CampaignRecipient.error_code))
        .order_by(func.count().desc())
        .limit(_REASONS)
    )
    return [
        ReasonCount(str(code or ""), *failure_words(code, detail), total)
        for code, detail, total in rows
    ]


def _skips(ctx: CompanyContext, campaign_id: UUID) -> list[ReasonCount]:
    rows = ctx.db.exec(
        select(CampaignRecipient.skip_reason, func.count())
        .where(
            col(CampaignRecipient.company_id) == ctx.company_id,
            col(CampaignRecipient.campaign_id) == campaign_id,
            col(CampaignRecipient.status) == D.SKIPPED,
        )
        .group_by(col(CampaignRecipient.skip_reason))
        .order_by(func.count().desc())
    )
    return [
        ReasonCount(str(reason or ""), *skip_words(str(reason or "")), total)
        for reason, total in rows
    ]


def _recipient(ctx: CompanyContext, one: CampaignRecipient, zone: str) -> RecipientRow:
    reason = ""
    if one.skip_reason:
        reason = skip_words(one.skip_reason)[0]
    elif one.status in (D.FAILED, D.UNCONFIRMED):
        reason = failure_words(one.error_code, one.error_detail)[0]
    moment = one.read_at or one.delivered_at or one.failed_at or one.sent_at or one.accepted_at
    return RecipientRow(
        str(one.id),
        one.name,
        contacts.shown(ctx, one.phone) or one.wa_user_id or "",
        one.status,
        reason,
        local_time(moment, zone),
    )
