"""The WABA: its fields, numbers, analytics, and where its webhooks go."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from platform_app.dev.whatsapp_simulator.accounts import SimulatedAccount
from platform_app.dev.whatsapp_simulator.analytics import (
    message_points,
    price_points,
    template_points,
)
from platform_app.dev.whatsapp_simulator.chats import Webhook
from platform_app.dev.whatsapp_simulator.failures import GraphFailure
from platform_app.dev.whatsapp_simulator.graph.gate import (
    Gate,
    asked_fields,
    chosen,
    json_body,
    page,
    route,
    success,
)
from platform_app.dev.whatsapp_simulator.graph.numbers import number_row
from platform_app.dev.whatsapp_simulator.graph.webhooks import shake_hands
from platform_app.dev.whatsapp_simulator.health import account_health
from platform_app.dev.whatsapp_simulator.world import World
from platform_app.integrations.whatsapp.graph_json import JsonObject, as_text

_ANALYTICS = {"pricing_analytics": price_points, "analytics": message_points}
_UNASKED = ("id", "name", "currency", "timezone_id", "message_template_namespace")


def routes(gate: Gate) -> list[Route]:
    """Return the routes of a WABA."""
    accounts = _Accounts(gate)
    return [
        route("GET", "/phone_numbers", accounts.list_numbers),
        route("GET", "/template_analytics", accounts.template_analytics),
        route("GET", "/subscribed_apps", accounts.get_subscription),
        route("POST", "/subscribed_apps", accounts.subscribe),
        route("DELETE", "/subscribed_apps", accounts.unsubscribe),
        route("GET", "/owned_whatsapp_business_accounts", accounts.of_business),
        route("GET", "/client_whatsapp_business_accounts", accounts.of_business),
    ]


async def node(gate: Gate, request: Request) -> Response | None:
    """Answer for a WABA's id."""
    if gate.world.memory.account(request.path_params["node"]) is None:
        return None
    accounts = _Accounts(gate)
    return await (accounts.change(request) if request.method == "POST" else accounts.get(request))


@dataclass(frozen=True, slots=True)
class _Accounts:
    gate: Gate

    async def get(self, request: Request) -> Response:
        account = self.gate.waba(request)
        row = account_row(self.gate.world, account)
        asked = asked_fields(request)
        if not asked:
            return JSONResponse({key: row[key] for key in _UNASKED})
        answer = chosen(request, row)
        for name, points in _ANALYTICS.items():
            if name in asked:
                data = {"data_points": points(self.gate.world, account, asked[name])}
                answer[name] = {"data": [data]} if name == "pricing_analytics" else data
        return JSONResponse(answer)

    async def change(self, request: Request) -> Response:
        account, body = self.gate.waba(request), await json_body(request)
        if str(body.get("is_enabled_for_insights")).lower() != "true":
            raise GraphFailure(100, details="Only is_enabled_for_insights=true can be set")
        self.gate.world.memory.conditions.accounts[account.waba_id].has_insights = True
        self.gate.world.memory.is_dirty = True
        return JSONResponse({"id": account.waba_id})

    async def list_numbers(self, request: Request) -> Response:
        account = self.gate.waba(request)
        rows = [number_row(self.gate.world, account, one) for one in account.numbers]
        hidden = ("health_status", "webhook_configuration")
        return page(request, [chosen(request, row, hidden) for row in rows])

    async def template_analytics(self, request: Request) -> Response:
        account = self.gate.waba(request)
        if not self.gate.world.memory.conditions.accounts[account.waba_id].has_insights:
            raise GraphFailure(200005, "Template analytics is not enabled for the account")
        points = template_points(self.gate.world, account, dict(request.query_params))
        data: JsonObject = {"granularity": "DAILY", "data_points": points}
        return JSONResponse({"data": [data]})

    async def of_business(self, request: Request) -> Response:
        account = self.gate.account(request)
        if request.path_params["node"] != self._business(account):
            raise self.gate.foreign(request.path_params["node"])
        return page(request, [chosen(request, account_row(self.gate.world, account))])

    async def get_subscription(self, request: Request) -> Response:
        account = self.gate.waba(request)
        if account.waba_id not in self.gate.world.memory.subscribed:
            return JSONResponse({"data": []})
        app = {"id": account.app_id, "name": "Demo app", "link": "https://www.facebook.com/games/"}
        row: JsonObject = {"whatsapp_business_api_data": app}
        webhook = self.gate.world.memory.waba_webhooks.get(account.waba_id)
        if webhook is not None:
            row["override_callback_uri"] = webhook.url
        return JSONResponse({"data": [row]})

    async def subscribe(self, request: Request) -> Response:
        account, body = self.gate.waba(request), await json_body(request)
        memory = self.gate.world.memory
        url = body.get("override_callback_uri")
        if url:
            if account.waba_id not in memory.subscribed:
                raise GraphFailure(100, "Subscribe the app before overriding its callback")
            webhook = Webhook(str(url), as_text(body.get("verify_token")) or "")
            await shake_hands(self.gate.world, webhook)
            memory.waba_webhooks[account.waba_id] = webhook
        else:
            memory.waba_webhooks.pop(account.waba_id, None)
        memory.subscribed.add(account.waba_id)
        memory.is_dirty = True
        return success()

    async def unsubscribe(self, request: Request) -> Response:
        account = self.gate.waba(request)
        self.gate.world.memory.subscribed.discard(account.waba_id)
        self.gate.world.memory.waba_webhooks.pop(account.waba_id, None)
        self.gate.world.memory.is_dirty = True
        return success()

    def _business(self, account: SimulatedAccount) -> str:
        return self.gate.world.memory.conditions.accounts[account.waba_id].business_id


def account_row(world: World, account: SimulatedAccount) -> JsonObject:
    """Return every plain field of a WABA."""
    conditions = world.memory.conditions.accounts[account.waba_id]
    return {
        "id": account.waba_id,
        "name": account.business_name,
        "currency": account.currency,
        "country": account.country,
        "timezone_id": "1",
        "message_template_namespace": f"ns_{account.waba_id}",
        "account_review_status": conditions.review,
        "business_verification_status": conditions.verification,
        "ownership_type": "SELF",
        "owner_business_info": {"id": conditions.business_id, "name": account.business_name},
        "on_behalf_of_business_info": {
            "id": conditions.business_id,
            "name": account.business_name,
            "status": "APPROVED",
            "type": "SELF",
        },
        "marketing_messages_onboarding_status": "ELIGIBLE",
        "is_enabled_for_insights": conditions.has_insights,
        "status": conditions.ban_state or "ACTIVE",
        "health_status": account_health(world, account),
    }
