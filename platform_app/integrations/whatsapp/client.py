"""Sending: one shared connection pool for every company's token, and outcomes that never guess."""

import asyncio
import json
import ssl
from dataclasses import dataclass, field
from typing import Self

import aiohttp
import httpx
from httpx_aiohttp import AiohttpTransport

from platform_app.integrations.whatsapp.errors import is_known
from platform_app.integrations.whatsapp.graph_json import (
    JsonObject,
    as_number,
    as_object,
    as_text,
    first_object,
)

CONNECT_TIMEOUT_S = 5.0
READ_TIMEOUT_S = 20.0
# A lease on a recipient must be longer than this: no send is under way for more.
SEND_DEADLINE_S = 30.0
_KEEPALIVE_S = 30.0
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
    """The Graph API for senders; use one per event loop, as an asynchronous context manager."""

    base_url: str
    version: str
    max_connections: int = 300
    connect_timeout_s: float = CONNECT_TIMEOUT_S
    read_timeout_s: float = READ_TIMEOUT_S
    _http: httpx.AsyncClient | None = field(default=None, init=False, repr=False)
    _urls: dict[str, httpx.URL] = field(default_factory=dict, init=False, repr=False)

    async def __aenter__(self) -> Self:
        context = httpx.create_ssl_context(trust_env=False)
        transport = AiohttpTransport(
            verify=context, trust_env=False, client=lambda: self._session(context)
        )
        timeout = httpx.Timeout(
            self.read_timeout_s,
            connect=self.connect_timeout_s,
            # The transport counts waiting for a free connection and making it together.
            pool=2 * self.connect_timeout_s,
        )
        self._http = httpx.AsyncClient(
            transport=transport, timeout=timeout, trust_env=False, follow_redirects=False
        )
        return self

    async def __aexit__(self, *_exception: object) -> None:
        await self._client.aclose()
        self._http = None

    async def send(
        self, phone_number_id: str, payload: bytes | JsonObject, token: str
    ) -> SendOutcome:
        """Send one message within SEND_DEADLINE_S; raises nothing that the network can cause."""
        answer = await self._post(phone_number_id, payload, token)
        if isinstance(answer, httpx.Response):
            return read_send_response(answer.status_code, answer.content)
        return answer

    async def mark_read(self, phone_number_id: str, wamid: str, token: str) -> bool:
        """Show the customer that `wamid` was read; tells whether WhatsApp agreed."""
        payload = {"messaging_product": "whatsapp", "status": "read", "message_id": wamid}
        answer = await self._post(phone_number_id, payload, token)
        return isinstance(answer, httpx.Response) and answer.is_success

    async def _post(
        self, phone_number_id: str, payload: bytes | JsonObject, token: str
    ) -> httpx.Response | Unsent | Unknown:
        request = self._client.build_request(
            "POST",
            self._messages_url(phone_number_id),
            content=payload if isinstance(payload, bytes) else json.dumps(payload).encode(),
            headers={"authorization": f"Bearer {token}", "content-type": "application/json"},
        )
        try:
            async with asyncio.timeout(SEND_DEADLINE_S):
                return await self._client.send(request)
        except httpx.RequestError as error:
            return _failed_request(error)
        except (aiohttp.ClientError, OSError) as error:
            # The deadline's TimeoutError is an OSError too.
            return Unknown(_reason(error))

    @property
    def _client(self) -> httpx.AsyncClient:
        if self._http is None:
            raise RuntimeError("GraphClient is used outside its context")
        return self._http

    def _session(self, context: ssl.SSLContext) -> aiohttp.ClientSession:
        return aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(
                limit=self.max_connections,
                ssl=context,
                keepalive_timeout=_KEEPALIVE_S,
                ttl_dns_cache=60,
            ),
            # Cookies of one company's answers must not travel with another's requests.
            cookie_jar=aiohttp.DummyCookieJar(),
            trust_env=False,
        )

    def _messages_url(self, phone_number_id: str) -> httpx.URL:
        # Parsing an address costs as much as rendering a template, so each is kept.
        url = self._urls.get(phone_number_id)
        if url is None:
            url = httpx.URL(f"{self.base_url}/{self.version}/{phone_number_id}/messages")
            self._urls[phone_number_id] = url
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


def _failed_request(error: httpx.RequestError) -> Unsent | Unknown:
    # The transport's own mapping calls a connection that the server closed after our request a
    # ConnectTimeout, so only the cause tells whether a byte was written.
    cause = error.__cause__
    never_connected = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError)
    if isinstance(cause, never_connected):
        return Unsent(_reason(cause))
    return Unknown(_reason(cause or error))


def _reason(error: BaseException) -> str:
    match error:
        case aiohttp.ClientConnectorDNSError():
            return "WhatsApp's address could not be found."
        case aiohttp.ClientSSLError():
            return "No secure connection to WhatsApp could be made."
        case aiohttp.ClientConnectorError():
            return "WhatsApp could not be reached."
        case aiohttp.ConnectionTimeoutError():
            return "WhatsApp did not take the connection in time."
        case TimeoutError():
            return "WhatsApp did not answer in time."
        case _:
            return f"The connection to WhatsApp broke ({type(error).__name__})."
