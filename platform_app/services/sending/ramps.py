"""Ramps: the first part goes out, then the campaign waits for somebody to look."""

import math
from uuid import UUID

from sqlalchemy import text

from platform_app.core.context import CompanyContext
from platform_app.models.campaigns import PauseKind
from platform_app.services import campaigns

# One claim after the other, so that two lanes cannot both take the last ones. Not the campaign's row: whoever records
# results holds its counters while it waits for that row.
_HOLD = text(
    "select pg_advisory_xact_lock(hashtextextended('ramp.' || cast(:company_id as text) || cast(:id as text), 0))"
)
_COUNT = text(
    """
    select coalesce(sum(total) filter (where status <> 'skipped'), 0)::int,
           coalesce(sum(total) filter (where status = 'pending'), 0)::int,
           coalesce(sum(total) filter (where status in ('claimed', 'sending')), 0)::int
    from campaign_count where company_id = :company_id and campaign_id = :id
    """
)


def room_of_ramp(
    ctx: CompanyContext, campaign_id: UUID, *, people: int | None, percent: int | None
) -> int | None:
    """Return how many more the first part has room for, None once it is everybody; pause when all of it is out.

    Nobody else claims of this campaign until the transaction ends.
    """
    key = {"company_id": ctx.company_id, "id": campaign_id}
    ctx.db.connection().execute(_HOLD, key)
    total, pending, under_way = ctx.db.connection().execute(_COUNT, key).one()
    size = _size(total, people, percent)
    if size >= total:
        return None
    room = max(0, size - (total - pending))
    # What is under way may still come back: it is waited for.
    if room == 0 and under_way == 0:
        campaigns.pause_one(ctx, campaign_id, _pause(size))
    return room


def _size(total: int, people: int | None, percent: int | None) -> int:
    sizes = [] if people is None else [people]
    if percent is not None:
        sizes.append(math.ceil(total * percent / 100))
    return min(sizes, default=total)


def _pause(size: int) -> campaigns.Pause:
    first = "The first one is" if size == 1 else f"The first {size:,} are"
    reason = f"{first} out. Look at what comes of them for a while, then resume to send the rest."
    return campaigns.Pause(PauseKind.RAMP, reason)
