"""Scheduling: a campaign that starts by itself, once, at its time, or says why it does not."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func
from sqlmodel import col, select

from platform_app.core.clock import iso, local_time, moment_at
from platform_app.core.context import CompanyContext, PublicContext
from platform_app.core.errors import Conflict, InvalidInput, NotAllowed
from platform_app.core.permissions import Permission
from platform_app.models.campaigns import Campaign, CampaignStatus, PauseKind
from platform_app.models.channels import Channel, ChannelStatus
from platform_app.models.companies import Company, CompanyStatus
from platform_app.models.templates import MessageTemplate
from platform_app.services import audit, companies, sweeps
from platform_app.services.campaigns.allowance import check_month
from platform_app.services.campaigns.lookups import figures_of, find_number, get_campaign
from platform_app.services.campaigns.repricing import reprice
from platform_app.services.campaigns.starting import find_ready, forget_pause, start
from platform_app.services.campaigns.stopping import Pause, pause_one
from platform_app.services.campaigns.variants import snapshot_of

# Whoever chose 09:00 would rather have it at 09:40 than not at all, but nobody wants it at midnight.
LATE = timedelta(hours=1)
FARTHEST = timedelta(days=365)
_BATCH = 1_000
_PAST = "This time has passed. Choose a later one, or launch now."


def read_start(ctx: CompanyContext, day: str, clock: str) -> datetime:
    """Return the moment of a day such as 2026-11-25 and a time such as 09:00 in the company's zone.

    Raises InvalidInput for what is no time, has passed, is too far off, or is shown by no clock.
    """
    try:
        local = datetime.fromisoformat(f"{day.strip()}T{clock.strip()}")
    except ValueError as error:
        raise _refused("Write the day like 2026-11-25 and the time like 09:00.") from error
    try:
        moment = moment_at(local.replace(tzinfo=None), _zone(ctx))
    except InvalidInput as error:
        raise _refused(error.message) from error
    _check_ahead(ctx, moment)
    return moment


def launch_or_schedule(
    ctx: CompanyContext, campaign: Campaign, template: MessageTemplate, willing: int
) -> None:
    """Start a campaign that is ready, or let it wait for its time; raises InvalidInput when that is long over."""
    moment = _database_now(ctx)
    if campaign.starts_at is None or moment - LATE <= campaign.starts_at <= moment:
        start(ctx, campaign, template, willing)
    elif campaign.starts_at < moment:
        raise InvalidInput(_PAST, {"starts_at": _PAST})
    else:
        _schedule(ctx, campaign, template, willing)


def resume_unstarted(ctx: CompanyContext, campaign: Campaign) -> None:
    """Start a campaign that was stopped before its time, or let it wait for that again."""
    template, willing = find_ready(ctx, campaign)
    if campaign.starts_at is not None and campaign.starts_at > _database_now(ctx):
        _schedule(ctx, campaign, template, willing)
    else:
        start(ctx, campaign, template, willing)


def unschedule(ctx: CompanyContext, campaign_id: UUID) -> None:
    """Make a draft again of a campaign that has not started; what was approved has to be approved again."""
    ctx.require(Permission.CAMPAIGNS_SEND)
    campaign = get_campaign(ctx, campaign_id, lock=True)
    if not is_unstarted(ctx, campaign):
        raise Conflict("This campaign has started. Pause or cancel it instead.")
    campaign.status, campaign.launched_by, campaign.template_snapshot = (
        CampaignStatus.DRAFT,
        None,
        {},
    )
    forget_pause(campaign)
    audit.record(ctx, audit.AuditAction.CAMPAIGN_UNSCHEDULED, campaign.id, name=campaign.name)
    ctx.nudge("campaigns")


def reschedule(ctx: CompanyContext, campaign_id: UUID, starts_at: datetime) -> None:
    """Let a scheduled campaign start at another time."""
    ctx.require(Permission.CAMPAIGNS_SEND)
    if not ctx.actor.may(Permission.CAMPAIGNS_APPROVE):
        raise NotAllowed(
            "Its time was approved with it. Take the campaign back, change the time and ask again."
        )
    campaign = get_campaign(ctx, campaign_id, lock=True)
    if campaign.status != CampaignStatus.SCHEDULED:
        raise Conflict("This campaign is not scheduled any more. Reload the page.")
    _check_ahead(ctx, starts_at)
    before, campaign.starts_at = campaign.starts_at, starts_at
    changes = audit.changes_between({"starts_at": iso(before)}, {"starts_at": iso(starts_at)})
    act = audit.AuditAction.CAMPAIGN_RESCHEDULED
    audit.record(ctx, act, campaign.id, name=campaign.name, changes=changes)
    ctx.nudge("campaigns")


def list_due(ctx: PublicContext) -> list[tuple[UUID, UUID]]:
    """Return company and id of every campaign whose time has come, by the database's clock."""
    statement = select(Campaign.company_id, Campaign.id).where(
        col(Campaign.status) == CampaignStatus.SCHEDULED, col(Campaign.starts_at) <= func.now()
    )
    return list(ctx.db.exec(statement.order_by(col(Campaign.starts_at)).limit(_BATCH)))


