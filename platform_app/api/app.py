"""What stands before the pages: the outermost layer and our own routes."""

from collections.abc import Callable

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp

from platform_app.api import (
    audit,
    companies,
    consent,
    exports,
    health,
    imports,
    media,
    passwords,
    sessions,
    visits,
)
from platform_app.api.edge import Edge
from platform_app.api.simulator_proxy import simulator_routes
from platform_app.api.webhooks import webhooks_app
from platform_app.core.config import Environment, settings
from platform_app.core.errors import (
    AppError,
    Conflict,
    InvalidInput,
    LimitReached,
    NotAllowed,
    NotFound,
    SignedOut,
    Unavailable,
)

_STATUS: dict[type[Exception], int] = {
    SignedOut: 401,
    NotAllowed: 403,
    NotFound: 404,
    Conflict: 409,
    InvalidInput: 422,
    LimitReached: 429,
    Unavailable: 503,
}


def routes() -> Starlette:
    """Return our own routes; Reflex mounts itself behind them."""
    every = [
        *health.ROUTES,
        *sessions.ROUTES,
        *passwords.ROUTES,
        *visits.ROUTES,
        *exports.ROUTES,
        *imports.ROUTES,
        *companies.ROUTES,
        *audit.ROUTES,
        *consent.ROUTES,
        *media.ROUTES,
    ]
    simulator = settings().simulator_url
    if simulator and settings().environment is not Environment.PRODUCTION:
        every += simulator_routes(simulator)
    return Starlette(routes=every, exception_handlers={AppError: _say})


def edge(app: ASGIApp, *, is_private: Callable[[str], bool]) -> Edge:
    """Return the outermost layer around everything else."""
    return Edge(app, webhooks=webhooks_app, is_private=is_private)


async def _say(_request: Request, error: Exception) -> PlainTextResponse:
    """Answer with the sentence of an error that is meant for people."""
    message = error.message if isinstance(error, AppError) else ""
    return PlainTextResponse(message, _STATUS.get(type(error), 400))
