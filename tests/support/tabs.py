"""Browser tabs without a browser: events go through the real guard to the real handlers.

All that this knows of Reflex's insides stands here, so that an upgrade breaks one file.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar
from uuid import uuid4

import reflex as rx
from reflex.istate.manager.memory import StateManagerMemory
from reflex.state import StateUpdate
from reflex_base.event import Event
from reflex_base.event.processor import BaseStateEventProcessor
from reflex_base.registry import RegistrationContext

from platform_app.api.edge import SESSION_HEADER
from platform_app.api.identity import forget_companies
from platform_app.pages import PAGES
from platform_app.platform_app import app
from platform_app.state.guard import Guard, Rule
from tests.support.asking import ACME

State = TypeVar("State", bound=rx.State)


@dataclass
class Namespace:
    """Takes what would go out over sockets."""

    sent: dict[str, list[StateUpdate]] = field(default_factory=dict)

    async def emit_update(self, update: StateUpdate, token: str) -> None:
        """Keep an update."""
        self.sent.setdefault(token, []).append(update)


@dataclass
class Tab:
    """One tab of somebody, at one address."""

    browser: "Browser"
    host: str
    ref: str
    token: str

    async def send(self, name: str, path: str = "/", /, **payload: Any) -> list[StateUpdate]:
        """Send an event by its full name, as any client could; return what came back."""
        headers = {"host": self.host, SESSION_HEADER: self.ref, "origin": f"http://{self.host}"}
        route = {
            "pathname": path,
            "asPath": path,
            "query": _parameters(path),
            "token": self.token,
            "headers": headers,
        }
        event = Event(name=name, payload=payload, router_data=route)
        self.browser.namespace.sent.pop(self.token, None)
        future = await self.browser.processor.enqueue(self.token, event)
        try:
            await future.wait_all()
        except Exception as failure:  # noqa: BLE001  whatever a handler raises is looked at later
            self.browser.failures.append(failure)
        return self.browser.namespace.sent.pop(self.token, [])

    async def call(self, handler: Any, path: str = "/", /, **payload: Any) -> list[StateUpdate]:
        """Call a handler that this process knows."""
        return await self.send(name_of(handler), path, **payload)

    async def state(self, cls: type[State]) -> State:
        """Return the tab's state of a class."""
        manager = self.browser.states
        root = await manager.get_state(rx.BaseStateToken(ident=self.token, cls=cls))
        return await root.get_state(cls)


@dataclass
class Browser:
    """Where tabs are opened; `failures` holds what handlers raised."""

    processor: BaseStateEventProcessor
    states: StateManagerMemory
    namespace: Namespace
    failures: list[Exception] = field(default_factory=list)

    def tab(self, ref: str = "", *, host: str = ACME, token: str = "") -> Tab:
        """Open a tab at an address, in a session or in none."""
        return Tab(self, host, ref, token or str(uuid4()))


@asynccontextmanager
async def open_browser() -> AsyncIterator[Browser]:
    """Open what handles events, with states in memory."""
    states, namespace = StateManagerMemory(), Namespace()
    processor = BaseStateEventProcessor(middleware=app, backend_exception_handler=lambda _: None)
    async with processor.configure(state_manager=states, event_namespace=namespace):  # pyright: ignore[reportArgumentType]  a stand-in for sockets
        yield Browser(processor, states, namespace)


def in_browser(work: Callable[[Browser], Coroutine[Any, Any, None]]) -> None:
    """Run a piece of a test inside a browser."""
    forget_companies()

    async def run() -> None:
        async with open_browser() as browser:
            await work(browser)

    with app.set_contexts():
        asyncio.run(run())


def _parameters(path: str) -> dict[str, str]:
    """Return what the browser's router reads off an address: /inbox/1 → conversation_id: 1."""
    given = path.partition("?")[0].strip("/").split("/")
    for route in PAGES:
        wanted = route.strip("/").split("/")
        pairs = list(zip(wanted, given, strict=False))
        is_fit = len(wanted) == len(given) and all(w == g or w[:1] == "[" for w, g in pairs)
        if is_fit and wanted != given:
            return {w.strip("[]"): g for w, g in pairs if w[:1] == "["}
    return {}


def name_of(handler: Any) -> str:
    """Return the full name by which browsers call a handler."""
    return f"{handler.state.get_full_name()}.{handler.fn.__name__}"


def rules() -> dict[str, Rule]:
    """Return what the guard has learnt about every registered handler."""
    guard = Guard()
    guard.learn()
    return guard.rules


def handlers() -> dict[str, Any]:
    """Return every registered handler by its full name."""
    return dict(RegistrationContext.get().event_handlers)


def scripts(updates: list[StateUpdate]) -> str:
    """Return what the page is told to do, as text."""
    return repr([update.events for update in updates])
