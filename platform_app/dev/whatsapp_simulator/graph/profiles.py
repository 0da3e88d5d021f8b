"""The business profile, and ice breakers with commands."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from platform_app.dev.whatsapp_simulator.conditions import MESSAGING
from platform_app.dev.whatsapp_simulator.failures import GraphFailure
from platform_app.dev.whatsapp_simulator.graph.gate import (
    Gate,
    asked_fields,
    json_body,
    route,
    success,
)
from platform_app.integrations.whatsapp.graph_json import JsonObject, as_list, as_objects

_LENGTHS = {"about": 139, "address": 256, "description": 512, "email": 128}
_VERTICALS = """UNDEFINED OTHER AUTO BEAUTY APPAREL EDU ENTERTAIN EVENT_PLAN FINANCE GROCERY GOVT
    HOTEL HEALTH NONPROFIT PROF_SERVICES RETAIL TRAVEL RESTAURANT NOT_A_BIZ ALCOHOL
    ONLINE_GAMBLING PHYSICAL_GAMBLING OTC_DRUGS MATRIMONY_SERVICE""".split()


def routes(gate: Gate) -> list[Route]:
    """Return the routes of a profile."""
    profiles = _Profiles(gate)
    return [
        route("GET", "/whatsapp_business_profile", profiles.get),
        route("POST", "/whatsapp_business_profile", profiles.change),
        route("GET", "/conversational_automation", profiles.get_automation),
        route("POST", "/conversational_automation", profiles.change_automation),
    ]


@dataclass(frozen=True, slots=True)
class _Profiles:
    gate: Gate

    async def get(self, request: Request) -> Response:
        number = self.gate.number(request, MESSAGING).number
        profile = self.gate.world.memory.conditions.numbers[number.id].profile
        asked = asked_fields(request)
        row = {key: value for key, value in profile.items() if key in asked}
        return JSONResponse({"data": [{**row, "messaging_product": "whatsapp"}]})

    async def change(self, request: Request) -> Response:
        number = self.gate.number(request, MESSAGING).number
        body = await json_body(request)
        if body.pop("messaging_product", None) != "whatsapp":
            raise GraphFailure(100, details="messaging_product must be whatsapp")
        _refuse_if_wrong(body)
        handle = body.pop("profile_picture_handle", None)
        profile = self.gate.world.memory.conditions.numbers[number.id].profile
        profile |= body
        if handle is not None:
            if handle not in self.gate.world.memory.media.handles:
                raise GraphFailure(100, details="profile_picture_handle is not known")
            profile["profile_picture_url"] = f"https://pps.whatsapp.net/v/{number.id}.jpg"
        self.gate.world.memory.is_dirty = True
        return success()

    async def get_automation(self, request: Request) -> Response:
        number = self.gate.number(request).number
        automation = self.gate.world.memory.conditions.numbers[number.id].automation
        answer = {"id": number.id, "conversational_automation": automation}
        return JSONResponse({"data": [answer]})

    async def change_automation(self, request: Request) -> Response:
        number, body = self.gate.number(request).number, await json_body(request)
        commands, prompts = as_objects(body.get("commands")), as_list(body.get("prompts"))
        if len(commands) > 30 or len(prompts) > 4:
            raise GraphFailure(100, details="At most 30 commands and 4 prompts")
        if any(len(str(one.get("command_name", ""))) > 32 for one in commands):
            raise GraphFailure(100, details="A command has at most 32 characters")
        if any(len(str(one)) > 80 for one in prompts):
            raise GraphFailure(100, details="A prompt has at most 80 characters")
        self.gate.world.memory.conditions.numbers[number.id].automation |= body
        self.gate.world.memory.is_dirty = True
        return success()


def _refuse_if_wrong(body: JsonObject) -> None:
    for key, most in _LENGTHS.items():
        if len(str(body.get(key, ""))) > most:
            raise GraphFailure(100, details=f"{key} has at most {most} characters")
    if body.get("about") == "":
        raise GraphFailure(100, details="about must have 1 to 139 characters")
    sites = as_list(body.get("websites"))
    is_wrong = any(not str(one).startswith(("http://", "https://")) for one in sites)
    if len(sites) > 2 or is_wrong or any(len(str(one)) > 256 for one in sites):
        raise GraphFailure(100, details="websites: at most 2, each http(s) with 256 characters")
    if "vertical" in body and body["vertical"] not in _VERTICALS:
        raise GraphFailure(100, details=f"vertical {body['vertical']} is not known")
