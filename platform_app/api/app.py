"""What stands before the pages: the outermost layer and our own routes."""

from starlette.applications import Starlette
from starlette.types import ASGIApp

from platform_app.api import health, sessions
from platform_app.api.edge import Edge
from platform_app.api.simulator_proxy import simulator_routes
from platform_app.api.webhooks import webhooks_app
from platform_app.core.config import Environment, settings


def routes() -> Starlette:
    """Return our own routes; Reflex mounts itself behind them."""
    every = [*health.ROUTES, *sessions.ROUTES]
    simulator = settings().simulator_url
    if simulator and settings().environment is not Environment.PRODUCTION:
        every += simulator_routes(simulator)
    return Starlette(routes=every)


def edge(app: ASGIApp) -> Edge:
    """Return the outermost layer around everything else."""
    return Edge(app, webhooks=webhooks_app)
