"""The Graph API's paths, for any version: one module per kind of object."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from platform_app.dev.whatsapp_simulator.graph import (
    accounts,
    apps,
    blocks,
    media,
    messages,
    numbers,
    profiles,
    registration,
    short_links,
    templates,
    uploads,
)
from platform_app.dev.whatsapp_simulator.graph.gate import Gate, route
from platform_app.dev.whatsapp_simulator.world import World

_PARTS = (
    *(messages, media, uploads, templates, accounts, apps),
    *(numbers, registration, profiles, blocks, short_links),
)
# An id alone may stand for any of these; each says None for what is not its own.
_NODES = (uploads.node, media.node, templates.node, numbers.node, accounts.node)
_METHODS = ("GET", "POST", "DELETE")


def routes(world: World) -> list[Route]:
    """Return Graph's routes."""
    gate = Gate(world)

    async def node(request: Request) -> Response:
        for answer in _NODES:
            response = await answer(gate, request)
            if response is not None:
                return response
        gate.account(request)
        raise gate.foreign(request.path_params["node"])

    exact = [one for part in _PARTS for one in part.routes(gate)]
    return [*exact, *(route(method, end, node) for method in _METHODS for end in ("", "/"))]
