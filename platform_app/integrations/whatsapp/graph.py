"""One company's view of the Graph API: typed calls that fail with words for people."""

import asyncio
import json
import random
import re
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TypeVar

import aiohttp
import httpx

from platform_app.core.config import settings
from platform_app.core.crypto import Secret
from platform_app.core.errors import InvalidInput, Unavailable
from platform_app.integrations.whatsapp.client import GraphClient, Unknown, Unsent
from platform_app.integrations.whatsapp.graph_json import JsonObject, as_object, as_objects, as_text
from platform_app.integrations.whatsapp.refusals import read_answer
from platform_app.integrations.whatsapp.signature import app_secret_proof
from platform_app.integrations.whatsapp.transport import describe_failure

T = TypeVar("T")
Query = Mapping[str, str | int]

_PAGE_SIZE = 100
# 6,000 templates is WhatsApp's own limit; more pages than this would be a loop.
_MAX_PAGES = 200
_PIECE_BYTES = 64 * 1024
_WAITS_S = (0.3, 1.0)
_TRANSIENT = re.compile(rb'"is_transient"\s*:\s*true')
_META_HOSTS = ("fbsbx.com", "fbcdn.net", "facebook.com", "whatsapp.net")


@dataclass(frozen=True, slots=True)
class Access:
    """What a company may act with.

    With the app's secret, every call carries the proof that token and secret belong together, and WhatsApp
    refuses it when they don't.
    """

    token: Secret
    app_secret: Secret | None = None


@dataclass(frozen=True, slots=True)
class Graph:
    """The Graph API for one company, over a pool that may serve others too."""

    client: GraphClient
    access: Access

    async def call(
        self, method: str, path: str, query: Query | None = None, body: JsonObject | None = None
    ) -> JsonObject:
        """Return the answer to one call; raises InvalidInput, LimitReached or Unavailable.

        Reading is repeated when something went wrong on the way or on WhatsApp's side; writing only when
        surely nothing was sent.
        """
        request = self._request(method, path, query)
        if body is not None:
            content = json.dumps(body).encode()
            request = self._request(method, path, query, content=content)
        return read_answer(await self._ask(request))

    async def pages(
        self, path: str, fields: str | None, **query: str | int
    ) -> AsyncIterator[JsonObject]:
        """Yield the rows of a list over all its pages."""
        asked: dict[str, str | int] = {
            **({"fields": fields} if fields else {}),
            "limit": _PAGE_SIZE,
            **query,
        }
        for _ in range(_MAX_PAGES):
            answer = await self.call("GET", path, asked)
            for row in as_objects(answer.get("data")):
                yield row
            paging = as_object(answer.get("paging"))
            after = as_text(as_object(paging.get("cursors")).get("after"))
            # The last page has a cursor too, but no address of a next one. Only the cursor is
            # followed: an address out of an answer must never see the token.
            if after is None or not paging.get("next") or after == asked.get("after"):
                return
            asked["after"] = after

    async def post_file(
        self, path: str, content: bytes, *, headers: Mapping[str, str], query: Query | None = None
    ) -> JsonObject:
        """Send the bytes of a file; `headers` say what they are, and may carry the token their own way."""
        described = {"content-length": str(len(content)), **headers}
        request = self._request("POST", path, query, content=_Pieces(content), headers=described)
        return read_answer(await self._ask(request, total_s=self.client.timeouts.file_total_s))

    @asynccontextmanager
    async def stream(self, address: str) -> AsyncGenerator[httpx.Response]:
        """Open an address out of an answer; only Meta's hosts, or our Graph's own, get to see the token."""
        url = httpx.URL(address)
        if not self._is_trusted(url):
            raise Unavailable("WhatsApp named an address that is not its own.", permanent=True)
        try:
            async with (
                asyncio.timeout(self.client.timeouts.file_total_s),
                self.client.http.stream("GET", url, headers=self._headers()) as response,
            ):
                yield response
        except (httpx.RequestError, aiohttp.ClientError, OSError) as error:
            raise _unavailable(describe_failure(error)) from None

    async def _ask(self, request: httpx.Request, *, total_s: float | None = None) -> httpx.Response:
        is_reading = request.method == "GET"
        answer = await self.client.request(request, total_s=total_s)
        for wait_s in _WAITS_S:
            if not _is_worth_repeating(answer, is_reading=is_reading):
                break
            # Jitter keeps many callers from coming back at the same moment.
            await asyncio.sleep(wait_s * random.uniform(0.5, 1.5))  # noqa: S311  not a secret
            answer = await self.client.request(request, total_s=total_s)
        if isinstance(answer, httpx.Response):
            return answer
        raise _unavailable(answer.reason)

    def _request(
        self,
        method: str,
        path: str,
        query: Query | None,
        *,
        content: "bytes | _Pieces | None" = None,
        headers: Mapping[str, str] | None = None,
    ) -> httpx.Request:
        url = f"{self.client.base_url}/{self.client.version}/{path}"
        sent = self._headers() | (
            {"content-type": "application/json"} if content is not None else {}
        )
        return self.client.http.build_request(
            method,
            url,
            params={**(query or {}), **self._proof()},
            content=content,
            headers=sent | dict(headers or {}),
        )

    def _headers(self) -> dict[str, str]:
        return {"authorization": f"Bearer {self.access.token.reveal()}"}

    def _proof(self) -> dict[str, str]:
        secret = self.access.app_secret.reveal() if self.access.app_secret else ""
        return (
            {"appsecret_proof": app_secret_proof(self.access.token.reveal(), secret)}
            if secret
            else {}
        )

    def _is_trusted(self, url: httpx.URL) -> bool:
        own = httpx.URL(self.client.base_url)
        if (url.scheme, url.host, url.port) == (own.scheme, own.host, own.port):
            return True
        is_metas = any(url.host == host or url.host.endswith(f".{host}") for host in _META_HOSTS)
        return url.scheme == "https" and is_metas and not url.userinfo


class _Pieces:
    """A file that is written piece by piece, as often as it is asked for."""

    def __init__(self, content: bytes) -> None:
        self._content = memoryview(content)

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for start in range(0, len(self._content), _PIECE_BYTES):
            yield bytes(self._content[start : start + _PIECE_BYTES])


def ask(access: Access, question: Callable[[Graph], Awaitable[T]]) -> T:
    """Answer a question from a thread or a job, which have no event loop of their own."""

    async def answer() -> T:
        client = GraphClient(settings().graph_base_url, settings().graph_version, max_connections=8)
        async with client:
            return await question(Graph(client, access))

    return asyncio.run(answer())


def graph_id(text: str, field: str = "waba_id") -> str:
    """Return an id that may become part of a path: nothing but digits; raises InvalidInput at `field`."""
    if not (text.isascii() and text.isdecimal() and len(text) <= 32):
        problem = "This is a number of 15 to 17 digits, found in Meta's app under API setup."
        raise InvalidInput("This WhatsApp id is not valid.", {field: problem})
    return text


def _is_worth_repeating(answer: httpx.Response | Unsent | Unknown, *, is_reading: bool) -> bool:
    if isinstance(answer, Unsent):
        return True
    if isinstance(answer, Unknown):
        return is_reading
    return is_reading and (
        answer.status_code >= 500 or _TRANSIENT.search(answer.content) is not None
    )


def _unavailable(reason: str) -> Unavailable:
    return Unavailable(f"{reason} Try again in a minute.")
