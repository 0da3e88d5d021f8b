"""The ledger as people read it: the newest entries, how many people hold which state, how it goes by day."""

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, String, Uuid, cast, func, text, tuple_
from sqlmodel import col, select

from platform_app.core.clock import local_time, now
from platform_app.core.context import CompanyContext
from platform_app.core.errors import InvalidInput, NotFound
from platform_app.core.masking import shown_in
from platform_app.core.paging import COUNT_LIMIT, PAGE_ROWS, Page, cursor_after, read_cursor
from platform_app.core.permissions import Permission
from platform_app.models.consent import ConsentEvent, ConsentKind, ConsentSource
from platform_app.models.contacts import AliasKind, Contact, ContactAlias
from platform_app.services import companies, suppression
from platform_app.services.consent.projection import SOURCE_WORDS
from platform_app.services.consent.recording import list_events
from platform_app.services.consent.views import (
    ConsentCounts,
    EventFilters,
    EventRow,
    PersonConsent,
    TrendDay,
)

TREND_DAYS = 90
PERIODS = {"": "All time", "7": "7 days", "30": "30 days", "90": "90 days"}
# A day at a time, told off the index alone: to which day each of a million entries belongs is never worked out.
_TREND = text(
    """
    select cast(days.day as date), counted.granted, counted.withdrawn
    from generate_series(cast(:first as timestamp), cast(:last as timestamp), interval '1 day') as days (day)
    cross join lateral (
        select count(*) filter (where kind = 'granted') as granted,
               count(*) filter (where kind = 'withdrawn') as withdrawn
        from consent_event
        where company_id = :company_id
          and happened_at >= days.day at time zone :zone
          and happened_at < (days.day + interval '1 day') at time zone :zone
    ) as counted
    """
)


def count_people(ctx: CompanyContext) -> ConsentCounts:
    """Return how many people hold which state, each told off an index of its own."""
    ctx.require(Permission.CONTACTS_READ)
    is_in, is_out = col(Contact.opted_in_at).is_not(None), col(Contact.opted_out_at).is_not(None)
    return ConsentCounts(
        opted_in=_count(ctx, is_in, ~is_out),
        opted_out=_count(ctx, is_out),
        unknown=_count(ctx, ~is_in, ~is_out),
        nothing_at_all=_count(ctx, col(Contact.service_opted_out_at).is_not(None)),
        suppressed=suppression.count(ctx),
    )


def list_rows(
    ctx: CompanyContext, filters: EventFilters, *, cursor: str | None = None
) -> Page[EventRow]:
    """Return the newest entries of all people."""
    ctx.require(Permission.CONTACTS_READ)
    wanted = _wanted(ctx, filters)
    place = tuple_(col(ConsentEvent.happened_at), col(ConsentEvent.id))
    statement = _with_people().where(*wanted)
    if cursor:
        statement = statement.where(place < tuple_(*read_cursor(cursor)))
    newest = statement.order_by(col(ConsentEvent.happened_at).desc(), col(ConsentEvent.id).desc())
    found = ctx.db.exec(newest.limit(PAGE_ROWS + 1)).all()
    last = found[PAGE_ROWS - 1][0] if len(found) > PAGE_ROWS else None
    more = cursor_after(last.happened_at, last.id) if last else None
    counted = select(ConsentEvent.id).where(*wanted).limit(COUNT_LIMIT).subquery()
    total = ctx.db.exec(select(func.count()).select_from(counted)).one()
    zone = companies.get_profile(ctx).time_zone
    return Page([as_row(ctx, *one, zone) for one in found[:PAGE_ROWS]], more, total)


def opted_out_by_campaign(ctx: CompanyContext, campaign_id: UUID) -> int:
    """Return how many people took their consent back within three days of this campaign's message."""
    ctx.require(Permission.CAMPAIGNS_READ)
    theirs = select(func.count(col(ConsentEvent.contact_id).distinct())).where(
        col(ConsentEvent.company_id) == ctx.company_id,
        col(ConsentEvent.campaign_id) == campaign_id,
        col(ConsentEvent.kind) == ConsentKind.WITHDRAWN,
    )
    return ctx.db.exec(theirs).one()


def list_trend(ctx: CompanyContext) -> list[TrendDay]:
    """Return the last 90 days of the company's calendar, the oldest first."""
    ctx.require(Permission.CONTACTS_READ)
    zone = ZoneInfo(companies.get_profile(ctx).time_zone)
    last = now().astimezone(zone).date()
    first = last - timedelta(days=TREND_DAYS - 1)
    values = {
        "company_id": ctx.company_id,
        "zone": str(zone),
        "first": first,
        "last": last,
    }
    counted: dict[date, tuple[int, int]] = {
        day: (granted, withdrawn)
        for day, granted, withdrawn in ctx.db.connection().execute(_TREND, values)
    }
    highest = max((max(pair) for pair in counted.values()), default=0) or 1
    days = (first + timedelta(days=n) for n in range(TREND_DAYS))
    return [_day(day, counted.get(day, (0, 0)), highest) for day in days]


