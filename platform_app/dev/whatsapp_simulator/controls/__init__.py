"""The control API, below `/api`: for tests, scripts, and the page of conditions."""

from starlette.routing import Route

from platform_app.dev.whatsapp_simulator.controls import (
    accounts,
    customers,
    events,
    numbers,
    templates,
    tests,
)
from platform_app.dev.whatsapp_simulator.world import World


def routes(world: World) -> list[Route]:
    """Return every control."""
    parts = (tests, customers, events, accounts, numbers, templates)
    return [one for part in parts for one in part.routes(world)]
