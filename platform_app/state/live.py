"""Live pages: a nudge on Redis makes the open tabs of one company call their own refresh.

No data travels with a nudge; the tab asks by an ordinary event, so session, permission and paging apply as always.
"""

import asyncio
from collections import defaultdict
from contextlib import suppress
from dataclasses import dataclass, field
from uuid import UUID

import reflex as rx
from redis.asyncio import Redis
from redis.exceptions import RedisError
from reflex.state import BaseState, StateUpdate
from reflex_base.event import Event, EventSpec
from reflex_base.registry import RegistrationContext

from platform_app.api.identity import Visit
from platform_app.core.config import settings
from platform_app.core.context import EVERYTHING
from platform_app.core.log import get_logger

log = get_logger(__name__)

# Many changes in a short time are one change to a person.
SETTLE_S = 0.25
RECONNECT_S = 1.0
_ENTER, _REFRESH = ".enter", ".refresh"
# Beyond this the oldest tabs of a process are no longer live; they still work.
MOST_TABS = 20_000


@dataclass(slots=True)
class Tab:
    """One open tab: its company, and how each part of its page is refreshed."""

    company_id: UUID
    refreshes: dict[type[BaseState], EventSpec] = field(default_factory=dict)


_tabs: dict[str, Tab] = {}
_pending: defaultdict[UUID, set[str]] = defaultdict(set)
_tasks: set[asyncio.Task[None]] = set()


def is_refresh(event_name: str) -> bool:
    """Tell whether a page calls this by itself, without its person."""
    return event_name.endswith(_REFRESH)


def note(token: str, visit: Visit, event_name: str) -> None:
    """Learn from an event which page a tab shows."""
    if visit.company is None or visit.session is None:
        _tabs.pop(token, None)
        return
    tab = _tabs.get(token)
    if tab is None or event_name.endswith(_ENTER):
        if len(_tabs) >= MOST_TABS:
            del _tabs[next(iter(_tabs))]
        tab = _tabs[token] = Tab(visit.company.company_id)
    state = _state_of(event_name)
    refresh = getattr(state, "refresh", None)
    if state is not None and refresh is not None and getattr(state, "topics", ()):
        tab.refreshes[state] = refresh()


async def listen(app: rx.App) -> None:
    """Pass nudges on to this process's tabs, for as long as the process lives."""
    while True:
        try:
            await _listen_once(app)
        except (RedisError, OSError):
            log.warning("live updates wait for Redis")
        await asyncio.sleep(RECONNECT_S)


async def _listen_once(app: rx.App) -> None:
    client = Redis.from_url(settings().redis_url.get_secret_value(), health_check_interval=30)
    try:
        async with client.pubsub() as subscription:
            await subscription.psubscribe("live:*")
            for company_id in {tab.company_id for tab in _tabs.values()}:
                # While Redis was away, anything may have changed.
                _take_in(app, company_id, EVERYTHING)
            async for message in subscription.listen():
                if message["type"] == "pmessage":
                    company = message["channel"].decode().partition(":")[2]
                    _take_in(app, UUID(company), message["data"].decode())
    finally:
        await client.aclose()


def _take_in(app: rx.App, company_id: UUID, topic: str) -> None:
    is_first = company_id not in _pending
    _pending[company_id].add(topic)
    if is_first:
        task = asyncio.create_task(_nudge_soon(app, company_id))
        _tasks.add(task)
        task.add_done_callback(_tasks.discard)


async def _nudge_soon(app: rx.App, company_id: UUID) -> None:
    await asyncio.sleep(SETTLE_S)
    topics = _pending.pop(company_id, set())
    _forget_closed(app)
    for token, tab in list(_tabs.items()):
        if tab.company_id == company_id:
            with suppress(ConnectionError):
                await _send(app, token, wanted(token, topics))


def wanted(token: str, topics: set[str]) -> list[EventSpec]:
    """Return the refreshes of all parts of a tab's page that show one of the topics, each once."""
    # It may have been closed since the nudge.
    tab = _tabs.get(token)
    return [
        refresh
        for state, refresh in (tab.refreshes.items() if tab else ())
        if EVERYTHING in topics or not topics.isdisjoint(getattr(state, "topics", ()))
    ]


def _forget_closed(app: rx.App) -> None:
    open_tokens = app.event_namespace.token_to_sid if app.event_namespace else {}
    for token in _tabs.keys() - open_tokens.keys():
        del _tabs[token]


async def _send(app: rx.App, token: str, refreshes: list[EventSpec]) -> None:
    if refreshes and app.event_namespace is not None:
        await app.event_namespace.emit_update(
            StateUpdate(events=Event.from_event_type(refreshes)), token
        )


def _state_of(event_name: str) -> type[BaseState] | None:
    registered = RegistrationContext.get().event_handlers.get(event_name)
    return registered.states[0] if registered and registered.states else None
