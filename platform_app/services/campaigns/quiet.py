"""Quiet hours: when nobody of a zone is written to, by what the clocks on the walls show."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from platform_app.core.errors import InvalidInput

# Between the zones in which somebody may be: who may be in two sleeps while it is night in one of them.
OR = "+"
# Whoever has no waking hour within so long never has one: their zones lie around the earth.
_NEVER = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Hours:
    """From when to when it is quiet; from 22:00 to 08:00 is a night."""

    begin: time
    end: time

    def hold(self, local: time) -> bool:
        """Tell whether it is quiet while clocks show this."""
        if self.begin < self.end:
            return self.begin <= local < self.end
        return local >= self.begin or local < self.end


def read_hours(begin: str, end: str) -> Hours | None:
    """Return the hours that two fields such as 22:00 and 08:00 say, None when both are empty; raises InvalidInput."""
    if not begin.strip() and not end.strip():
        return None
    try:
        hours = Hours(time.fromisoformat(begin.strip()), time.fromisoformat(end.strip()))
    except ValueError as error:
        raise _refused("Write both times, like 22:00 and 08:00.") from error
    if hours.begin == hours.end:
        raise _refused("These are the same: nobody could ever be written to.")
    return hours


def quiet_until(hours: Hours, zones: str, at: datetime) -> datetime | None:
    """Return when it stops being quiet in all of the zones, or None when somebody there may be written to now."""
    moment = at
    while moment - at < _NEVER:
        ends = [
            _end(hours, zone, moment) for zone in zones.split(OR) if _holds(hours, zone, moment)
        ]
        if not ends:
            break
        moment = max(ends)
    return None if moment == at else moment


def is_never_awake(hours: Hours, zones: str, at: datetime) -> bool:
    """Tell whether these zones leave no common waking hour, now or when clocks are changed next."""
    seasons = (at, at + timedelta(days=182))
    return any((quiet_until(hours, zones, day) or day) - day >= _NEVER for day in seasons)


@lru_cache(maxsize=256)
def awake_zones(hours: Hours, zones: tuple[str, ...], minute: datetime) -> tuple[str, ...]:
    """Return those in which it is not quiet, first the ones in which it will be soonest."""
    awake = [zone for zone in zones if quiet_until(hours, zone, minute) is None]
    return tuple(sorted(awake, key=lambda zone: _next_begin(hours, zone, minute)))


def _holds(hours: Hours, zone: str, at: datetime) -> bool:
    return hours.hold(at.astimezone(ZoneInfo(zone)).time())


def _end(hours: Hours, zone: str, at: datetime) -> datetime:
    """Return the first moment after `at` at which the clocks of a zone show the end, or have left it out."""
    return _next(hours.end, zone, at)


def _next_begin(hours: Hours, zones: str, at: datetime) -> datetime:
    return min(_next(hours.begin, zone, at) for zone in zones.split(OR))


def _next(clock: time, zone: str, at: datetime) -> datetime:
    local = at.astimezone(ZoneInfo(zone))
    shown = [
        datetime.combine(local.date() + timedelta(days), clock, ZoneInfo(zone)).replace(fold=fold)
        for days in (0, 1)
        for fold in (0, 1)
    ]
    return min(moment for one in shown if (moment := one.astimezone(at.tzinfo)) > at)


def _refused(sentence: str) -> InvalidInput:
    return InvalidInput(sentence, {"quiet": sentence})
