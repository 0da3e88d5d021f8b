"""What a campaign's own limits let a claim take now, read in the claim's own transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import text

from platform_app.core.context import CompanyContext
from platform_app.models.campaigns import PauseKind
from platform_app.services import campaigns
from platform_app.services.sending.ramps import room_of_ramp
from platform_app.services.sending.views import Work

_READ = text(
    """
    select now(), company.time_zone, campaign.quiet_from, campaign.quiet_to,
           campaign.in_recipient_zone, campaign.zones,
           campaign.ramp_people, campaign.ramp_percent, campaign.ramp_passed_at is not null
    from campaign join company on company.id = campaign.company_id
    where campaign.company_id = :company_id and campaign.id = :id and campaign.status = 'sending'
      and (campaign.resumes_at is null or campaign.resumes_at <= now())
    """
)
# In the order of the zones, which a function keeps; sorting would look at all of them.
_FIRST_DUE = text(
    """
    select asked.zone from unnest(cast(:zones as text[])) as asked (zone)
    cross join lateral (
        select from campaign_recipient recipient
        where recipient.company_id = :company_id and recipient.campaign_id = :id
          and recipient.zone = asked.zone and recipient.status = 'pending'
          and (recipient.not_before is null or recipient.not_before <= now())
        limit 1
    ) due
    limit 1
    """
)
_WAITING = text(
    """
    select asked.zone from unnest(cast(:zones as text[])) as asked (zone)
    cross join lateral (
        select from campaign_recipient recipient
        where recipient.company_id = :company_id and recipient.campaign_id = :id
          and recipient.zone = asked.zone and recipient.status = 'pending'
        limit 1
    ) waiting
    """
)


@dataclass(frozen=True, slots=True)
class Limits:
    """A campaign's own limits, and the moment at which they were read."""

    at: datetime
    company_zone: str
    quiet_from: time | None
    quiet_to: time | None
    in_recipient_zone: bool
    zones: Sequence[str]
    ramp_people: int | None
    ramp_percent: int | None
    has_passed_ramp: bool

    @property
    def hours(self) -> campaigns.Hours | None:
        """Return the quiet hours, if there are any."""
        if self.quiet_from is None or self.quiet_to is None:
            return None
        return campaigns.Hours(self.quiet_from, self.quiet_to)


@dataclass(frozen=True, slots=True)
class Admission:
    """What may be claimed: so many, and in one zone only if one is named."""

    size: int
    zone: str | None = None


_NOTHING = Admission(0)


def admit(ctx: CompanyContext, work: Work, size: int) -> Admission:
    """Return what may be claimed now; a campaign that has to wait is told until when."""
    row = ctx.db.connection().execute(_READ, _key(ctx, work)).first()
    if row is None or work.campaign_id is None:
        return _NOTHING
    limits = Limits(*row)
    zone = None
    if limits.hours is not None:
        if limits.in_recipient_zone:
            zone = _awake_zone(ctx, work, limits, limits.hours)
            if zone is None:
                return _NOTHING
        elif until := campaigns.quiet_until(limits.hours, limits.company_zone, limits.at):
            _wait(ctx, work.campaign_id, limits, until)
            return _NOTHING
    return Admission(min(size, _room(ctx, work.campaign_id, limits, size)), zone)


def _room(ctx: CompanyContext, campaign_id: UUID, limits: Limits, size: int) -> int:
    if limits.has_passed_ramp or (limits.ramp_people is None and limits.ramp_percent is None):
        return size
    room = room_of_ramp(ctx, campaign_id, people=limits.ramp_people, percent=limits.ramp_percent)
    return size if room is None else room


def _awake_zone(
    ctx: CompanyContext, work: Work, limits: Limits, hours: campaigns.Hours
) -> str | None:
    """Return the zone to send to, of those with somebody due the one in which the night is nearest."""
    minute = limits.at.replace(second=0, microsecond=0)
    awake = campaigns.awake_zones(hours, tuple(limits.zones), minute)
    found = ctx.db.connection().execute(_FIRST_DUE, _key(ctx, work) | {"zones": list(awake)})
    if (zone := found.scalar()) is not None:
        return zone
    values = _key(ctx, work) | {"zones": list(limits.zones)}
    waiting = ctx.db.connection().execute(_WAITING, values).scalars().all()
    ends = [campaigns.quiet_until(hours, one, limits.at) for one in waiting]
    # Somebody who is awake and tried again in a moment keeps the campaign from resting.
    if ends and work.campaign_id is not None and all(ends):
        _wait(ctx, work.campaign_id, limits, min(end for end in ends if end is not None))
    return None


def _wait(ctx: CompanyContext, campaign_id: UUID, limits: Limits, until: datetime) -> None:
    local = until.astimezone(ZoneInfo(limits.company_zone))
    where = "where the others live, " if limits.in_recipient_zone else ""
    reason = f"Quiet hours: {where}it goes on by itself at {local:%H:%M} on {local:%A}."
    pause = campaigns.Pause(PauseKind.QUIET, reason)
    campaigns.let_rest(ctx, campaign_id, pause, until=until)


def _key(ctx: CompanyContext, work: Work) -> dict[str, object]:
    return {"company_id": ctx.company_id, "id": work.campaign_id}
