"""The messaging limit: how many people a business portfolio may write to first within 24 hours, and has written to."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import text

from platform_app.core.clock import now
from platform_app.core.context import CompanyContext
from platform_app.core.ids import first_id_at

# WhatsApp's reference, "Messaging limits": unique people reached outside the customer-service window, in a moving
# 24 hours, over all numbers of the portfolio. None is no limit.
_LIMITS: dict[str, int | None] = {
    "TIER_50": 50,
    "TIER_250": 250,
    "TIER_1K": 1_000,
    "TIER_2K": 2_000,
    "TIER_10K": 10_000,
    "TIER_100K": 100_000,
    "TIER_UNLIMITED": None,
}
_WINDOW = timedelta(hours=24)
_MINE = """
    with mine as (
        select number.id from phone_number number
        join channel on channel.company_id = number.company_id and channel.id = number.channel_id
        join channel own on own.company_id = channel.company_id and own.id = :channel_id
        where number.company_id = :company_id
          and (channel.id = own.id or (own.business_id <> '' and channel.business_id = own.business_id))
    ), reached as (
        select recipient.contact_id, recipient.accepted_at as at
        from campaign_recipient recipient
        join campaign on campaign.company_id = recipient.company_id and campaign.id = recipient.campaign_id
        where recipient.company_id = :company_id and campaign.phone_number_id in (select id from mine)
          and recipient.accepted_at > now() - interval '24 hours' and recipient.status <> 'failed'
        union all
        select conversation.contact_id, message.accepted_at
        from message
        join conversation on conversation.company_id = message.company_id
             and conversation.id = message.conversation_id
        where message.company_id = :company_id and message.id >= :since_id and message.direction = 'outbound' and message.kind = 'template'
          and message.happened_at > now() - interval '24 hours' and message.accepted_at is not null
          and message.status <> 'failed' and conversation.phone_number_id in (select id from mine)
    )
"""
_COUNT = "select count(distinct contact_id) from reached"
# What lanes hold of the campaigns that send: it may be accepted at any moment.
_SUM_UNDER_WAY = """
    select coalesce(sum(counted.total), 0)::int from campaign
    join campaign_count counted on counted.company_id = campaign.company_id and counted.campaign_id = campaign.id
    where campaign.company_id = :company_id and campaign.phone_number_id in (select id from mine)
      and campaign.status = 'sending' and counted.status in ('claimed', 'sending')
"""
_FIND_LEAVING = """
    select max(at) + interval '24 hours' from reached group by contact_id
    order by 1 offset :before limit 1
"""
_USED, _UNDER_WAY, _LEAVES = (
    text(_MINE + _COUNT),
    text(_MINE + _SUM_UNDER_WAY),
    text(_MINE + _FIND_LEAVING),
)
# Whoever waits for room waits for a part of the limit, and not for each single place.
_PARTS = 20


@dataclass(frozen=True, slots=True)
class LimitUse:
    """How much of a messaging limit is used; `limit` is None without one, or when WhatsApp has not said it."""

    limit: int | None
    used: int
    is_known: bool

    @property
    def left(self) -> int | None:
        """Return how many more people may be written to first, or None without a limit."""
        return None if self.limit is None else max(0, self.limit - self.used)


@dataclass(frozen=True, slots=True)
class Room:
    """How many more people may be written to first now, and how many are being written to."""

    left: int
    under_way: int


def read_limit(tier: str) -> int | None:
    """Return how many people a limit of this name allows; None without a limit, or for a name that is new."""
    return _LIMITS.get(tier)


def describe_limit(tier: str) -> str:
    """Return a limit as people read it; one that is new keeps its name."""
    if tier == "TIER_UNLIMITED":
        return "no limit"
    limit = read_limit(tier)
    return tier if limit is None else f"{limit:,}"


def use_of_limit(ctx: CompanyContext, channel_id: UUID, tier: str) -> LimitUse:
    """Return how much of a limit of this name the channel's portfolio has used."""
    return limit_use(tier, count_reached(ctx, channel_id))


def limit_use(tier: str, reached: int) -> LimitUse:
    """Return how much of a limit is used by so many people."""
    return LimitUse(read_limit(tier), reached, tier in _LIMITS)


def count_reached(ctx: CompanyContext, channel_id: UUID) -> int:
    """Count the people whom the channel's portfolio has written to in the last 24 hours.

    Everybody counts who got a template, also inside an open window, so that the true figure is never higher.
    """
    return ctx.db.connection().execute(_USED, _values(ctx, channel_id)).scalar_one()


def find_room(ctx: CompanyContext, channel_id: UUID, limit: int) -> Room:
    """Return how much of a limit the channel's portfolio has left, without those who are being written to."""
    values = _values(ctx, channel_id)
    under_way = ctx.db.connection().execute(_UNDER_WAY, values).scalar_one()
    return Room(max(0, limit - count_reached(ctx, channel_id) - under_way), under_way)


def room_returns_at(ctx: CompanyContext, channel_id: UUID, limit: int) -> datetime:
    """Return when a part of a limit that is used up is free again."""
    over = max(0, count_reached(ctx, channel_id) - limit)
    values = _values(ctx, channel_id) | {"before": over + max(1, limit // _PARTS) - 1}
    at = ctx.db.connection().execute(_LEAVES, values).scalar_one_or_none()
    return at or now() + _WINDOW


def _values(ctx: CompanyContext, channel_id: UUID) -> dict[str, object]:
    return {
        "company_id": ctx.company_id,
        "channel_id": channel_id,
        # Ids begin with their time: without this, every message that the company ever had would be read.
        "since_id": first_id_at(now() - _WINDOW),
    }
