"""A business phone number: its fields, PIN, display name and webhook address."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from platform_app.dev.whatsapp_simulator.accounts import SimulatedAccount, SimulatedNumber
from platform_app.dev.whatsapp_simulator.chats import Webhook
from platform_app.dev.whatsapp_simulator.failures import GraphFailure
from platform_app.dev.whatsapp_simulator.graph.gate import (
    Gate,
    chosen,
    json_body,
    route,
    success,
)
from platform_app.dev.whatsapp_simulator.graph.webhooks import shake_hands
from platform_app.dev.whatsapp_simulator.health import number_health
from platform_app.dev.whatsapp_simulator.people import digits
from platform_app.dev.whatsapp_simulator.sends.checks import Sender
from platform_app.dev.whatsapp_simulator.world import World
from platform_app.integrations.whatsapp.graph_json import JsonObject, as_object, as_text

_UNASKED = (
    *("id", "verified_name", "code_verification_status", "display_phone_number"),
    *("quality_rating", "platform_type", "throughput", "webhook_configuration"),
)
_PIN_LENGTH = 6


def routes(gate: Gate) -> list[Route]:
    """Return the routes of settings that need no registration."""
    numbers = _Numbers(gate)
    return [
        route("GET", "/settings", numbers.get_settings),
        route("POST", "/settings", numbers.change_settings),
    ]


async def node(gate: Gate, request: Request) -> Response | None:
    """Answer for a phone number's id."""
    if gate.world.memory.account_of(request.path_params["node"]) is None:
        return None
    numbers = _Numbers(gate)
    return await (numbers.change(request) if request.method == "POST" else numbers.get(request))


@dataclass(frozen=True, slots=True)
class _Numbers:
    gate: Gate

    async def get(self, request: Request) -> Response:
        sender = self.gate.number(request)
        row = number_row(self.gate.world, sender.account, sender.number)
        if not request.query_params.get("fields"):
            return JSONResponse({key: row[key] for key in _UNASKED})
        return JSONResponse(chosen(request, row))

    async def change(self, request: Request) -> Response:
        """Set a PIN, a webhook address of its own, or ask for another display name."""
        sender, body = self.gate.number(request), await json_body(request)
        done = [
            self._set_pin(sender, body),
            await self._set_webhook(sender, body),
            self._ask_for_name(sender, body),
        ]
        if not any(done):
            raise GraphFailure(100, details="Nothing that can be set was given")
        self.gate.world.memory.is_dirty = True
        return success()

    def _set_pin(self, sender: Sender, body: JsonObject) -> bool:
        if "pin" not in body:
            return False
        pin = str(body["pin"])
        if len(pin) != _PIN_LENGTH or not pin.isdecimal():
            raise GraphFailure(100, details="pin must have 6 digits")
        self.gate.world.memory.conditions.numbers[sender.number.id].pin = pin
        tell_security(self.gate.world, sender, "PIN_CHANGED")
        return True

    async def _set_webhook(self, sender: Sender, body: JsonObject) -> bool:
        if "webhook_configuration" not in body:
            return False
        configuration, memory = as_object(body["webhook_configuration"]), self.gate.world.memory
        url = configuration.get("override_callback_uri")
        if not url:
            memory.number_webhooks.pop(sender.number.id, None)
            return True
        if sender.account.waba_id not in memory.subscribed:
            raise GraphFailure(100, "Subscribe the app before overriding its callback")
        webhook = Webhook(str(url), as_text(configuration.get("verify_token")) or "")
        await shake_hands(self.gate.world, webhook)
        memory.number_webhooks[sender.number.id] = webhook
        return True

    def _ask_for_name(self, sender: Sender, body: JsonObject) -> bool:
        name = as_text(body.get("new_display_name"))
        if name is None:
            return False
        conditions = self.gate.world.memory.conditions.numbers[sender.number.id]
        conditions.new_name, conditions.new_name_status = name, "PENDING_REVIEW"
        return True

    async def get_settings(self, request: Request) -> Response:
        sender = self.gate.number(request)
        settings = self.gate.world.memory.conditions.numbers[sender.number.id].settings
        plain: JsonObject = {
            "calling": {"status": "DISABLED"},
            "user_identity_change": {"enable_identity_key_check": False},
            "storage_configuration": {"status": "DEFAULT"},
        }
        return JSONResponse({**plain, **settings})

    async def change_settings(self, request: Request) -> Response:
        sender, body = self.gate.number(request), await json_body(request)
        self.gate.world.memory.conditions.numbers[sender.number.id].settings |= body
        self.gate.world.memory.is_dirty = True
        return success()


def tell_security(world: World, sender: Sender, event: str) -> None:
    """Tell of a PIN."""
    value = {
        "display_phone_number": digits(sender.number.display_number),
        "event": event,
        "requester": "101",
    }
    world.courier.notify(sender.account.waba_id, "security", value)


def number_row(world: World, account: SimulatedAccount, number: SimulatedNumber) -> JsonObject:
    """Return every field of a number."""
    conditions = world.memory.conditions.numbers[number.id]
    row: JsonObject = {
        "id": number.id,
        "display_phone_number": number.display_number,
        "verified_name": conditions.verified_name,
        "status": conditions.status,
        "quality_rating": conditions.quality,
        "quality_score": {"score": conditions.quality},
        "name_status": conditions.name_status,
        "new_name_status": conditions.new_name_status,
        "code_verification_status": conditions.code_verification,
        "throughput": {"level": conditions.throughput},
        "whatsapp_business_manager_messaging_limit": world.memory.conditions.portfolio(
            account.waba_id
        ).limit,
        "platform_type": "CLOUD_API",
        "account_mode": conditions.account_mode,
        "is_official_business_account": False,
        "is_on_biz_app": False,
        "is_pin_enabled": bool(conditions.pin),
        "country_code": account.country,
        "search_visibility": "VISIBLE",
        "last_onboarded_time": "2026-01-15T09:00:00+0000",
        "conversational_automation": conditions.automation,
        "webhook_configuration": _addresses(world, account, number),
        "health_status": number_health(world, account, number),
    }
    if conditions.new_name:
        row["new_display_name"] = conditions.new_name
    return row


def _addresses(world: World, account: SimulatedAccount, number: SimulatedNumber) -> JsonObject:
    memory = world.memory
    known = {
        "phone_number": memory.number_webhooks.get(number.id),
        "whatsapp_business_account": memory.waba_webhooks.get(account.waba_id),
        "application": memory.app_webhooks.get(account.app_id),
    }
    return {level: webhook.url for level, webhook in known.items() if webhook is not None}
