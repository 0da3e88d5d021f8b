"""What is noted of a batch besides its effects: what nobody knows, and when each number was heard."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from sqlmodel import col, select

from platform_app.core.context import CompanyContext
from platform_app.core.log import get_logger
from platform_app.integrations.whatsapp.payloads import Unknown
from platform_app.models.channels import Channel, PhoneNumber
from platform_app.services import channels
from platform_app.services.webhooks import statements as sql
from platform_app.services.webhooks.arrivals import Account, Accounts, Arrival

log = get_logger(__name__)

# More kinds than this from one account would be noise, and tell nothing new.
_MOST_UNKNOWN = 200
_MOST_LOGGED = 20


def load_accounts(ctx: CompanyContext) -> Accounts:
    """Return the company's accounts with their numbers."""
    mine = select(Channel.id, Channel.waba_id).where(col(Channel.company_id) == ctx.company_id)
    found = {row_id: Account(row_id, waba_id, {}) for row_id, waba_id in ctx.db.exec(mine)}
    numbers = select(PhoneNumber.channel_id, PhoneNumber.wa_phone_number_id, PhoneNumber.id).where(
        col(PhoneNumber.company_id) == ctx.company_id
    )
    for channel_id, wa_number_id, number_id in ctx.db.exec(numbers):
        found[channel_id].numbers[wa_number_id] = number_id
    return Accounts({one.waba_id: one for one in found.values()})


def keep_the_rest(ctx: CompanyContext, arrivals: list[Arrival]) -> None:
    """Note what the product has no use for (yet); the rows stay, and can be applied again when it has."""
    seen: Counter[tuple[str, str]] = Counter()
    latest: dict[tuple[str, str], tuple[Unknown, datetime]] = {}
    for arrival in arrivals:
        parsed = arrival.parsed
        arrival.kept += [f"Nothing was done about {one.field}." for one in parsed.others]
        arrival.kept += [
            f"Not understood at {one.path or 'the top'}: {one.reason}" for one in parsed.problems
        ]
        for one in () if arrival.is_replay else parsed.unknown:
            seen[one.field, one.what] += 1
            latest[one.field, one.what] = one, arrival.came_at
    # In one order, so that two processes never wait for each other; and no more of them than are ever kept.
    for key, times in sorted(seen.most_common(_MOST_UNKNOWN)):
        one, came_at = latest[key]
        values = {
            "company_id": ctx.company_id,
            "field": one.field,
            "what": one.what,
            "seen": times,
            "shape": one.shape,
            "came_at": came_at,
            "most": _MOST_UNKNOWN,
        }
        ctx.db.connection().execute(sql.COUNT_UNKNOWN, values)
    if seen:
        log.info(
            "webhook elements are unknown",
            extra={"kinds": {" ".join(k): v for k, v in seen.most_common(_MOST_LOGGED)}},
        )


def note_what_was_heard(ctx: CompanyContext, accounts: Accounts, arrivals: list[Arrival]) -> None:
    """Remember when each account and number was heard last, and how much was heard in which hour."""
    came: dict[UUID, list[datetime]] = {}
    for arrival in arrivals:
        came.setdefault(arrival.channel_id, []).append(arrival.came_at)
    for channel_id, moments in came.items():
        values = {"company_id": ctx.company_id, "channel_id": channel_id}
        values |= {"first": min(moments), "last": max(moments)}
        ctx.db.connection().execute(sql.SAW_EVENTS, values)
    _note_numbers(ctx, accounts, [one for one in arrivals if not one.is_replay])


def _note_numbers(ctx: CompanyContext, accounts: Accounts, arrivals: list[Arrival]) -> None:
    heard: Counter[tuple[UUID, datetime]] = Counter()
    last: dict[tuple[UUID, datetime], datetime] = {}
    for arrival in arrivals:
        hour = arrival.came_at.replace(minute=0, second=0, microsecond=0)
        for wa_number_id in _numbers_in(arrival):
            number_id = accounts.number_id(wa_number_id)
            if number_id is not None:
                heard[number_id, hour] += 1
                last[number_id, hour] = max(last.get((number_id, hour), hour), arrival.came_at)
    if not heard:
        return
    values = {
        "company_id": ctx.company_id,
        "number_ids": [number_id for number_id, _ in heard],
        "hours": [hour for _, hour in heard],
        "events": list(heard.values()),
        "last": [last[key] for key in heard],
    }
    found = ctx.db.connection().execute(sql.HEARD_OF_NUMBERS, values)
    for channel_id, number_id, was_silent in found.all():
        if was_silent:
            channels.resolve_notice(ctx, channel_id, f"silence:{number_id}")


def _numbers_in(arrival: Arrival) -> Iterator[str]:
    parsed = arrival.parsed
    for group in (parsed.messages, parsed.statuses, parsed.archived):
        for one in group:
            yield one.phone_number_id
