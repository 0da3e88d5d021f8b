"""The outermost layer: nothing reaches a page, a socket or a route before it has been recognised here."""

import asyncio
from collections.abc import Callable, Mapping
from pathlib import Path
from urllib.parse import parse_qsl, quote, urlencode, urlsplit
from uuid import UUID

from redis.exceptions import RedisError
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from platform_app.api.answers import Refusal, Refused
from platform_app.api.bodies import CappedBody
from platform_app.api.front_end import BUILD, FrontEnd
from platform_app.api.identity import (
    ClosedCompany,
    MovedCompany,
    UnknownHost,
    Visit,
    visit_by_cookie,
)
from platform_app.core.addresses import network_of
from platform_app.core.config import settings
from platform_app.core.context import Origin
from platform_app.core.crypto import keyed_digest
from platform_app.core.db import is_outage
from platform_app.core.ids import new_id
from platform_app.core.limits import take

# Chromium takes Secure cookies from http://*.localhost, so development needs no weaker name.
COOKIE = "__Host-sid"
SESSION_HEADER = "x-app-session"
ADDRESS_HEADER = "x-app-address"
_OURS_ONLY = b"x-app-"
_TAB_HEADER = b"reflex-client-token"
# An IPv6 address with a zone; whatever is longer is none.
_LONGEST_ADDRESS = 64
# Sockets without a session, per address; behind one address may sit a whole office in the morning.
_STRANGERS_PER_S = 2
_STRANGERS_AT_ONCE = 240
_SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
# Asked by machines that know no host name of ours, about nobody's data.
_HOSTLESS = ("/healthz", "/ping")
_WEBHOOKS = "/webhooks/"
_SOCKET = "/_event"
_UPLOAD = "/_upload"
_SIGN_IN = "/auth/"
# Where people set up a second factor that is demanded of them; nothing else is open to them until then.
ENROL = "/enrol"