def start_due(ctx: CompanyContext, campaign_id: UUID) -> None:
    """Start a scheduled campaign whose time has come; of two at once, one does, and the other finds it done.

    Raises whatever keeps it back, in words for people. While contacts are being changed for a tag or an attribute it
    waits; the clock calls it again.
    """
    campaign = get_campaign(ctx, campaign_id, lock=True)
    due, moment = campaign.starts_at, _database_now(ctx)
    if campaign.status != CampaignStatus.SCHEDULED or due is None or due > moment:
        return
    if sweeps.under_way(ctx):
        return
    if due < moment - LATE:
        zone = _zone(ctx)
        raise Conflict(
            f"It should have started on {local_time(due, zone)}, and nothing was running then; "
            f"it was noticed on {local_time(moment, zone)}. Resume to send it now, or take it back."
        )
    _check_company(ctx, campaign)
    if reprice(ctx, campaign_id):
        return
    template, willing = find_ready(ctx, campaign)
    if campaign.template_snapshot != snapshot_of(template):
        raise Conflict(
            f"The template {template.name} was changed after this was scheduled. Look at it, then resume to send it."
        )
    start(ctx, campaign, template, willing)


def pause_unstarted(ctx: CompanyContext, campaign_id: UUID, problem: str) -> None:
    """Pause a scheduled campaign that could not start, and tell whoever launched it why."""
    pause = Pause(PauseKind.START, f"It could not start at its time. {problem}")
    pause_one(ctx, campaign_id, pause, among=(CampaignStatus.SCHEDULED,))


def is_unstarted(ctx: CompanyContext, campaign: Campaign) -> bool:
    """Tell whether a campaign waits for its time, or was stopped before it."""
    if campaign.status == CampaignStatus.SCHEDULED:
        return True
    return (
        campaign.status == CampaignStatus.PAUSED
        and campaign.launched_at is None
        and figures_of(ctx.db, ctx.company_id, campaign.id) == (0, 0)
    )


def _schedule(
    ctx: CompanyContext, campaign: Campaign, template: MessageTemplate, willing: int
) -> None:
    check_month(ctx, campaign, willing)
    # Only to see at its time whether the words are still those that were seen now.
    campaign.template_snapshot = snapshot_of(template)
    campaign.category = template.category
    campaign.status, campaign.launched_by = CampaignStatus.SCHEDULED, ctx.actor.user_id
    campaign.approval_asked_at, campaign.approval_note = None, ""
    forget_pause(campaign)
    act, at = audit.AuditAction.CAMPAIGN_SCHEDULED, iso(campaign.starts_at)
    audit.record(ctx, act, campaign.id, name=campaign.name, people=willing, starts_at=at)
    ctx.nudge("campaigns")


def _check_company(ctx: CompanyContext, campaign: Campaign) -> None:
    if ctx.db.get_one(Company, ctx.company_id).status != CompanyStatus.ACTIVE:
        raise Conflict("The company was suspended at that time. Resume to send it now.")
    number = find_number(ctx, campaign.phone_number_id)
    if number is None:
        raise Conflict("Its number is gone. Take the campaign back and choose another one.")
    channel = ctx.db.get_one(Channel, (ctx.company_id, number.channel_id))
    if channel.status != ChannelStatus.CONNECTED:
        raise Conflict(
            f"{channel.problem or 'WhatsApp does not take the account.'} Resume once WhatsApp is connected again."
        )


def _check_ahead(ctx: CompanyContext, moment: datetime) -> None:
    ahead = moment - _database_now(ctx)
    if ahead <= timedelta():
        raise _refused(_PAST)
    if ahead > FARTHEST:
        raise _refused("This is more than a year away. Choose an earlier day.")


def _refused(sentence: str) -> InvalidInput:
    return InvalidInput(sentence, {"starts_at": sentence})


def _zone(ctx: CompanyContext) -> str:
    return companies.get_profile(ctx).time_zone


def _database_now(ctx: CompanyContext) -> datetime:
    return ctx.db.exec(select(func.now())).one()
