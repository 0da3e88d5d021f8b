"""Composition: the app, its pages, its routes, its doors. Nothing happens here."""

import reflex as rx
from starlette.types import ASGIApp

from platform_app import pages
from platform_app.api.app import edge, routes
from platform_app.components import theme
from platform_app.core.log import configure_logging
from platform_app.pages.registry import Audience
from platform_app.state import live
from platform_app.state.base import tell
from platform_app.state.guard import Guard


class PlatformApp(rx.App):
    """Reflex, with our own layer around everything that it serves."""

    def __call__(self) -> ASGIApp:
        """Return the application that the web server runs."""
        # Around Reflex's own layers, not among them: webhooks are answered before any of them costs time.
        return edge(super().__call__(), is_private=self._is_private)

    def _is_private(self, path: str) -> bool:
        """Tell whether a page at this path is for people who have signed in."""
        route = self.router(path)
        page = pages.PAGES.get(f"/{route.removeprefix('index')}") if route else None
        return page is not None and page.audience is not Audience.PUBLIC


configure_logging()

app = PlatformApp(
    api_transformer=routes(),
    backend_exception_handler=tell,
    stylesheets=theme.STYLESHEETS,
    toaster=theme.toaster(),
    html_lang="en",
)
app.add_middleware(Guard())
pages.add_pages(app)


async def live_updates() -> None:
    """Listen for nudges in every web process."""
    with app.set_contexts():
        await live.listen(app)


app.register_lifespan_task(live_updates)
