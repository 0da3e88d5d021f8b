"""The webhook address alone, as the outermost layer of the web process serves it."""

from starlette.types import Receive, Scope, Send

from platform_app.api.webhooks import webhooks_app
from platform_app.core.log import configure_logging

configure_logging()


async def app(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer webhooks; everything else belongs to pages that are not here."""
    if scope["type"] == "http":
        await webhooks_app(scope, receive, send)
