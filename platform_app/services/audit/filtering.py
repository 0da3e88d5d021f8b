"""What a list of events can be narrowed down to, and the conditions that follow."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement
from sqlmodel import col

from platform_app.core.errors import InvalidInput
from platform_app.models.audit import AuditEvent, PlatformAuditEvent
from platform_app.services.audit.actions import AuditAction
from platform_app.services.audit.events import ActorKind
from platform_app.services.audit.reading import NAMELESS
from platform_app.services.audit.views import ActGroup, Choice, Filters
from platform_app.services.audit.words import SUBJECTS, WORDS

Log = type[AuditEvent] | type[PlatformAuditEvent]
_KIND = "kind:"


def list_acts() -> list[ActGroup]:
    """Return every act that is remembered, by what it is about."""
    return [
        ActGroup(
            kind,
            label,
            [Choice(act, WORDS[act].capitalize()) for act in AuditAction if _kind(act) == kind],
        )
        for kind, label in SUBJECTS.items()
    ]


def others() -> list[Choice]:
    """Return the actors that are no person of the company."""
    kinds = (ActorKind.SYSTEM, ActorKind.SUPER_ADMIN, ActorKind.VISITOR)
    return [Choice(f"{_KIND}{kind}", NAMELESS[kind]) for kind in kinds]


def conditions(log: Log, filters: Filters, zone: str) -> list[ColumnElement[bool]]:
    """Return what an event must be; raises InvalidInput for what no event can be."""
    return [*_about(log, filters), *_between(log, filters, ZoneInfo(zone))]


def _about(log: Log, filters: Filters) -> Iterator[ColumnElement[bool]]:
    if filters.who.startswith(_KIND):
        yield col(log.actor_kind) == filters.who.removeprefix(_KIND)
    elif filters.who:
        yield col(log.actor_id) == _id(filters.who)
    if filters.act:
        column = col(log.action) if "." in filters.act else col(log.subject_kind)
        yield column == filters.act
    if filters.subject:
        yield col(log.subject_id) == _id(filters.subject)
    if filters.company and log is PlatformAuditEvent:
        yield col(PlatformAuditEvent.about_company) == _id(filters.company)


def _between(log: Log, filters: Filters, zone: ZoneInfo) -> Iterator[ColumnElement[bool]]:
    if filters.since:
        yield col(log.created_at) >= _midnight(_day(filters.since), zone)
    if filters.until:
        yield col(log.created_at) < _midnight(_day(filters.until) + timedelta(days=1), zone)


def _kind(act: AuditAction) -> str:
    return act.partition(".")[0]


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise InvalidInput("This is no day. Choose one from the calendar.") from error
    # Further away, the day after it or its moment in UTC may not exist.
    if not 1970 <= day.year <= 9000:
        raise InvalidInput("Nothing was remembered in that year. Choose another day.")
    return day


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise InvalidInput("This list does not exist. Clear the filters.") from error
