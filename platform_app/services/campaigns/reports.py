"""Reports: figures from the counters that the database keeps, reasons from the rows."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func
from sqlmodel import col, select

from platform_app.core.clock import local_time
from platform_app.core.context import CompanyContext
from platform_app.core.permissions import Permission
from platform_app.models.campaigns import Campaign, CampaignCount, CampaignRecipient, CampaignStatus
from platform_app.models.deliveries import DeliveryStatus as D
from platform_app.services import companies, contacts
from platform_app.services.campaigns import choosing
from platform_app.services.campaigns.approvals import asker_name, token_of
from platform_app.services.campaigns.lookups import find_number, get_campaign
from platform_app.services.campaigns.reasons import failure_words, skip_words
from platform_app.services.campaigns.views import (
    CampaignReport,
    CampaignRow,
    ReasonCount,
    RecipientRow,
)

PAGE = 50
# What a draft that waits for approval is shown as.
WAITING = "waiting"
_REASONS = 20
_WAITING = (D.PENDING, D.CLAIMED, D.SENDING)
_READ = (D.READ,)
_DELIVERED = (D.DELIVERED, *_READ)
_SENT = (D.SENT, *_DELIVERED)
_ACCEPTED = (D.HELD, D.ACCEPTED, *_SENT)
_OVER = (CampaignStatus.COMPLETED, CampaignStatus.CANCELLED, CampaignStatus.FAILED)


class Counts(dict[str, int]):
    """Recipients by state, summed as people read them."""

    def of(self, states: Sequence[str]) -> int:
        """Return how many recipients are in one of these states."""
        return sum(self.get(state, 0) for state in states)

    def percent(self, states: Sequence[str]) -> float:
        """Return their share of the audience, in per cent."""
        total = sum(self.values())
        return 100 * self.of(states) / total if total else 0


def list_rows(
    ctx: CompanyContext, *, search: str = "", before: UUID | None = None
) -> list[CampaignRow]:
    """Return one page of campaigns, the newest first; `before` is the last id of the page before."""
    ctx.require(Permission.CAMPAIGNS_READ)
    statement = (
        select(Campaign)
        .where(col(Campaign.company_id) == ctx.company_id)
        .order_by(col(Campaign.id).desc())
        .limit(PAGE)
    )
    if search.strip():
        statement = statement.where(col(Campaign.name).icontains(search.strip(), autoescape=True))
    if before is not None:
        statement = statement.where(col(Campaign.id) < before)
    campaigns = ctx.db.exec(statement).all()
    counts = _counts(ctx, [one.id for one in campaigns])
    zone = _zone(ctx)
    return [_row(ctx, one, counts.get(one.id, Counts()), zone) for one in campaigns]


def list_uses(ctx: CompanyContext, template_id: UUID) -> list[CampaignRow]:
    """Return the newest campaigns that use, or have used, a template."""
    ctx.require(Permission.CAMPAIGNS_READ)
    statement = (
        select(Campaign)
        .where(col(Campaign.company_id) == ctx.company_id, col(Campaign.template_id) == template_id)
        .order_by(col(Campaign.id).desc())
        .limit(PAGE)
    )
    campaigns = ctx.db.exec(statement).all()
    counts, zone = _counts(ctx, [one.id for one in campaigns]), _zone(ctx)
    return [_row(ctx, one, counts.get(one.id, Counts()), zone) for one in campaigns]


def get_report(ctx: CompanyContext, campaign_id: UUID) -> CampaignReport:
    """Return one campaign with all its figures and reasons."""
    ctx.require(Permission.CAMPAIGNS_READ)
    campaign = get_campaign(ctx, campaign_id)
    counts = _counts(ctx, [campaign_id]).get(campaign_id, Counts())
    number, zone = find_number(ctx, campaign.phone_number_id), _zone(ctx)
    may_send, waits = ctx.actor.may(Permission.CAMPAIGNS_SEND), _waits(campaign)
    return CampaignReport(
        id=str(campaign.id),
        name=campaign.name,
        status=WAITING if waits else campaign.status,
        template=_template_name(campaign),
        number=number.display_number if number else "",
        launched=local_time(campaign.launched_at, zone),
        finished=local_time(campaign.finished_at, zone),
        pause_reason=campaign.pause_reason or "",
        audience=sum(counts.values()),
        waiting=counts.of(_WAITING),
        accepted=counts.of(_ACCEPTED),
        sent=counts.of(_SENT),
        delivered=counts.of(_DELIVERED),
        read=counts.of(_READ),
        failed=counts.of((D.FAILED,)),
        skipped=counts.of((D.SKIPPED,)),
        unconfirmed=counts.of((D.UNCONFIRMED,)),
        percent_done=_percent_done(counts),
        percent_read=counts.percent(_READ),
        percent_delivered=counts.percent((D.DELIVERED,)),
        percent_accepted=counts.percent((D.ACCEPTED, D.SENT)),
        percent_failed=counts.percent((D.FAILED,)),
        failures=_failures(ctx, campaign_id) if counts.of((D.FAILED,)) else [],
        skips=_skips(ctx, campaign_id) if counts.of((D.SKIPPED,)) else [],
        can_pause=campaign.status == CampaignStatus.SENDING
        and ctx.actor.may(Permission.CAMPAIGNS_PAUSE),
        can_resume=campaign.status == CampaignStatus.PAUSED and may_send,
        can_cancel=campaign.status not in (CampaignStatus.DRAFT, *_OVER) and may_send,
        asked_by=asker_name(ctx, campaign) if waits else "",
        asked=local_time(campaign.approval_asked_at, zone),
        asked_at=token_of(campaign.approval_asked_at),
        can_approve=waits and ctx.actor.may(Permission.CAMPAIGNS_APPROVE),
        audience_words=choosing.say(ctx, campaign.audience),
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
    if status:
        statement = statement.where(col(CampaignRecipient.status) == status)
    if after is not None:
        statement = statement.where(col(CampaignRecipient.id) > after)
    zone = _zone(ctx)
    return [_recipient(ctx, one, zone) for one in ctx.db.exec(statement)]


def _counts(ctx: CompanyContext, campaign_ids: list[UUID]) -> dict[UUID, Counts]:
    rows = ctx.db.exec(
        select(CampaignCount).where(
            col(CampaignCount.company_id) == ctx.company_id,
            col(CampaignCount.campaign_id).in_(campaign_ids),
        )
    )
    counts: dict[UUID, Counts] = {}
    for row in rows:
        counts.setdefault(row.campaign_id, Counts())[row.status] = row.total
    return counts


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


def _row(ctx: CompanyContext, campaign: Campaign, counts: Counts, zone: str) -> CampaignRow:
    return CampaignRow(
        id=str(campaign.id),
        name=campaign.name,
        status=WAITING if _waits(campaign) else campaign.status,
        template=_template_name(campaign),
        audience=sum(counts.values()),
        sent=counts.of(_ACCEPTED),
        delivered=counts.of(_DELIVERED),
        read=counts.of(_READ),
        failed=counts.of((D.FAILED,)),
        skipped=counts.of((D.SKIPPED,)),
        percent_done=_percent_done(counts),
        created=local_time(campaign.created_at, zone),
        pause_reason=campaign.pause_reason or "",
        can_pause=campaign.status == CampaignStatus.SENDING
        and ctx.actor.may(Permission.CAMPAIGNS_PAUSE),
        can_resume=campaign.status == CampaignStatus.PAUSED
        and ctx.actor.may(Permission.CAMPAIGNS_SEND),
    )


def _waits(campaign: Campaign) -> bool:
    return campaign.status == CampaignStatus.DRAFT and campaign.approval_asked_at is not None


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


def _percent_done(counts: Counts) -> int:
    total = sum(counts.values())
    return int(100 - counts.percent(_WAITING)) if total else 0


def _template_name(campaign: Campaign) -> str:
    snapshot = campaign.template_snapshot
    return f"{snapshot['name']} ({snapshot['language']})" if snapshot else ""


def _zone(ctx: CompanyContext) -> str:
    return companies.get_profile(ctx).time_zone
