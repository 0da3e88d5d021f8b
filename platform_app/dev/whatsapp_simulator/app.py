"""The simulator as one ASGI application."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route

from platform_app.dev.whatsapp_simulator import controls, graph, phone, saving
from platform_app.dev.whatsapp_simulator.accounts import DEMO_ACCOUNTS, SimulatedAccount
from platform_app.dev.whatsapp_simulator.behaviour import Behaviour
from platform_app.dev.whatsapp_simulator.chats import Memory
from platform_app.dev.whatsapp_simulator.courier import Courier
from platform_app.dev.whatsapp_simulator.failures import GraphFailure, answer_failure
from platform_app.dev.whatsapp_simulator.limits import Limits
from platform_app.dev.whatsapp_simulator.world import World

_SAVE_EVERY_S = 1.0


def build_app(
    accounts: tuple[SimulatedAccount, ...] = tuple(DEMO_ACCOUNTS.values()),
    *,
    prefix: str = "/simulator",
    behaviour: Behaviour | None = None,
    state_file: Path | None = None,
) -> Starlette:
    """Put Graph, phone page and controls together."""
    memory = Memory.of(accounts, state_file)
    if state_file is not None and state_file.exists():
        saving.load(memory, state_file)
    dials = behaviour or Behaviour()
    world = World(memory, dials, Courier(memory, dials), Limits(dials))
    pages = [*controls.routes(world), *phone.routes(world)]
    return Starlette(
        # The pages also answer without the prefix, for a proxy that takes it off.
        routes=[*graph.routes(world), *_below(prefix, pages), *pages],
        exception_handlers={GraphFailure: answer_failure},
        lifespan=lambda _app: _running(world, state_file),
    )


def _below(prefix: str, pages: list[BaseRoute]) -> list[BaseRoute]:
    if not prefix.strip("/"):
        return []

    async def to_page(_request: Request) -> Response:
        # The page's addresses are relative, so it needs the slash.
        return RedirectResponse(f"{prefix}/")

    return [Route(prefix, to_page), Mount(prefix, routes=pages)]


@contextlib.asynccontextmanager
async def _running(world: World, state_file: Path | None) -> AsyncIterator[None]:
    await world.courier.start()
    world.resume()
    if state_file is not None:
        world.courier.spawn(_save_for_ever(world.memory, state_file))
    yield
    await world.courier.stop()
    if state_file is not None:
        saving.save(world.memory, state_file)


async def _save_for_ever(memory: Memory, state_file: Path) -> None:
    while True:
        await asyncio.sleep(_SAVE_EVERY_S)
        if memory.is_dirty:
            saving.save(memory, state_file)
