"""The web process as it runs in production, and clients of its sockets that are no browser."""

import asyncio
import os
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import socketio

from platform_app.api.edge import COOKIE
from platform_app.dev.processes import Program
from platform_app.dev.product import answers, free_port
from tests.support.servers import serving

EVENTS = "/_event"
ANSWERED_WITHIN_S = 10.0


@dataclass(frozen=True, slots=True)
class WebProcess:
    """A web process with two workers, without pages."""

    port: int
    log: Path

    def host(self, subdomain: str) -> str:
        """Return a company's host."""
        return f"{subdomain}.localhost:{self.port}"


@contextmanager
def web_process(settings: Mapping[str, str]) -> Iterator[WebProcess]:
    """Run the web process as `make run` does, without the built pages: events need none."""
    port = free_port()
    reflex = {
        "REFLEX_ENV_MODE": "prod",
        "REFLEX_REDIS_URL": settings["REDIS_URL"],
        "REFLEX_TELEMETRY_ENABLED": "false",
        "REFLEX_CHECK_LATEST_VERSION": "false",
        "__REFLEX_SKIP_COMPILE": "true",
    }
    command = (
        *(sys.executable, "-m", "granian", "--interface", "asgi", "--factory", "--workers", "2"),
        *("--host", "127.0.0.1", "--port", str(port), "platform_app.platform_app:app"),
    )
    program = Program(
        name="web",
        command=command,
        environment={**os.environ, **settings, **reflex, "PORT": str(port)},
        is_ready=answers(f"http://127.0.0.1:{port}/healthz"),
    )
    with tempfile.TemporaryDirectory() as logs, serving(program, Path(logs)):
        yield WebProcess(port, Path(logs, "web.log"))


@dataclass
class Client:
    """A raw client of one socket; `heard` is all that the server has sent."""

    socket: socketio.AsyncClient
    heard: list[Any] = field(default_factory=list)
    news: asyncio.Event = field(default_factory=asyncio.Event)

    async def send(self, name: str, **payload: Any) -> None:
        """Send an event by its full name."""
        event = {"name": name, "payload": payload, "router_data": {"pathname": "/"}}
        await self.socket.emit("event", event, namespace=EVENTS)

    async def wait_for(self, text: str) -> None:
        """Wait until the server has sent something that contains a text."""
        async with asyncio.timeout(ANSWERED_WITHIN_S):
            while text not in repr(self.heard):
                self.news.clear()
                await self.news.wait()


@asynccontextmanager
async def client(
    web: WebProcess, host: str, *, cookie: str = "", origin: str | None = None, token: str = "tab"
) -> AsyncIterator[Client]:
    """Open a socket as a browser would, or as somebody who pretends to be one."""
    headers = {"Host": host, "Origin": f"http://{host}" if origin is None else origin}
    if cookie:
        headers["Cookie"] = f"{COOKIE}={cookie}"
    async with aiohttp.ClientSession() as http:
        socket = socketio.AsyncClient(http_session=http, reconnection=False)
        opened = Client(socket)

        def hear(data: Any) -> None:
            opened.heard.append(data)
            opened.news.set()

        socket.on("event", hear, namespace=EVENTS)
        await socket.connect(
            f"http://127.0.0.1:{web.port}/?token={token}",
            headers=headers,
            transports=["websocket"],
            socketio_path=EVENTS,
            namespaces=[EVENTS],
        )
        yield opened
        await socket.disconnect()
