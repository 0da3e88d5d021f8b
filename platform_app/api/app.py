"""The routes that stand before the pages, as one application."""

from starlette.applications import Starlette

from platform_app.api import health, sessions
from platform_app.api.simulator_proxy import simulator_routes
from platform_app.core.config import Environment, settings


def routes() -> Starlette:
    """Return our own routes; Reflex mounts itself behind them."""
    every = [*health.ROUTES, *sessions.ROUTES]
    simulator = settings().simulator_url
    if simulator and settings().environment is not Environment.PRODUCTION:
        every += simulator_routes(simulator)
    return Starlette(routes=every)
