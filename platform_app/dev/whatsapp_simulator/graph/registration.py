"""Bringing a number into service: request a code, verify it, register with a PIN, deregister."""

import secrets
import time
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from platform_app.dev.whatsapp_simulator.conditions import NumberConditions
from platform_app.dev.whatsapp_simulator.failures import GraphFailure
from platform_app.dev.whatsapp_simulator.graph.gate import Gate, json_body, route, success
from platform_app.integrations.whatsapp.graph_json import JsonObject

_LIMIT_S, _MOST_REGISTRATIONS = 72 * 3600, 10
_AFTER_DEREGISTRATION_S = 5 * 60
_MOST_GUESSES = 5
_PIN_LENGTH = 6
_METHODS = ("SMS", "VOICE")


def routes(gate: Gate) -> list[Route]:
    """Return the routes of registration."""
    registration = _Registration(gate)
    return [
        route("POST", "/request_code", registration.request_code),
        route("POST", "/verify_code", registration.verify_code),
        route("POST", "/register", registration.register),
        route("POST", "/deregister", registration.deregister),
    ]


@dataclass(frozen=True, slots=True)
class _Registration:
    gate: Gate

    async def request_code(self, request: Request) -> Response:
        number, body = await self._asked(request)
        if number.code_verification == "VERIFIED":
            raise GraphFailure(136024)
        if body.get("code_method") not in _METHODS or not body.get("language"):
            raise GraphFailure(100, details="code_method (SMS or VOICE) and language are required")
        number.code = f"{secrets.randbelow(10**6):06}"
        return success()

    async def verify_code(self, request: Request) -> Response:
        """Compare the digits of the SMS; the control API shows them."""
        number, body = await self._asked(request)
        if number.code_verification == "VERIFIED":
            raise GraphFailure(136024)
        if not number.code or str(body.get("code")) != number.code:
            raise GraphFailure(100, "Code couldn't be verified", subcode=2388367)
        number.code, number.code_verification = "", "VERIFIED"
        return success()

    async def register(self, request: Request) -> Response:
        number, body = await self._asked(request)
        pin, now = str(body.get("pin", "")), time.time()
        if body.get("messaging_product") != "whatsapp":
            raise GraphFailure(100, details="messaging_product must be whatsapp")
        if len(pin) != _PIN_LENGTH or not pin.isdecimal():
            raise GraphFailure(100, details="pin must have 6 digits")
        _refuse_registration(number, now)
        number.registrations.append(now)
        if number.pin and number.pin != pin:
            number.pin_guesses += 1
            raise GraphFailure(133005)
        number.pin, number.pin_guesses, number.status = pin, 0, "CONNECTED"
        self.gate.world.memory.is_dirty = True
        return success()

    async def deregister(self, request: Request) -> Response:
        number, _ = await self._asked(request)
        if number.status == "DISCONNECTED":
            raise GraphFailure(133010)
        number.status, number.deregistered_at = "DISCONNECTED", time.time()
        self.gate.world.memory.is_dirty = True
        return success()

    async def _asked(self, request: Request) -> tuple[NumberConditions, JsonObject]:
        sender = self.gate.number(request)
        form = dict((await request.form()).items()) if _is_form(request) else None
        body: JsonObject = dict(form) if form is not None else await json_body(request)
        return self.gate.world.memory.conditions.numbers[sender.number.id], body


def _is_form(request: Request) -> bool:
    return "form" in request.headers.get("content-type", "")


def _refuse_registration(number: NumberConditions, now: float) -> None:
    recent = [at for at in number.registrations if at > now - _LIMIT_S]
    if len(recent) >= _MOST_REGISTRATIONS:
        raise GraphFailure(133016)
    if number.pin_guesses >= _MOST_GUESSES:
        raise GraphFailure(133008)
    if now - number.deregistered_at < _AFTER_DEREGISTRATION_S:
        raise GraphFailure(133015)
    if number.code_verification != "VERIFIED":
        raise GraphFailure(133006, "Phone number needs to be verified before registering")
