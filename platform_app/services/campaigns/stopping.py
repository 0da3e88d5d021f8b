"""Stopping campaigns for a reason from outside: a paused template, a restricted account, revoked credentials."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, or_
from sqlmodel import col, func, select, update

from platform_app.core.context import CompanyContext
from platform_app.core.emails import MailTopic
from platform_app.core.permissions import Permission
from platform_app.models.campaigns import Campaign, CampaignStatus, CampaignVariant, PauseKind
from platform_app.services import audit, mail
from platform_app.services.campaigns.counts import TO_SEND, counts_of

AT_WORK = (CampaignStatus.PREPARING, CampaignStatus.SENDING)


@dataclass(frozen=True, slots=True)
class Pause:
    """Why campaigns pause: what kind of reason, in words for people, and WhatsApp's code if there is one."""

    kind: PauseKind
    reason: str
    code: int | None = None


def pause_at_work(
    ctx: CompanyContext,
    pause: Pause,
    *,
    template_id: UUID | None = None,
    number_ids: Collection[UUID] | None = None,
    category: str | None = None,
) -> int:
    """Pause the campaigns that prepare or send and use all of what is named; return how many."""
    using: list[ColumnElement[bool]] = []
    if template_id is not None:
        using.append(or_(col(Campaign.template_id) == template_id, _tries(template_id)))
    if number_ids is not None:
        using.append(col(Campaign.phone_number_id).in_(number_ids))
    if category is not None:
        using.append(col(Campaign.category) == category)
    return _pause(ctx, using, pause)


def _tries(template_id: UUID) -> ColumnElement[bool]:
    """Tell whether a campaign sends a template as one of its variants, and still does."""
    return (
        select(CampaignVariant.id)
        .where(
            col(CampaignVariant.company_id) == col(Campaign.company_id),
            col(CampaignVariant.campaign_id) == col(Campaign.id),
            col(CampaignVariant.template_id) == template_id,
            col(CampaignVariant.stopped_at).is_(None),
        )
        .exists()
    )


def pause_one(
    ctx: CompanyContext,
    campaign_id: UUID,
    pause: Pause,
    *,
    among: Sequence[CampaignStatus] = AT_WORK,
) -> int:
    """Pause one campaign, if it is in one of the states; return how many that were."""
    return _pause(ctx, [col(Campaign.id) == campaign_id], pause, among)


def let_rest(ctx: CompanyContext, campaign_id: UUID, pause: Pause, *, until: datetime) -> None:
    """Let a campaign that sends wait until trouble has passed; then it goes on by itself."""
    statement = (
        update(Campaign)
        .where(
            col(Campaign.company_id) == ctx.company_id,
            col(Campaign.id) == campaign_id,
            col(Campaign.status) == CampaignStatus.SENDING,
            # Of two lanes that find the same, one says it.
            col(Campaign.resumes_at).is_distinct_from(until),
        )
        .values(pause_reason=pause.reason, pause_kind=pause.kind, resumes_at=until)
        .returning(col(Campaign.name))
    )
    name = ctx.db.connection().execute(statement).scalar_one_or_none()
    if name is not None:
        _remember(ctx, campaign_id, name, pause, act=audit.AuditAction.CAMPAIGN_RESTED)
        ctx.nudge("campaigns")


def stop_all(ctx: CompanyContext) -> int:
    """Pause everything of the company that sends, prepares or is scheduled; return how many campaigns that were."""
    ctx.require(Permission.CAMPAIGNS_PAUSE)
    reason = f"Stopped by {ctx.actor.name} together with everything else that was going out."
    among = (*AT_WORK, CampaignStatus.SCHEDULED)
    return _pause(ctx, [], Pause(PauseKind.PERSON, reason), among)


def count_at_work(ctx: CompanyContext) -> tuple[int, int]:
    """Return how many campaigns `stop_all` would pause, and how many people still wait in them."""
    ctx.require(Permission.CAMPAIGNS_READ)
    at_work = select(Campaign.id).where(
        col(Campaign.company_id) == ctx.company_id,
        col(Campaign.status).in_((*AT_WORK, CampaignStatus.SCHEDULED)),
    )
    found = list(ctx.db.exec(at_work))
    return len(found), sum(counts.of(TO_SEND) for counts in counts_of(ctx, found).values())


def _pause(
    ctx: CompanyContext,
    which: list[ColumnElement[bool]],
    pause: Pause,
    among: Sequence[CampaignStatus] = AT_WORK,
) -> int:
    statement = (
        update(Campaign)
        .where(col(Campaign.company_id) == ctx.company_id, col(Campaign.status).in_(among), *which)
        .values(
            status=CampaignStatus.PAUSED,
            pause_reason=pause.reason,
            pause_kind=pause.kind,
            resumes_at=None,
        )
        .returning(
            col(Campaign.id),
            col(Campaign.name),
            func.coalesce(col(Campaign.launched_by), col(Campaign.created_by)),
        )
    )
    paused = ctx.db.connection().execute(statement).all()
    if not paused:
        return 0
    by_person: defaultdict[UUID | None, list[tuple[UUID, str]]] = defaultdict(list)
    for campaign_id, name, person_id in paused:
        _remember(ctx, campaign_id, name, pause)
        by_person[person_id].append((campaign_id, name))
    for person_id, campaigns in by_person.items():
        _tell(ctx, person_id, campaigns, pause.reason)
    ctx.nudge("campaigns")
    return len(paused)


def _remember(
    ctx: CompanyContext,
    campaign_id: UUID,
    name: str,
    pause: Pause,
    *,
    act: audit.AuditAction = audit.AuditAction.CAMPAIGN_PAUSED,
) -> None:
    if pause.code is None:
        audit.record(ctx, act, campaign_id, name=name)
    else:
        audit.record(ctx, act, campaign_id, name=name, code=str(pause.code))


def _tell(
    ctx: CompanyContext, person_id: UUID | None, paused: list[tuple[UUID, str]], reason: str
) -> None:
    campaigns = [(str(campaign_id), name) for campaign_id, name in paused]
    for recipient in mail.list_told(ctx, person_id, MailTopic.CAMPAIGNS):
        mail.tell_of_pauses(ctx, recipient, campaigns, reason)
