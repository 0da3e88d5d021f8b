"""The Graph API's paths: account, numbers, templates, subscription, messages."""

import hmac
import json
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from platform_app.dev.whatsapp_simulator.accounts import SimulatedAccount, SimulatedNumber
from platform_app.dev.whatsapp_simulator.chats import Webhook
from platform_app.dev.whatsapp_simulator.failures import GraphFailure
from platform_app.dev.whatsapp_simulator.sends import Sender, post_message
from platform_app.dev.whatsapp_simulator.world import World
from platform_app.integrations.whatsapp.graph_json import JsonObject, as_text
from platform_app.integrations.whatsapp.signature import app_secret_proof

_DEFAULT_PAGE = 25
_MAX_PAGE = 1000
_CALLBACK_MAX_LENGTH = 200


def routes(world: World) -> list[Route]:
    """Return Graph's routes, for any version."""
    graph = _Graph(world)
    return [
        Route("/v{version:int}.0/debug_token", graph.debug_token),
        Route("/v{version:int}.0/{node}", graph.get_node),
        Route("/v{version:int}.0/{node}/phone_numbers", graph.list_numbers),
        Route("/v{version:int}.0/{node}/message_templates", graph.list_templates),
        Route("/v{version:int}.0/{node}/subscribed_apps", graph.get_subscription),
        Route("/v{version:int}.0/{node}/subscribed_apps", graph.subscribe, methods=["POST"]),
        Route("/v{version:int}.0/{node}/subscribed_apps", graph.unsubscribe, methods=["DELETE"]),
        Route("/v{version:int}.0/{node}/messages", graph.send, methods=["POST"]),
    ]


@dataclass(frozen=True, slots=True)
class _Graph:
    world: World

    async def debug_token(self, request: Request) -> Response:
        account = self._account(request)
        return JSONResponse(
            {
                "data": {
                    "app_id": account.app_id,
                    "type": "SYSTEM_USER",
                    "is_valid": True,
                    "expires_at": 0,
                    "scopes": ["whatsapp_business_management", "whatsapp_business_messaging"],
                }
            }
        )

    async def get_node(self, request: Request) -> Response:
        account = self._account(request)
        node = request.path_params["node"]
        number = account.number(node)
        row = _number(number) if number else _waba(self._own_waba(request, account))
        return JSONResponse(_chosen(request, row))

    async def list_numbers(self, request: Request) -> Response:
        account = self._own_waba(request, self._account(request))
        return _page(request, [_chosen(request, _number(one)) for one in account.numbers])

    async def list_templates(self, request: Request) -> Response:
        account = self._own_waba(request, self._account(request))
        wanted = {
            key: request.query_params[key]
            for key in ("name", "status", "language", "category")
            if key in request.query_params
        }
        rows = [
            _chosen(request, row)
            for row in account.templates
            if all(row.get(key) == value for key, value in wanted.items())
        ]
        return _page(request, rows)

    async def get_subscription(self, request: Request) -> Response:
        account = self._own_waba(request, self._account(request))
        if account.waba_id not in self.world.memory.subscribed:
            return JSONResponse({"data": []})
        row: JsonObject = {"whatsapp_business_api_data": {"id": account.app_id, "name": "Demo app"}}
        webhook = self.world.memory.waba_webhooks.get(account.waba_id)
        if webhook is not None:
            row["override_callback_uri"] = webhook.url
        return JSONResponse({"data": [row]})

    async def subscribe(self, request: Request) -> Response:
        account = self._own_waba(request, self._account(request))
        memory = self.world.memory
        body = await _json_body(request)
        url = body.get("override_callback_uri")
        if url:
            if account.waba_id not in memory.subscribed:
                raise GraphFailure(100, "Subscribe the app before overriding its callback")
            webhook = Webhook(str(url), as_text(body.get("verify_token")) or "")
            await self._shake_hands(webhook)
            memory.waba_webhooks[account.waba_id] = webhook
        else:
            memory.waba_webhooks.pop(account.waba_id, None)
        memory.subscribed.add(account.waba_id)
        memory.is_dirty = True
        return JSONResponse({"success": True})

    async def unsubscribe(self, request: Request) -> Response:
        account = self._own_waba(request, self._account(request))
        self.world.memory.subscribed.discard(account.waba_id)
        self.world.memory.waba_webhooks.pop(account.waba_id, None)
        self.world.memory.is_dirty = True
        return JSONResponse({"success": True})

    async def send(self, request: Request) -> Response:
        account = self._account(request)
        node = request.path_params["node"]
        number = account.number(node)
        if number is None:
            raise self._foreign(node)
        return await post_message(self.world, Sender(account, number), await _json_body(request))

    async def _shake_hands(self, webhook: Webhook) -> None:
        is_short = len(webhook.url) <= _CALLBACK_MAX_LENGTH
        if not is_short or not await self.world.courier.handshake(
            webhook.url, webhook.verify_token
        ):
            raise GraphFailure(
                2200,
                "Callback verification failed: the callback URL or verify token couldn't be "
                "validated",
            )

    def _account(self, request: Request) -> SimulatedAccount:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        token = token if scheme == "Bearer" else request.query_params.get("access_token", "")
        for account in self.world.memory.accounts:
            if hmac.compare_digest(account.token.encode(), token.encode()):
                break
        else:
            raise GraphFailure(
                190, "Invalid OAuth access token - Cannot parse access token", http_status=401
            )
        proof = request.query_params.get("appsecret_proof")
        if proof is not None and proof != app_secret_proof(account.token, account.app_secret):
            raise GraphFailure(100, "Invalid appsecret_proof provided in the API argument")
        return account

    def _own_waba(self, request: Request, account: SimulatedAccount) -> SimulatedAccount:
        node = request.path_params["node"]
        if node != account.waba_id:
            raise self._foreign(node)
        return account

    def _foreign(self, node: str) -> GraphFailure:
        memory = self.world.memory
        wabas = {account.waba_id for account in memory.accounts}
        if node in wabas or memory.account_of(node) is not None:
            return GraphFailure(
                200, "You do not have permission to access this asset", http_status=403
            )
        return GraphFailure(
            100,
            f"Unsupported request. Object with ID '{node}' does not exist, cannot be loaded due to "
            "missing permissions, or does not support this operation",
            subcode=33,
        )


