"""The webhook address in a process of its own, behind the product's outermost layer."""

import asyncio
import os

from granian.constants import Interfaces
from granian.server.embed import Server

from platform_app.api.app import edge, routes
from platform_app.core.log import configure_logging

if __name__ == "__main__":
    configure_logging()
    app = edge(routes(), is_private=lambda _: True)
    server = Server(
        app,
        address="127.0.0.1",
        port=int(os.environ["WEB_PORT"]),
        interface=Interfaces.ASGI,
        log_enabled=False,
    )
    asyncio.run(server.serve())
