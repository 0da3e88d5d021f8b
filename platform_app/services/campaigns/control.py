"""What a campaign caused: those who got it beside those who were held out on purpose."""

import math
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import text

from platform_app.core.clock import local_time, now
from platform_app.core.context import CompanyContext
from platform_app.core.db import in_time
from platform_app.core.permissions import Permission
from platform_app.services.campaigns.counts import ACCEPTED
from platform_app.services.campaigns.lookups import get_campaign, zone_of
from platform_app.services.campaigns.views import NO_CONTROL, Comparison, ControlResult

# How long after the launch an answer, or an opt-out, counts; the same for both groups.
COUNTED_FOR = timedelta(hours=72)
_WITHIN_MS = 5_000
_TOO_LONG = "Comparing the two groups took too long. Open the report again in a moment."
# 95 % of chance stay within so many standard errors; 80 % sure to see a difference that is there.
_Z95, _Z80 = 1.959964, 0.841621
# Below this neither share says anything.
_FEWEST = 30

_GROUPS = text(
    """
    with person as materialized (
        select contact_id, status = any(cast(:accepted as text[])) as is_reached
        from campaign_recipient
        where company_id = :company_id and campaign_id = :campaign_id
          and (status = any(cast(:accepted as text[])) or status = 'skipped' and skip_reason = 'control')
    ), wrote as (
        select distinct conversation.contact_id
        from conversation
        join message on message.company_id = conversation.company_id and message.conversation_id = conversation.id
        where conversation.company_id = :company_id and conversation.last_inbound_at >= :since
          and message.direction = 'inbound' and message.happened_at >= :since and message.happened_at < :until
    ), stopped as (
        select distinct contact_id from consent_event
        where company_id = :company_id and kind = 'withdrawn' and happened_at >= :since and happened_at < :until
    )
    select person.is_reached, count(*), count(wrote.contact_id), count(stopped.contact_id)
    from person left join wrote using (contact_id) left join stopped using (contact_id)
    group by person.is_reached
    """
)


@dataclass(frozen=True, slots=True)
class Share:
    """How many of a group did something."""

    people: int
    did: int

    @property
    def rate(self) -> float:
        """Return the share, between 0 and 1."""
        return self.did / self.people if self.people else 0.0


def get_control(ctx: CompanyContext, campaign_id: UUID) -> ControlResult:
    """Compare who got a campaign with who was held out; nothing without a control group.

    Both are counted from the launch, for 72 hours. Raises Unavailable when that takes too long.
    """
    ctx.require(Permission.CAMPAIGNS_READ)
    campaign = get_campaign(ctx, campaign_id)
    if campaign.launched_at is None or not campaign.control_percent:
        return NO_CONTROL
    until = campaign.launched_at + COUNTED_FOR
    values = {
        "company_id": ctx.company_id,
        "campaign_id": campaign_id,
        "accepted": [str(status) for status in ACCEPTED],
        "since": campaign.launched_at,
        "until": until,
    }
    with in_time(ctx.db, _WITHIN_MS, _TOO_LONG):
        rows = ctx.db.connection().execute(_GROUPS, values).all()
    groups = {is_reached: figures for is_reached, *figures in rows}
    reached, held_out = groups.get(True, [0, 0, 0]), groups.get(False, [0, 0, 0])
    if not held_out[0]:
        return NO_CONTROL
    return ControlResult(
        reached[0],
        held_out[0],
        local_time(until, zone_of(ctx)) if until > now() else "",
        [
            compare("Wrote to you", Share(reached[0], reached[1]), Share(held_out[0], held_out[1])),
            compare("Opted out", Share(reached[0], reached[2]), Share(held_out[0], held_out[2])),
        ],
    )


def compare(label: str, reached: Share, held_out: Share) -> Comparison:
    """Say what the difference between two groups is, and whether chance explains it."""
    low, high = interval(reached, held_out)
    difference = reached.rate - held_out.rate
    is_certain = _is_enough(reached, held_out) and (low > 0 or high < 0)
    return Comparison(
        label,
        _say_share(reached),
        _say_share(held_out),
        f"{100 * difference:+.1f} points (95 %: {100 * low:+.1f} to {100 * high:+.1f})",
        _verdict(reached, held_out, is_certain=is_certain),
        is_certain,
    )


def interval(reached: Share, held_out: Share) -> tuple[float, float]:
    """Return the 95 % interval of the difference of two shares, by Newcombe's hybrid score method (1998, method 10)."""
    low_1, high_1 = wilson(reached)
    low_2, high_2 = wilson(held_out)
    difference = reached.rate - held_out.rate
    down = math.hypot(reached.rate - low_1, high_2 - held_out.rate)
    up = math.hypot(high_1 - reached.rate, held_out.rate - low_2)
    return difference - down, difference + up


def wilson(share: Share) -> tuple[float, float]:
    """Return Wilson's 95 % score interval of one share; everything is possible for nobody."""
    n, rate = share.people, share.rate
    if not n:
        return 0.0, 1.0
    middle = rate + _Z95**2 / (2 * n)
    spread = _Z95 * math.sqrt(rate * (1 - rate) / n + _Z95**2 / (4 * n * n))
    scale = 1 + _Z95**2 / n
    return max(0.0, (middle - spread) / scale), min(1.0, (middle + spread) / scale)


def people_needed(reached: Share, held_out: Share) -> int:
    """Return how many people each group needs to see such a difference four times out of five; 0 where there is none."""
    difference = abs(reached.rate - held_out.rate)
    if not difference:
        return 0
    middle = (reached.rate + held_out.rate) / 2
    by_chance = _Z95 * math.sqrt(2 * middle * (1 - middle))
    by_group = _Z80 * math.sqrt(
        reached.rate * (1 - reached.rate) + held_out.rate * (1 - held_out.rate)
    )
    return math.ceil(((by_chance + by_group) / difference) ** 2)


def _is_enough(reached: Share, held_out: Share) -> bool:
    return min(reached.people, held_out.people) >= _FEWEST


def _verdict(reached: Share, held_out: Share, *, is_certain: bool) -> str:
    if is_certain:
        more = "more" if reached.rate > held_out.rate else "fewer"
        return f"The campaign made {more} people do this; chance alone does not explain it."
    needed = people_needed(reached, held_out)
    if not needed:
        return "Too few to say: there is no difference to be seen."
    return (
        "Too few to say: chance alone may explain it. "
        f"A difference of this size shows with about {needed:,} people in each group."
    )


def _say_share(share: Share) -> str:
    return f"{100 * share.rate:.1f} % ({share.did:,} of {share.people:,})"
