"""Raw clients of the outermost layer, with a small application behind it that tells what got through."""

import asyncio
from dataclasses import dataclass, field
from typing import Any

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse
from starlette.routing import Route
from starlette.types import Message, Receive, Scope, Send

from platform_app.api import health, passwords, sessions
from platform_app.api.edge import COOKIE, Edge

ACME, MALLCORP, PLATFORM = "acme.localhost:3000", "mallcorp.localhost:3000", "localhost:3000"


async def tell(request: Request) -> JSONResponse:
    """Tell what got through the edge."""
    visit = request.scope["visit"]
    return JSONResponse(
        {
            "user": visit.session.email if visit.session else None,
            "company": visit.company.name if visit.company else None,
            "path": request.url.path,
            "headers": dict(request.headers),
            "size": len(await request.body()),
        }
    )


async def show(_request: Request) -> HTMLResponse:
    """Answer as a page does."""
    return HTMLResponse("<!doctype html>")


async def take_webhook(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer as the webhook address does."""
    await JSONResponse({"webhook": scope["path"]})(scope, receive, send)


INSIDE = Starlette(
    routes=[
        *sessions.ROUTES,
        *passwords.ROUTES,
        *health.ROUTES,
        Route("/page{path:path}", show),
        Route("/{path:path}", tell, methods=["GET", "POST"]),
    ]
)


def ask(
    edge: Edge, method: str, path: str, *, host: str = ACME, cookie: str = "", **options: Any
) -> httpx.Response:
    """Send one request; a method that changes something names the host's own origin, unless told."""
    headers = {"host": host, **options.pop("headers", {})}
    if method == "POST":
        headers.setdefault("origin", f"http://{host}")
    if cookie:
        headers["cookie"] = f"{COOKIE}={cookie}"
    # Anybody can send any bytes.
    sent = {name: str(value).encode("latin-1") for name, value in headers.items()}

    async def request() -> httpx.Response:
        transport = httpx.ASGITransport(edge)
        async with httpx.AsyncClient(transport=transport, base_url="http://edge") as client:
            return await client.request(method, path, headers=sent, **options)

    return asyncio.run(request())


@dataclass
class Socket:
    """A websocket as it arrives: what comes through, or the code that closed it."""

    host: str = ACME
    origin: str | None = f"http://{ACME}"
    cookie: str = ""
    path: str = "/_event/"
    seen: Scope | None = None
    closed_with: int | None = None
    headers: list[tuple[bytes, bytes]] = field(default_factory=list)

    def open(self) -> "Socket":
        """Knock at an edge."""
        asyncio.run(Edge(self._inside)(self._scope(), self._receive, self._send))
        return self

    @property
    def got_through(self) -> dict[bytes, bytes]:
        """Return the headers behind the edge."""
        assert self.seen is not None
        return dict(self.seen["headers"])

    @property
    def token(self) -> bytes:
        """Return the query behind the edge, where the tab's token stands."""
        assert self.seen is not None
        return self.seen["query_string"]

    def _scope(self) -> Scope:
        headers = [(b"host", self.host.encode()), *self.headers]
        if self.origin is not None:
            headers.append((b"origin", self.origin.encode()))
        if self.cookie:
            headers.append((b"cookie", f"{COOKIE}={self.cookie}".encode()))
        query = b"token=tab-1&EIO=4"
        return {
            "type": "websocket", "path": self.path, "query_string": query, "headers": headers,
        }  # fmt: skip

    async def _inside(self, scope: Scope, _receive: Receive, _send: Send) -> None:
        self.seen = scope

    async def _receive(self) -> Message:
        return {"type": "websocket.connect"}

    async def _send(self, message: Message) -> None:
        self.closed_with = message["code"]
