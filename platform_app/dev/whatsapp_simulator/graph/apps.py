"""The Meta app: what its token says of other tokens, and the callback of everything."""

from dataclasses import dataclass
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from platform_app.dev.whatsapp_simulator.accounts import SimulatedAccount
from platform_app.dev.whatsapp_simulator.chats import Webhook
from platform_app.dev.whatsapp_simulator.failures import GraphFailure
from platform_app.dev.whatsapp_simulator.graph.gate import Gate, json_body, route, success
from platform_app.dev.whatsapp_simulator.graph.webhooks import shake_hands
from platform_app.integrations.whatsapp.graph_json import JsonObject, as_text

_OBJECT = "whatsapp_business_account"

_FIELDS = tuple(
    """messages message_template_status_update message_template_quality_update
    message_template_components_update template_category_update phone_number_quality_update
    phone_number_name_update business_capability_update account_update account_alerts
    account_review_update account_settings_update business_status_update
    payment_configuration_update partner_solutions automatic_events tracking_events security
    user_preferences user_id_update business_username_updates flows history smb_message_echoes
    smb_app_state_sync calls group_lifecycle_update group_participants_update
    group_settings_update group_status_update message_echoes messaging_handovers
    consumer_profile standby""".split()
)


def routes(gate: Gate) -> list[Route]:
    """Return the routes of an app."""
    apps = _Apps(gate)
    return [
        Route("/v{version:int}.0/debug_token", apps.debug_token),
        Route("/v{version:int}.0/oauth/access_token", apps.app_token),
        route("GET", "/subscriptions", apps.subscriptions),
        route("POST", "/subscriptions", apps.subscribe),
        route("DELETE", "/subscriptions", apps.unsubscribe),
    ]


@dataclass(frozen=True, slots=True)
class _Apps:
    gate: Gate

    async def debug_token(self, request: Request) -> Response:
        """Tell what a token may do; one that has expired may still be asked about."""
        caller = self.gate.app(request)
        token = request.query_params.get("input_token")
        if token is None:
            raise GraphFailure(100, "The parameter input_token is required.")
        for account in self.gate.world.memory.accounts:
            if account.token == token and account.app_id == caller.app_id:
                return JSONResponse({"data": self._token(account)})
        error = {"code": 190, "message": "Invalid OAuth access token."}
        return JSONResponse({"data": {"is_valid": False, "error": error, "scopes": []}})

    async def app_token(self, request: Request) -> Response:
        asked = request.query_params
        for account in self.gate.world.memory.accounts:
            is_app = asked.get("client_id") == account.app_id
            if is_app and asked.get("client_secret") == account.app_secret:
                token = f"{account.app_id}|{account.app_secret}"
                token = account.token if "code" in asked else token
                return JSONResponse({"access_token": token, "token_type": "bearer"})
        raise GraphFailure(1, "Error validating client secret.")

    async def subscriptions(self, request: Request) -> Response:
        account = self._own(request)
        webhook = self.gate.world.memory.app_webhooks.get(account.app_id)
        if webhook is None:
            return JSONResponse({"data": []})
        fields = [{"name": name, "version": "v25.0"} for name in webhook.fields or _FIELDS]
        row = {"object": _OBJECT, "callback_url": webhook.url, "active": True, "fields": fields}
        return JSONResponse({"data": [row]})

    async def subscribe(self, request: Request) -> Response:
        """Set the app's callback, after a handshake."""
        account, body = self._own(request), await _form_or_json(request)
        if body.get("object") != _OBJECT or not body.get("callback_url"):
            raise GraphFailure(100, details=f"object must be {_OBJECT}, with a callback_url")
        fields = str(body.get("fields") or "").replace(" ", "").split(",")
        if not set(fields) <= set(_FIELDS):
            raise GraphFailure(100, details=f"fields: one of {fields} is not known")
        token = as_text(body.get("verify_token")) or ""
        webhook = Webhook(str(body["callback_url"]), token, fields)
        await shake_hands(self.gate.world, webhook)
        self.gate.world.memory.app_webhooks[account.app_id] = webhook
        self.gate.world.memory.is_dirty = True
        return success()

    async def unsubscribe(self, request: Request) -> Response:
        self.gate.world.memory.app_webhooks.pop(self._own(request).app_id, None)
        self.gate.world.memory.is_dirty = True
        return success()

    def _own(self, request: Request) -> SimulatedAccount:
        account = self.gate.app(request)
        if request.path_params["node"] != account.app_id:
            raise self.gate.foreign(request.path_params["node"])
        return account

    def _token(self, account: SimulatedAccount) -> JsonObject:
        conditions = self.gate.world.memory.conditions.accounts[account.waba_id]
        targets = conditions.target_ids
        targets = [account.waba_id] if targets is None else targets
        row: JsonObject = {
            "app_id": account.app_id,
            "application": "Demo app",
            "type": "SYSTEM_USER",
            "is_valid": conditions.has_living_token(),
            "expires_at": conditions.token_expires_at,
            "data_access_expires_at": 0,
            "scopes": conditions.scopes,
            "granular_scopes": [
                {"scope": scope, "target_ids": targets} for scope in conditions.scopes
            ],
        }
        if not row["is_valid"]:
            message = "Error validating access token: Session has expired."
            row["error"] = {"code": 190, "message": message, "subcode": 463}
        return row


async def _form_or_json(request: Request) -> JsonObject:
    if request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        body = (await request.body()).decode()
        return {**request.query_params, **dict(parse_qsl(body))}
    return await json_body(request)