def get_person(ctx: CompanyContext, contact_id: UUID) -> PersonConsent:
    """Return what holds for one person and the entries it rests on, the newest first."""
    ctx.require(Permission.CONTACTS_READ)
    contact = ctx.db.get(Contact, (ctx.company_id, contact_id))
    if contact is None:
        raise NotFound("This contact does not exist, or no longer does.")
    zone = companies.get_profile(ctx).time_zone
    newest = reversed(list_events(ctx, contact_id))
    return PersonConsent(
        contact_id=str(contact_id),
        is_opted_in=contact.opted_in_at is not None and contact.opted_out_at is None,
        is_opted_out=contact.opted_out_at is not None,
        is_silent=contact.service_opted_out_at is not None,
        is_blocked=contact.blocked_at is not None,
        marketing=shown_in(ctx, _say_marketing(contact, zone), contact.phone),
        service=_say_service(contact, zone),
        events=[as_row(ctx, event, contact, zone) for event in newest][:PAGE_ROWS],
    )


def as_row(
    ctx: CompanyContext, event: ConsentEvent, contact: Contact | None, zone: str
) -> EventRow:
    """Return an entry in words; somebody without a name and a number is known by WhatsApp only."""
    # What somebody wrote may name their number.
    phone = contact.phone if contact else None
    return EventRow(
        id=str(event.id),
        contact_id=str(contact.id) if contact else "",
        who=(contact.short_name if contact else "") or "WhatsApp user",
        kind=event.kind,
        purpose=event.purpose,
        source=SOURCE_WORDS[ConsentSource(event.source)],
        detail=shown_in(ctx, event.detail, phone),
        wording=shown_in(ctx, event.wording, phone),
        actor=event.actor_name,
        happened=local_time(event.happened_at, zone),
        recorded=local_time(event.created_at, zone),
    )


def _with_people():  # noqa: ANN202  sqlmodel's own type of a select
    # Whoever turned out to be another contact is shown as that one.
    alias, event = ContactAlias, ConsentEvent
    merged = (
        (col(alias.company_id) == col(event.company_id))
        & (col(alias.kind) == AliasKind.CONTACT)
        & (col(alias.value) == cast(event.contact_id, String))
    )
    person = func.coalesce(alias.contact_id, event.contact_id, type_=Uuid)
    known = (col(Contact.company_id) == col(event.company_id)) & (col(Contact.id) == person)
    return select(event, Contact).outerjoin(alias, merged).outerjoin(Contact, known)


def _wanted(ctx: CompanyContext, filters: EventFilters) -> Sequence[ColumnElement[bool]]:
    wanted = [col(ConsentEvent.company_id) == ctx.company_id]
    known = {"kind": ConsentKind, "source": ConsentSource}
    for field, choices in known.items():
        if value := getattr(filters, field):
            if value not in [str(one) for one in choices]:
                raise InvalidInput("This list does not exist. Clear the filters.")
            wanted.append(col(getattr(ConsentEvent, field)) == value)
    if filters.days not in PERIODS:
        raise InvalidInput("This list does not exist. Clear the filters.")
    if filters.days:
        since = now() - timedelta(days=int(filters.days))
        wanted.append(col(ConsentEvent.happened_at) >= since)
    return wanted


def _count(ctx: CompanyContext, *conditions: ColumnElement[bool]) -> int:
    counted = select(func.count()).where(col(Contact.company_id) == ctx.company_id, *conditions)
    return ctx.db.exec(counted).one()


def _day(day: date, counts: tuple[int, int], highest: int) -> TrendDay:
    granted, withdrawn = counts
    return TrendDay(
        day.isoformat(), granted, withdrawn, *(round(100 * one / highest) for one in counts)
    )


def _say_marketing(contact: Contact, zone: str) -> str:
    if contact.opted_out_at is not None:
        return f"Opted out on {local_time(contact.opted_out_at, zone)} · {contact.opt_out_source}"
    if contact.opted_in_at is not None:
        return f"Opted in on {local_time(contact.opted_in_at, zone)} · {contact.opt_in_source}"
    return "Nobody has recorded that they agreed, so they get no marketing."


def _say_service(contact: Contact, zone: str) -> str:
    if contact.service_opted_out_at is not None:
        return f"Wants no messages at all since {local_time(contact.service_opted_out_at, zone)}"
    return "May be written to about what they asked for or bought."
