"""The outermost layer: nothing reaches a page, a socket or a route before it has been recognised here."""

from collections.abc import Mapping
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit
from uuid import UUID

from starlette.requests import cookie_parser
from starlette.types import ASGIApp, Receive, Scope, Send

from platform_app.api.answers import refuse
from platform_app.api.bodies import CappedBody, TooLarge
from platform_app.api.front_end import FrontEnd
from platform_app.api.identity import UnknownHost, Visit, visit_by_cookie
from platform_app.core.crypto import keyed_digest
from platform_app.core.db import is_outage

# Chromium takes Secure cookies from http://*.localhost, so development needs no weaker name.
COOKIE = "__Host-sid"
SESSION_HEADER = b"x-app-session"
_TAB_HEADER = b"reflex-client-token"
_SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
# Asked by machines that know no host name of ours, about nobody's data.
_HOSTLESS = ("/healthz", "/ping")
_SOCKET = "/_event"
_UPLOAD = "/_upload"

Headers = list[tuple[bytes, bytes]]


class Refused(Exception):
    """The request goes no further; the status says why."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class Edge:
    """Recognises who asks, takes away what could be stolen, and dresses every answer."""

    def __init__(self, app: ASGIApp, *, build: Path, webhooks: ASGIApp | None = None) -> None:
        self._app = app
        self._webhooks = webhooks
        self._front_end = FrontEnd(build)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or pass on what is no request."""
        if scope["type"] == "websocket":
            await self._socket(scope, receive, send)
        elif scope["type"] != "http":
            await self._app(scope, receive, send)
        elif self._webhooks is not None and scope["path"].startswith("/webhooks/"):
            await self._webhooks(scope, receive, send)
        else:
            await self._request(scope, receive, self._front_end.dress(send, scope["path"]))

    async def _socket(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            if not scope["path"].startswith(_SOCKET):
                raise Refused(404)
            _require_own_origin(scope)
            passed = _marked_socket(scope, await _recognise(scope))
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
        except Refused as refusal:
            await refuse(send, refusal.status)
        except TooLarge:
            await refuse(send, 413)
        else:
            await self._pass_on(scope, visit, body)

    async def _pass_on(self, scope: Scope, visit: Visit, body: CappedBody) -> None:
        path = self._front_end.folder_of(scope["path"])
        passed = {**_stripped(scope, visit), "path": path, "visit": visit}
        try:
            await self._app(passed, body.receive, body.send)
        except Exception:
            # Whoever reads a body that was cut off fails; the answer is on its way already.
            if not body.is_refused:
                raise


async def _recognise(scope: Scope) -> Visit:
    headers = dict(scope["headers"])
    host = headers.get(b"host", b"").decode("latin-1")
    cookies = cookie_parser(headers.get(b"cookie", b"").decode("latin-1"))
    try:
        return await visit_by_cookie(host, cookies.get(COOKIE, ""))
    except UnknownHost:
        raise Refused(421) from None
    except Exception as error:
        if is_outage(error):
            raise Refused(503) from error
        raise


def _check(scope: Scope, visit: Visit) -> None:
    path, method = scope["path"], scope["method"]
    if path.startswith(_SOCKET):
        # Long polling would be a second way in; the pages use websockets only.
        raise Refused(404)
    if method not in _SAFE_METHODS:
        _require_own_origin(scope)
    if path.startswith(_UPLOAD):
        if method != "POST":
            raise Refused(404)
        if visit.session is None:
            raise Refused(403)


def _require_own_origin(scope: Scope) -> None:
    headers = dict(scope["headers"])
    origin = urlsplit(headers.get(b"origin", b"").decode("latin-1")).netloc
    if not origin or origin != headers.get(b"host", b"").decode("latin-1"):
        raise Refused(403)


def _marked_socket(scope: Scope, visit: Visit) -> Scope:
    """Return the socket's scope with the session's public name in place of its cookie."""
    pairs = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
    query = [(key, tab_key(visit, value) if key == "token" else value) for key, value in pairs]
    passed = _stripped(scope, visit)
    passed["headers"].append((SESSION_HEADER, visit.ref.encode()))
    return {**passed, "query_string": urlencode(query).encode()}


def _stripped(scope: Scope, visit: Visit | None = None) -> Scope:
    """Return the scope without cookies and without headers that only we may set."""
    headers: Headers = [
        (name, tab_key(visit, value.decode("latin-1")).encode())
        if visit and name == _TAB_HEADER
        else (name, value)
        for name, value in scope["headers"]
        if name != b"cookie" and not name.startswith(b"x-app-")
    ]
    return {**scope, "headers": headers}


def tab_key(visit: Visit, token: str) -> str:
    """Return the key of a tab's state: another session's key differs, so a stolen token opens nothing."""
    company = visit.company.company_id if visit.company else "platform"
    return str(UUID(bytes=keyed_digest("tab", f"{company}:{visit.ref}:{token}")[:16]))


def visit_of(scope: Mapping[str, object]) -> Visit:
    """Return who asks, inside a route of ours."""
    visit = scope["visit"]
    if not isinstance(visit, Visit):
        raise TypeError("The route was reached without the outermost layer.")
    return visit
