"""Numbers: quality, status, throughput, limit, name, allow-list; told where WhatsApp tells."""

from collections.abc import Callable
from dataclasses import asdict, dataclass

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from platform_app.dev.whatsapp_simulator.conditions import LIMITS, NumberConditions
from platform_app.dev.whatsapp_simulator.controls.bodies import control_body, problem
from platform_app.dev.whatsapp_simulator.people import digits
from platform_app.dev.whatsapp_simulator.sends.checks import Sender
from platform_app.dev.whatsapp_simulator.world import World
from platform_app.integrations.whatsapp.graph_json import JsonObject, as_list, as_text

_PLAIN = ("status", "account_mode", "code_verification", "pin")
_QUALITIES = ("GREEN", "YELLOW", "RED", "UNKNOWN", "NA")


def routes(world: World) -> list[Route]:
    """Return the controls of numbers."""
    numbers = _Numbers(world)
    return [
        Route("/api/numbers", numbers.list_numbers),
        Route("/api/numbers/{id}", numbers.get),
        Route("/api/numbers/{id}", numbers.change, methods=["POST"]),
    ]


@dataclass(frozen=True, slots=True)
class _Numbers:
    world: World

    async def list_numbers(self, _request: Request) -> Response:
        numbers = self.world.memory.conditions.numbers
        return JSONResponse(
            {"numbers": [{"id": key, **asdict(one)} for key, one in numbers.items()]}
        )

    async def get(self, request: Request) -> Response:
        number_id = request.path_params["id"]
        conditions = self.world.memory.conditions.numbers.get(number_id)
        if conditions is None:
            return problem("There is no such number.", 404)
        return JSONResponse({"id": number_id, **asdict(conditions)})

    async def change(self, request: Request) -> Response:
        """Change what is named; each change is told as WhatsApp would tell it."""
        found = self.world.memory.account_of(request.path_params["id"])
        if found is None:
            return problem("There is no such number.", 404)
        sender, body = Sender(*found), await control_body(request)
        conditions = self.world.memory.conditions.numbers[sender.number.id]
        unknown = set(body) - set(_CHANGES) - set(_PLAIN) - {"rejection_reason", "as_number"}
        if unknown:
            return problem(f"{', '.join(sorted(unknown))}: not known.")
        try:
            for key in body:
                if key in _CHANGES:
                    _CHANGES[key](self.world, sender, conditions, body)
                elif key in _PLAIN:
                    setattr(conditions, key, str(body[key]))
        except ValueError as error:
            return problem(str(error))
        self.world.memory.is_dirty = True
        return JSONResponse({"id": sender.number.id, **asdict(conditions)})


def _quality(world: World, sender: Sender, conditions: NumberConditions, body: JsonObject) -> None:
    """Change the quality; only red and its end are told, by the older words."""
    previous, quality = conditions.quality, str(body["quality"])
    if quality not in _QUALITIES:
        raise ValueError(f"quality is one of {', '.join(_QUALITIES)}.")
    conditions.quality = quality
    if (previous == "RED") != (quality == "RED"):
        _tell_quality(world, sender, "FLAGGED" if quality == "RED" else "UNFLAGGED")


def _throughput(
    world: World, sender: Sender, conditions: NumberConditions, body: JsonObject
) -> None:
    conditions.throughput = str(body["throughput"])
    if conditions.throughput == "HIGH":
        _tell_quality(world, sender, "THROUGHPUT_UPGRADE")


def _tell_quality(world: World, sender: Sender, event: str) -> None:
    limit = world.memory.conditions.portfolio(sender.account.waba_id).limit
    value = {
        "display_phone_number": digits(sender.number.display_number),
        "event": event,
        "max_daily_conversations_per_business": limit,
    }
    world.courier.notify(sender.account.waba_id, "phone_number_quality_update", value)


def _limit(world: World, sender: Sender, _conditions: NumberConditions, body: JsonObject) -> None:
    """Change the portfolio's limit and tell every account of the portfolio."""
    limit = str(body["limit"])
    if limit not in LIMITS:
        raise ValueError(f"limit is one of {', '.join(LIMITS)}.")
    conditions = world.memory.conditions
    conditions.portfolio(sender.account.waba_id).limit = limit
    business_id = conditions.accounts[sender.account.waba_id].business_id
    told = LIMITS[limit] if body.get("as_number") else limit
    value = {"max_daily_conversations_per_business": told, "max_phone_numbers_per_business": 20}
    for waba_id, account in conditions.accounts.items():
        if account.business_id == business_id:
            world.courier.notify(waba_id, "business_capability_update", value)


def _name_status(
    world: World, sender: Sender, conditions: NumberConditions, body: JsonObject
) -> None:
    """Decide about a display name; the one asked for takes effect when it is approved."""
    decision = str(body["name_status"])
    name = conditions.new_name or conditions.verified_name
    if decision == "APPROVED":
        conditions.verified_name, conditions.new_name = name, ""
        conditions.name_status, conditions.new_name_status = decision, "NONE"
    elif conditions.new_name:
        conditions.new_name_status = decision
    else:
        conditions.name_status = decision
    value: JsonObject = {
        "display_phone_number": digits(sender.number.display_number),
        "decision": {"DECLINED": "REJECTED"}.get(decision, decision),
        "requested_verified_name": name,
        "rejection_reason": as_text(body.get("rejection_reason")) or "NONE",
    }
    world.courier.notify(sender.account.waba_id, "phone_number_name_update", value)


def _allowed(
    _world: World, _sender: Sender, conditions: NumberConditions, body: JsonObject
) -> None:
    """Make it a test number with these recipients; none makes it an ordinary one again."""
    conditions.allowed = [str(one) for one in as_list(body["allowed"])][:5]
    conditions.account_mode = "SANDBOX" if body["allowed"] is not None else "LIVE"


def _problems(
    _world: World, _sender: Sender, conditions: NumberConditions, body: JsonObject
) -> None:
    conditions.problems = list(body["problems"] or [])


_CHANGES: dict[str, Callable[[World, Sender, NumberConditions, JsonObject], None]] = {
    "quality": _quality,
    "throughput": _throughput,
    "limit": _limit,
    "name_status": _name_status,
    "allowed": _allowed,
    "problems": _problems,
}
