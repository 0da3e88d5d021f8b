"""What the builder's fields say about a campaign's purpose, timing and control group: read, checked, and shown again."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from platform_app.core.clock import now
from platform_app.core.context import CompanyContext
from platform_app.core.errors import InvalidInput
from platform_app.core.permissions import Permission
from platform_app.models.campaigns import Campaign
from platform_app.services.campaigns import quiet
from platform_app.services.campaigns.copies import checked_tags
from platform_app.services.campaigns.lookups import zone_of
from platform_app.services.campaigns.schedule import read_start
from platform_app.services.campaigns.views import Brief, Timing

_LONGEST = {"goal": 500, "brief": 4_000, "offer": 200}
_MOST_HELD_OUT = 50
_FASTEST = 1_000
_MOST_PEOPLE = 10_000_000


def apply_brief(campaign: Campaign, brief: Brief) -> None:
    """Keep what a campaign is for; raises InvalidInput with the field that is wrong."""
    for name, longest in _LONGEST.items():
        text = getattr(brief, name).strip()
        if len(text) > longest:
            raise _wrong(name, f"Use at most {longest:,} characters.")
        setattr(campaign, name, text)
    campaign.offer_until = _day(brief.offer_until)
    campaign.tags = checked_tags(brief.tags.split(","))


def brief_of(campaign: Campaign) -> Brief:
    """Return what a campaign is for, as the builder shows it."""
    until = campaign.offer_until
    return Brief(
        goal=campaign.goal,
        brief=campaign.brief,
        offer=campaign.offer,
        offer_until=until.isoformat() if until else "",
        tags=", ".join(campaign.tags),
    )


def apply_timing(ctx: CompanyContext, campaign: Campaign, timing: Timing) -> None:
    """Keep when and how fast a campaign goes; raises InvalidInput with the field that is wrong."""
    before = timing_of(ctx, campaign)
    # A time that was chosen and has passed meanwhile does not stand against saving something else.
    if (timing.day, timing.clock) != (before.day, before.clock):
        is_set = timing.day.strip() or timing.clock.strip()
        campaign.starts_at = read_start(ctx, timing.day, timing.clock) if is_set else None
    hours = quiet.read_hours(timing.quiet_from, timing.quiet_to)
    campaign.quiet_from, campaign.quiet_to = (hours.begin, hours.end) if hours else (None, None)
    campaign.in_recipient_zone = timing.in_recipient_zone and hours is not None
    campaign.rate = _number("rate", timing.rate, _FASTEST)
    campaign.ramp_people = _number("ramp_people", timing.ramp_people, _MOST_PEOPLE)
    campaign.ramp_percent = _number("ramp_percent", timing.ramp_percent, 99)


def timing_of(ctx: CompanyContext, campaign: Campaign) -> Timing:
    """Return when and how fast a campaign goes, as the builder shows it."""
    starts = campaign.starts_at
    local = starts.astimezone(ZoneInfo(zone_of(ctx))) if starts else None
    return Timing(
        day=f"{local:%Y-%m-%d}" if local else "",
        clock=f"{local:%H:%M}" if local else "",
        quiet_from=f"{campaign.quiet_from:%H:%M}" if campaign.quiet_from else "",
        quiet_to=f"{campaign.quiet_to:%H:%M}" if campaign.quiet_to else "",
        in_recipient_zone=campaign.in_recipient_zone,
        rate=str(campaign.rate or ""),
        ramp_people=str(campaign.ramp_people or ""),
        ramp_percent=str(campaign.ramp_percent or ""),
    )


def tomorrow(ctx: CompanyContext) -> str:
    """Return the next day by the company's clocks, which a campaign with a time is offered first."""
    ctx.require(Permission.CAMPAIGNS_EDIT)
    return f"{now().astimezone(ZoneInfo(zone_of(ctx))) + timedelta(days=1):%Y-%m-%d}"


def read_percent(text: str) -> int:
    """Return the share of the audience that is held out; raises InvalidInput above half of it."""
    return _number("control_percent", text, _MOST_HELD_OUT, least=0) or 0


def _number(name: str, text: str, most: int, *, least: int = 1) -> int | None:
    text = text.strip()
    if not text:
        return None
    if not (text.isascii() and text.isdecimal() and least <= int(text[:9]) <= most):
        raise _wrong(name, f"Write a whole number from {least} to {most:,}, or nothing.")
    return int(text)


def _day(text: str) -> date | None:
    if not text.strip():
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError as error:
        raise _wrong("offer_until", "Write the day like 2026-11-25, or nothing.") from error


def _wrong(field: str, words: str) -> InvalidInput:
    return InvalidInput(words, {field: words})