async def _json_body(request: Request) -> JsonObject:
    raw = await request.body()
    try:
        body = json.loads(raw or b"{}")
    except ValueError:
        body = None
    if not isinstance(body, dict):
        raise GraphFailure(100, "The body is not a JSON object")
    return body


def _waba(account: SimulatedAccount) -> JsonObject:
    return {
        "id": account.waba_id,
        "name": account.business_name,
        "currency": account.currency,
        "country": account.country,
        "timezone_id": "1",
        "message_template_namespace": f"ns_{account.waba_id}",
        "account_review_status": "APPROVED",
        "health_status": {"can_send_message": "AVAILABLE", "entities": []},
    }


def _number(number: SimulatedNumber) -> JsonObject:
    return {
        "id": number.id,
        "display_phone_number": number.display_number,
        "verified_name": number.verified_name,
        "status": number.status,
        "quality_rating": number.quality,
        "name_status": "APPROVED",
        "code_verification_status": "VERIFIED",
        "throughput": {"level": number.throughput},
        "whatsapp_business_manager_messaging_limit": number.messaging_limit,
        "platform_type": "CLOUD_API",
        "account_mode": "LIVE",
        "health_status": {"can_send_message": "AVAILABLE", "entities": []},
    }


def _chosen(request: Request, row: JsonObject) -> JsonObject:
    fields = request.query_params.get("fields")
    if not fields:
        return {key: value for key, value in row.items() if key != "health_status"}
    return {key: value for key, value in row.items() if key in {"id", *fields.split(",")}}


def _page(request: Request, rows: list[JsonObject]) -> Response:
    try:
        limit = min(int(request.query_params.get("limit", _DEFAULT_PAGE)), _MAX_PAGE)
        start = int(request.query_params.get("after", "c0").removeprefix("c"))
    except ValueError as error:
        raise GraphFailure(100, "Invalid paging") from error
    end = start + max(limit, 1)
    paging: JsonObject = {"cursors": {"before": f"c{start}", "after": f"c{end}"}}
    if end < len(rows):
        address = request.url.include_query_params(after=f"c{end}")
        paging["next"] = str(address)
    answer: JsonObject = {"data": rows[start:end]}
    if answer["data"]:
        answer["paging"] = paging
    return JSONResponse(answer)
