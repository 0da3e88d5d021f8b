"""What a campaign may claim at a time: as much as its own rate and its portfolio's day leave."""

from collections.abc import Awaitable, Callable
from typing import Protocol, TypeVar

from platform_app.core import limits
from platform_app.core.limits import Grant
from platform_app.services.sending import Route, Work

T = TypeVar("T")
# Measured more often where little is left: what was handed out and not sent comes back only then.
_LITTLE = 1_000
_FRESH_S, _FRESH_WHILE_LITTLE_S = 30.0, 5.0
_WAIT_S = 0.5


class InThread(Protocol):
    """Runs what may block beside the event loop."""

    def __call__(self, function: Callable[[], T], /) -> Awaitable[T]: ...


async def take_portion(
    work: Work,
    route: Route,
    want: int,
    *,
    thread: InThread,
    measure: Callable[[int], Awaitable[int]],
) -> Grant:
    """Take what may be claimed, shared by all lanes; `measure` counts the room that a messaging limit leaves."""
    grant = Grant(want, 0)
    if (rate := route.rate) is not None:
        key, burst = f"campaign:{work.campaign_id}", max(1.0, rate / 10)
        grant = await thread(lambda: limits.take(key, rate=rate, burst=burst, want=want))
    if grant.granted and route.daily_limit is not None:
        granted = await _draw(route, route.daily_limit, grant.granted, thread, measure)
        grant = Grant(granted, _WAIT_S)
    return grant


async def _draw(
    route: Route,
    limit: int,
    want: int,
    thread: InThread,
    measure: Callable[[int], Awaitable[int]],
) -> int:
    drawn = await thread(lambda: limits.draw(route.portfolio, want))
    if drawn is not None:
        return drawn
    room = await measure(limit)
    fresh_s = _FRESH_WHILE_LITTLE_S if room < _LITTLE else _FRESH_S
    await thread(lambda: limits.fill(route.portfolio, room, for_s=fresh_s))
    return await thread(lambda: limits.draw(route.portfolio, want)) or 0
