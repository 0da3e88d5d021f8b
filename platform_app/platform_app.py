"""Composition: the app, its pages, its routes, its guard. Nothing happens here."""

import reflex as rx

from platform_app import pages
from platform_app.api.app import edge, routes
from platform_app.core.log import configure_logging
from platform_app.state import live
from platform_app.state.base import tell
from platform_app.state.guard import Guard

configure_logging()

app = rx.App(api_transformer=[routes(), edge], backend_exception_handler=tell)
app.add_middleware(Guard())
pages.add_pages(app)


async def live_updates() -> None:
    """Listen for nudges in every web process."""
    with app.set_contexts():
        await live.listen(app)


app.register_lifespan_task(live_updates)