class Edge:
    """Recognises who asks, takes away what could be stolen, and dresses every answer."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        webhooks: ASGIApp | None = None,
        is_private: Callable[[str], bool] = lambda _path: False,
        build: Path = BUILD,
    ) -> None:
        self._app = app
        self._webhooks = webhooks
        self._is_private = is_private
        self._front_end = FrontEnd(build)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or pass on what is no request."""
        if scope["type"] == "websocket":
            await self._socket(scope, receive, send)
        elif scope["type"] != "http":
            await self._app(scope, receive, send)
        elif self._webhooks is not None and scope["path"].startswith(_WEBHOOKS):
            await self._webhooks(scope, receive, send)
        else:
            await self._request(scope, receive, self._front_end.dressed(send, scope["path"]))

    async def _socket(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            _check_socket(scope)
            visit = await _recognise(scope)
            await _admit_socket(visit)
            passed = _marked_socket(scope, visit)
        except Refused:
            # Closing before accepting is how ASGI says 403.
            await receive()
            await send({"type": "websocket.close", "code": 1008})
            return
        await self._app(passed, receive, send)

    async def _request(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"] in _HOSTLESS:
            await self._app(_stripped(scope), receive, send)
            return
        try:
            visit = await _recognise(scope)
            _check(scope, visit)
            body = CappedBody(scope, receive, send)
        except MovedCompany as moved:
            await _answer_moved(scope, moved)(scope, receive, send)
            return
        except Refused as refused:
            await refused.refusal.answer(send)
            return
        elsewhere = self._elsewhere(scope, visit)
        if elsewhere:
            # The page would find out by itself, but only after it has loaded and opened a socket.
            await RedirectResponse(elsewhere, 303)(scope, receive, send)
            return
        await self._pass_on(scope, visit, body)

    def _elsewhere(self, scope: Scope, visit: Visit) -> str:
        """Return where somebody goes who may not see this page yet, or nothing."""
        if scope["method"] != "GET" or not self._is_private(scope["path"]):
            return ""
        if visit.session is None:
            return _login_page(scope)
        is_there = scope["path"].rstrip("/") == ENROL
        return ENROL if visit.session.must_enrol and not is_there else ""

    async def _pass_on(self, scope: Scope, visit: Visit, body: CappedBody) -> None:
        path = self._front_end.folder_of(scope["path"])
        try:
            await self._app(
                {**_stripped(scope, visit), "path": path, "visit": visit}, body.receive, body.send
            )
        except Exception:
            # Whoever reads a body that was cut off fails; the answer is on its way already.
            if not body.is_refused:
                raise


def visit_of(scope: Mapping[str, object]) -> Visit:
    """Return who asks, inside a route of ours."""
    visit = scope["visit"]
    if not isinstance(visit, Visit):
        raise TypeError("The route was reached without the outermost layer.")
    return visit


def tab_key(visit: Visit, token: str) -> str:
    """Return the key of a tab's state; another session has another key, so a stolen token opens nothing."""
    place = visit.company.company_id if visit.company else "platform"
    return str(UUID(bytes=keyed_digest("tab", f"{place}:{visit.ref}:{token}")[:16]))


def _login_page(scope: Scope) -> str:
    """Return the way to the sign-in page, which knows where to go on afterwards."""
    query = scope["query_string"].decode("latin-1")
    wanted = f"{scope['path']}?{query}" if query else scope["path"]
    # A cookie that opens nothing any more belonged to somebody whose session has ended; they are told so.
    has_ended = COOKIE.encode() in dict(scope["headers"]).get(b"cookie", b"")
    return f"/login?{urlencode({'next': wanted} | ({'ended': '1'} if has_ended else {}))}"


def _answer_moved(scope: Scope, moved: MovedCompany) -> RedirectResponse:
    """Lead to the same page at the company's present address."""
    query = scope["query_string"].decode("latin-1")
    path = quote(scope["path"]) + (f"?{query}" if query else "")
    # For a while only: the name may go to somebody else one day.
    return RedirectResponse(settings().origin(moved.subdomain) + path, 302)


async def _recognise(scope: Scope) -> Visit:
    origin = _origin(scope)
    try:
        visit = await visit_by_cookie(_only(scope, b"host"), _session_cookie(scope), origin)
    except MovedCompany:
        # Pages follow; whatever would change something does not.
        if scope["type"] == "http" and scope["method"] in ("GET", "HEAD"):
            raise
        raise Refused(Refusal.UNKNOWN_HOST) from None
    except UnknownHost:
        raise Refused(Refusal.UNKNOWN_HOST) from None
    except ClosedCompany:
        raise Refused(Refusal.CLOSED) from None
    except Exception as error:
        if is_outage(error):
            raise Refused(Refusal.OUTAGE) from error
        raise
    if visit.company is None and not settings().is_platform_open_to(origin.address):
        raise Refused(Refusal.UNKNOWN_HOST)
    return visit


def _session_cookie(scope: Scope) -> str:
    """Return the session's cookie; two of them are none, because one was put there by somebody else."""
    pieces = ";".join(_headers(scope, b"cookie")).split(";")
    found = {
        value.strip()
        for name, _, value in (p.partition("=") for p in pieces)
        if name.strip() == COOKIE
    }
    return found.pop() if len(found) == 1 else ""


def _origin(scope: Scope) -> Origin:
    """Return where a request comes from; each of our own proxies has appended the address that it saw."""
    parts = ",".join(_headers(scope, b"x-forwarded-for")).split(",")
    forwarded = [part.strip() for part in parts if part.strip()]
    proxies, client = settings().trusted_proxies, scope.get("client")
    address = client[0] if client else ""
    if 0 < proxies <= len(forwarded):
        address = forwarded[-proxies]
    return Origin(address[:_LONGEST_ADDRESS], _only(scope, b"user-agent"), new_id().hex)


def _check_socket(scope: Scope) -> None:
    if not scope["path"].startswith(_SOCKET):
        raise Refused(Refusal.NOTHING)
    _require_own_page(scope)


async def _admit_socket(visit: Visit) -> None:
    """Refuse sockets without a session beyond what a crowd at a sign-in page opens; each keeps a state in Redis."""
    if visit.session is not None:
        return
    key = f"sockets:{network_of(visit.origin.address)}"
    try:
        grant = await asyncio.to_thread(
            take, key, rate=_STRANGERS_PER_S, burst=_STRANGERS_AT_ONCE, want=1
        )
    except RedisError:
        raise Refused(Refusal.OUTAGE) from None
    if not grant.granted:
        raise Refused(Refusal.TOO_MANY)


def _check(scope: Scope, visit: Visit) -> None:
    path, method = scope["path"], scope["method"]
    # Long polling would be a second way to the events; the pages use websockets only.
    if path.startswith(_SOCKET) or (path.startswith(_UPLOAD) and method != "POST"):
        raise Refused(Refusal.NOTHING)
    if method not in _SAFE_METHODS:
        _require_own_page(scope)
    if path.startswith(_UPLOAD) and visit.session is None:
        raise Refused(Refusal.SIGNED_OUT)


def _require_own_page(scope: Scope) -> None:
    origin = urlsplit(_only(scope, b"origin")).netloc
    if not origin or origin != _only(scope, b"host"):
        raise Refused(Refusal.FOREIGN_PAGE)


def _marked_socket(scope: Scope, visit: Visit) -> Scope:
    """Return the socket's scope with the session's public name in place of its cookie."""
    pairs = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
    query = [(key, tab_key(visit, value) if key == "token" else value) for key, value in pairs]
    passed = _stripped(scope, visit)
    passed["headers"] += [
        (SESSION_HEADER.encode(), visit.ref.encode()),
        (ADDRESS_HEADER.encode(), visit.origin.address.encode()),
    ]
    return {**passed, "query_string": urlencode(query).encode()}


def _stripped(scope: Scope, visit: Visit | None = None) -> Scope:
    """Return the scope without cookies, without headers that only we set, its tab bound to the session."""
    # Only the routes that set cookies read some.
    taken = (_TAB_HEADER,) if scope["path"].startswith(_SIGN_IN) else (b"cookie", _TAB_HEADER)
    headers = [
        (name, value)
        for name, value in scope["headers"]
        if name not in taken and not name.startswith(_OURS_ONLY)
    ]
    token = _only(scope, _TAB_HEADER)
    if token and visit:
        headers.append((_TAB_HEADER, tab_key(visit, token).encode()))
    return {**scope, "headers": headers}


def _headers(scope: Scope, wanted: bytes) -> list[str]:
    return [value.decode("latin-1") for name, value in scope["headers"] if name == wanted]


def _only(scope: Scope, wanted: bytes) -> str:
    """Return a header that is there once; one that is there twice could mean two things."""
    values = _headers(scope, wanted)
    return values[0] if len(values) == 1 else ""
