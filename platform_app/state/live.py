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

from platform_app.core.config import settings
from platform_app.core.log import get_logger
from platform_app.state.visitor import Visitor

log = get_logger(__name__)

# Many changes in a short time are one change to a person.
SETTLE_S = 0.25
RECONNECT_S = 1.0
_ENTER = ".enter"


@dataclass(slots=True)
class Tab:
    """One open tab: its company, and how to refresh what it shows."""

    company_id: UUID
    refreshes: dict[str, EventSpec] = field(default_factory=dict)


_tabs: dict[str, Tab] = {}
_pending: defaultdict[UUID, set[str]] = defaultdict(set)


def note(token: str, visitor: Visitor, event_name: str) -> None:
    """Learn from an event which page a tab shows."""
    company = visitor.place.company
    if company is None or visitor.session is None:
        _tabs.pop(token, None)
        return
    tab = _tabs.get(token)
    if tab is None or tab.company_id != company.company_id or event_name.endswith(_ENTER):
        tab = _tabs[token] = Tab(company.company_id)
    state = _state_of(event_name)
    refresh = getattr(state, "refresh", None)
    for topic in getattr(state, "topics", ()):
        if refresh is not None:
            tab.refreshes[topic] = refresh()


async def listen(app: rx.App) -> None:
    """Pass nudges on to this process's tabs, for as long as the process lives."""
    while True:
        try:
            await _listen_once(app)
        except (RedisError, OSError):
            log.warning("live updates wait for Redis")
        await asyncio.sleep(RECONNECT_S)


async def _listen_once(app: rx.App) -> None:
    client = Redis.from_url(settings().redis_url.get_secret_value())
    tasks: set[asyncio.Task[None]] = set()
    try:
        async with client.pubsub() as subscription:
            await subscription.psubscribe("live:*")
            async for message in subscription.listen():
                if message["type"] != "pmessage":
                    continue
                company_id = UUID(message["channel"].decode().partition(":")[2])
                is_first = company_id not in _pending
                _pending[company_id].add(message["data"].decode())
                if is_first:
                    task = asyncio.create_task(_nudge_soon(app, company_id))
                    tasks.add(task)
                    task.add_done_callback(tasks.discard)
    finally:
        await client.aclose()


async def _nudge_soon(app: rx.App, company_id: UUID) -> None:
    await asyncio.sleep(SETTLE_S)
    topics = _pending.pop(company_id, set())
    namespace = app.event_namespace
    if namespace is None:
        return
    for token, tab in list(_tabs.items()):
        if token not in namespace.token_to_sid:
            del _tabs[token]
        elif tab.company_id == company_id:
            refreshes = [spec for topic, spec in tab.refreshes.items() if topic in topics]
            with suppress(ConnectionError):
                await _send(app, token, refreshes)


async def _send(app: rx.App, token: str, refreshes: list[EventSpec]) -> None:
    if refreshes and app.event_namespace is not None:
        await app.event_namespace.emit_update(
            StateUpdate(events=Event.from_event_type(refreshes)), token
        )


def _state_of(event_name: str) -> type[BaseState] | None:
    registered = RegistrationContext.get().event_handlers.get(event_name)
    return registered.states[0] if registered and registered.states else None
