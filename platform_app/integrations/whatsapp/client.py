"""The one client of the Graph API: a pool for every company's token, and outcomes that never guess."""

import asyncio
import json
from dataclasses import dataclass, field
from typing import Self

import aiohttp
import httpx

from platform_app.integrations.whatsapp.errors import is_known
from platform_app.integrations.whatsapp.graph_json import (
    JsonObject,
    as_number,
    as_object,
    as_text,
    first_object,
)
from platform_app.integrations.whatsapp.transport import (
    POLICY,
    Timeouts,
    describe_failure,
    open_http,
    surely_unsent,
)

_HELD = frozenset({"held_for_quality_assessment", "paused"})


@dataclass(frozen=True, slots=True)
class GraphError:
    """An error in WhatsApp's own words."""

    code: int
    message: str
    details: str | None = None
    subcode: int | None = None
    http_status: int = 400
    trace_id: str | None = None
    is_transient: bool = False


@dataclass(frozen=True, slots=True)
class Accepted:
    """WhatsApp took the message; `held` until it has judged the template's quality."""

    wamid: str
    wa_id: str | None = None
    user_id: str | None = None
    held: bool = False


@dataclass(frozen=True, slots=True)
class Refused:
    """WhatsApp surely did not take the message and said why."""

    error: GraphError


@dataclass(frozen=True, slots=True)
class Unsent:
    """Nothing was written to WhatsApp, so sending again is safe."""

    reason: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """WhatsApp may or may not have the message; only a status can tell. Never send again by itself."""

    reason: str


SendOutcome = Accepted | Refused | Unsent | Unknown


@dataclass(slots=True)
class GraphClient:
    """One pool of connections to the Graph API; use it in one event loop, as an async context manager."""

    base_url: str
    version: str
    max_connections: int = 300
    timeouts: Timeouts = POLICY
    _http: httpx.AsyncClient | None = field(default=None, init=False, repr=False)
    _urls: dict[tuple[str, str], httpx.URL] = field(default_factory=dict, init=False, repr=False)

    async def __aenter__(self) -> Self:
        self._http = open_http(self.timeouts, max_connections=self.max_connections)
        return self

    async def __aexit__(self, *_exception: object) -> None:
        await self.http.aclose()
        self._http = None

    @property
    def http(self) -> httpx.AsyncClient:
        """The open pool."""
        if self._http is None:
            raise RuntimeError("GraphClient is used outside its context")
        return self._http

    async def send(
        self, phone_number_id: str, payload: bytes | JsonObject, token: str, *, proof: str = ""
    ) -> SendOutcome:
        """Send one message within `timeouts.total_s`; raises nothing that the network can cause.

        `proof` is the token's `appsecret_proof`, which an app may demand of every call.
        """
        request = self.http.build_request(
            "POST",
            self._messages_url(phone_number_id, proof),
            content=payload if isinstance(payload, bytes) else json.dumps(payload).encode(),
            headers={"authorization": f"Bearer {token}", "content-type": "application/json"},
        )
        answer = await self.request(request)
        if isinstance(answer, httpx.Response):
            return read_send_response(answer.status_code, answer.content)
        return answer

    async def request(
        self, request: httpx.Request, *, total_s: float | None = None
    ) -> httpx.Response | Unsent | Unknown:
        """Ask once and read the whole answer; a failure says whether WhatsApp may have heard it."""
        try:
            async with asyncio.timeout(total_s or self.timeouts.total_s):
                return await self.http.send(request)
        except (httpx.RequestError, aiohttp.ClientError, OSError) as error:
            # The deadline's TimeoutError is an OSError too.
            reason = describe_failure(error)
            return Unsent(reason) if surely_unsent(error) else Unknown(reason)

    def _messages_url(self, phone_number_id: str, proof: str) -> httpx.URL:
        # Parsing an address costs as much as rendering a template, so each is kept.
        url = self._urls.get((phone_number_id, proof))
        if url is None:
            params = {"appsecret_proof": proof} if proof else None
            url = httpx.URL(
                f"{self.base_url}/{self.version}/{phone_number_id}/messages", params=params
            )
            self._urls[phone_number_id, proof] = url
        return url


def read_send_response(status: int, body: bytes) -> SendOutcome:
    """Judge an answer to a send; anything that is not plain counts as unknown."""
    try:
        answer = as_object(json.loads(body))
    except (ValueError, RecursionError):
        return Unknown(f"WhatsApp answered {status} with something unreadable.")
    error = read_error(status, answer)
    if error is not None:
        # A 5xx with a code that we don't know may have come after the message was taken.
        is_sure = status < 500 or is_known(error.code)
        return Refused(error) if is_sure else Unknown(f"WhatsApp answered {status}.")
    return _accepted(answer) if 200 <= status < 300 else Unknown(f"WhatsApp answered {status}.")


def read_error(status: int, answer: JsonObject) -> GraphError | None:
    """Return the Graph error in an answer, if there is one."""
    error = as_object(answer.get("error"))
    code = as_number(error.get("code"))
    if code is None:
        return None
    return GraphError(
        code=code,
        message=as_text(error.get("error_user_msg")) or as_text(error.get("message")) or "",
        details=as_text(as_object(error.get("error_data")).get("details")),
        subcode=as_number(error.get("error_subcode")),
        http_status=status,
        trace_id=as_text(error.get("fbtrace_id")),
        is_transient=error.get("is_transient") is True,
    )


def _accepted(answer: JsonObject) -> Accepted | Unknown:
    message = first_object(answer.get("messages"))
    contact = first_object(answer.get("contacts"))
    wamid = as_text(message.get("id"))
    if wamid is None:
        return Unknown("WhatsApp answered without a message id.")
    return Accepted(
        wamid=wamid,
        wa_id=as_text(contact.get("wa_id")),
        user_id=as_text(contact.get("user_id")),
        held=message.get("message_status") in _HELD,
    )
