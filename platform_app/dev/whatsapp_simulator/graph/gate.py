"""Who asks Graph, for what, and how answers are cut into fields and pages."""

import hmac
import json
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from platform_app.dev.whatsapp_simulator.accounts import SimulatedAccount
from platform_app.dev.whatsapp_simulator.conditions import MANAGEMENT
from platform_app.dev.whatsapp_simulator.failures import GraphFailure
from platform_app.dev.whatsapp_simulator.sends.checks import Sender
from platform_app.dev.whatsapp_simulator.world import World
from platform_app.integrations.whatsapp.graph_json import JsonObject
from platform_app.integrations.whatsapp.signature import app_secret_proof

_DEFAULT_PAGE = 25
_MAX_PAGE = 1000
_FIELD = re.compile(r"(\w+)((?:\.\w+\([^)]*\))*)(?:\{[^}]*\})?")
_OPTION = re.compile(r"\.(\w+)\(([^)]*)\)")


def route(method: str, end: str, endpoint: Callable[[Request], Awaitable[Response]]) -> Route:
    """Return a route below an object's id."""
    return Route(f"/v{{version:int}}.0/{{node}}{end}", endpoint, methods=[method])


@dataclass(frozen=True, slots=True)
class Gate:
    """Lets in whoever has the right token for the thing asked for."""

    world: World

    def account(self, request: Request, scope: str = MANAGEMENT) -> SimulatedAccount:
        """Return the account whose token the request carries."""
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        token = token if scheme == "Bearer" else request.query_params.get("access_token", "")
        return self._known(request, token, scope)

    def uploader(self, request: Request) -> SimulatedAccount:
        """Return the account of an upload, which says OAuth instead of Bearer."""
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        return self._known(request, token if scheme == "OAuth" else "", MANAGEMENT)

    def app(self, request: Request) -> SimulatedAccount:
        """Return the account of an app token, which is `APPID|SECRET`, or of an ordinary one."""
        _, _, token = request.headers.get("authorization", "").partition(" ")
        token = request.query_params.get("access_token", token)
        for account in self.world.memory.accounts:
            if hmac.compare_digest(f"{account.app_id}|{account.app_secret}", token):
                return account
        return self._known(request, token, MANAGEMENT)

    def waba(self, request: Request) -> SimulatedAccount:
        """Return the account of the path, if the token may manage it."""
        account = self.account(request)
        node = request.path_params["node"]
        if node != account.waba_id:
            raise self.foreign(node)
        return account

    def number(self, request: Request, scope: str = MANAGEMENT) -> Sender:
        """Return the number of the path, if the token may use it."""
        account = self.account(request, scope)
        node = request.path_params["node"]
        number = account.number(node)
        if number is None:
            raise self.foreign(node)
        return Sender(account, number)

    def foreign(self, node: str) -> GraphFailure:
        """Say that an object belongs to somebody else, or to nobody."""
        memory = self.world.memory
        wabas = {account.waba_id for account in memory.accounts}
        if node in wabas or memory.account_of(node) or memory.templates.find(node):
            return GraphFailure(
                200, "You do not have permission to access this asset", http_status=403
            )
        return GraphFailure(
            100,
            f"Unsupported request. Object with ID '{node}' does not exist, cannot be loaded due to "
            "missing permissions, or does not support this operation",
            subcode=33,
        )

    def _refuse_if_scripted(self, request: Request) -> None:
        end = request.url.path.rstrip("/").rpartition("/")[2]
        script = self.world.scripts.use_call(f"{request.method} {end}")
        if script is not None:
            details = script.details or "Simulated refusal"
            raise GraphFailure(script.code, http_status=script.http_status, details=details)

    def _known(self, request: Request, token: str, scope: str) -> SimulatedAccount:
        for account in self.world.memory.accounts:
            if hmac.compare_digest(account.token.encode(), token.encode()):
                break
        else:
            raise GraphFailure(
                190, "Invalid OAuth access token - Cannot parse access token", http_status=401
            )
        conditions = self.world.memory.conditions.accounts[account.waba_id]
        if not conditions.has_living_token():
            raise GraphFailure(190, http_status=401, subcode=463)
        targets = conditions.target_ids
        if targets is not None and account.waba_id not in targets:
            raise GraphFailure(
                200, "You do not have permission to access this asset", http_status=403
            )
        if scope not in conditions.scopes:
            raise GraphFailure(10, http_status=403, details=f"The token lacks {scope}")
        self._refuse_if_scripted(request)
        proof = request.query_params.get("appsecret_proof")
        if proof is not None and proof != app_secret_proof(account.token, account.app_secret):
            raise GraphFailure(100, "Invalid appsecret_proof provided in the API argument")
        return account


async def json_body(request: Request) -> JsonObject:
    """Read a JSON object; parameters of the address count too, as Graph has it."""
    raw = await request.body()
    try:
        body = json.loads(raw or b"{}")
    except ValueError:
        body = None
    if not isinstance(body, dict):
        raise GraphFailure(100, "The body is not a JSON object")
    return {**request.query_params, **body}


def asked_fields(request: Request) -> dict[str, dict[str, str]]:
    """Return the fields asked for, each with options such as `.start(1)`."""
    text = request.query_params.get("fields", "")
    return {
        found[1]: {one[1]: one[2] for one in _OPTION.finditer(found[2])}
        for found in _FIELD.finditer(text)
    }


def chosen(request: Request, row: JsonObject, hidden: tuple[str, ...] = ()) -> JsonObject:
    """Return the fields asked for, or all that come unasked."""
    wanted = asked_fields(request)
    if not wanted:
        return {key: value for key, value in row.items() if key not in hidden}
    return {key: value for key, value in row.items() if key in {"id", *wanted}}


def page(request: Request, rows: list[JsonObject], **more: object) -> Response:
    """Answer with one page of rows and the cursors around it."""
    try:
        limit = min(int(request.query_params.get("limit", _DEFAULT_PAGE)), _MAX_PAGE)
        start = int(request.query_params.get("after", "c0").removeprefix("c"))
        if "before" in request.query_params:
            end = int(request.query_params["before"].removeprefix("c"))
            start = max(0, end - limit)
    except ValueError as error:
        raise GraphFailure(100, "Invalid paging") from error
    end = start + max(limit, 1)
    paging: JsonObject = {"cursors": {"before": f"c{start}", "after": f"c{end}"}}
    if end < len(rows):
        paging["next"] = str(request.url.include_query_params(after=f"c{end}"))
    if start > 0:
        earlier = request.url.remove_query_params("after")
        paging["previous"] = str(earlier.include_query_params(before=f"c{start}"))
    answer: JsonObject = {"data": rows[start:end], **more}
    if answer["data"]:
        answer["paging"] = paging
    return JSONResponse(answer)


def success(**more: object) -> Response:
    """Answer that it is done."""
    return JSONResponse({"success": True, **more})
