"""Asking a Graph API that stands somewhere else than in the settings."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from platform_app.core.crypto import Secret
from platform_app.integrations.whatsapp.client import GraphClient
from platform_app.integrations.whatsapp.graph import Access, Graph
from platform_app.integrations.whatsapp.transport import Timeouts

T = TypeVar("T")


def ask_at(
    url: str,
    question: Callable[[Graph], Awaitable[T]],
    *,
    token: str = "token",
    app_secret: str | None = None,
    timeouts: Timeouts | None = None,
) -> T:
    """Answer a question by the Graph API at `url`, as `graph.ask` does by the one in the settings."""
    access = Access(Secret(token), Secret(app_secret) if app_secret else None)

    async def answer() -> T:
        async with GraphClient(url, "v25.0", timeouts=timeouts or Timeouts()) as client:
            return await question(Graph(client, access))

    return asyncio.run(answer())
