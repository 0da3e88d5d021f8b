"""Health status: whether messages can be sent, entity by entity, with WhatsApp's own reasons."""

from platform_app.dev.whatsapp_simulator.accounts import SimulatedAccount, SimulatedNumber
from platform_app.dev.whatsapp_simulator.world import World
from platform_app.integrations.whatsapp.graph_json import JsonObject, as_objects

_GRADES = ("AVAILABLE", "LIMITED", "BLOCKED")
_NO_PAYMENT: JsonObject = {
    "error_code": 141006,
    "error_description": "There is a payment issue with this account.",
    "possible_solution": "Add a valid payment method in Business Manager.",
}
_NOT_REGISTERED: JsonObject = {
    "error_code": 141000,
    "error_description": "The phone number is not registered.",
    "possible_solution": "Register the phone number.",
}
_DISABLED: JsonObject = {
    "error_code": 141001,
    "error_description": "The account was disabled for violating policies.",
    "possible_solution": "Ask for a review in Business Support Home.",
}


def account_health(world: World, account: SimulatedAccount) -> JsonObject:
    """Return the health of a WABA and what stands around it."""
    return _together([_waba(world, account), *_around(world, account)])


def number_health(world: World, account: SimulatedAccount, number: SimulatedNumber) -> JsonObject:
    """Return the health of a number and what stands around it."""
    conditions = world.memory.conditions.numbers[number.id]
    problems = list(conditions.problems)
    if conditions.status not in ("CONNECTED", "FLAGGED"):
        problems.append(_NOT_REGISTERED)
    row = _entity("PHONE_NUMBER", number.id, problems)
    return _together([row, _waba(world, account), *_around(world, account)])


def template_health(world: World, account: SimulatedAccount, template: JsonObject) -> JsonObject:
    """Return the health of a template and what stands around it."""
    problems: list[JsonObject] = []
    if template["status"] != "APPROVED":
        problems.append(
            {
                "error_code": 141002,
                "error_description": "The message template is not approved.",
                "possible_solution": "Wait for the review, or edit the template.",
            }
        )
    row = _entity("MESSAGE_TEMPLATE", str(template["id"]), problems)
    return _together([row, _waba(world, account), *_around(world, account)])


def _waba(world: World, account: SimulatedAccount) -> JsonObject:
    conditions = world.memory.conditions.accounts[account.waba_id]
    problems = list(conditions.problems)
    if not conditions.has_payment:
        problems.append(_NO_PAYMENT)
    if conditions.ban_state == "DISABLE":
        problems.append(_DISABLED)
    return _entity("WABA", account.waba_id, problems, is_limited=bool(conditions.restrictions))


def _around(world: World, account: SimulatedAccount) -> list[JsonObject]:
    conditions = world.memory.conditions.accounts[account.waba_id]
    is_verified = conditions.verification == "verified"
    business = _entity("BUSINESS", conditions.business_id, [], is_limited=not is_verified)
    if not is_verified:
        limit = world.memory.conditions.portfolio(account.waba_id).limit
        business["additional_info"] = [f"The business is not verified; its limit is {limit}."]
    return [business, _entity("APP", account.app_id, [])]


def _entity(
    kind: str, identity: str, problems: list[JsonObject], *, is_limited: bool = False
) -> JsonObject:
    grade = "BLOCKED" if problems else "LIMITED" if is_limited else "AVAILABLE"
    graded = [str(one["can_send_message"]) for one in problems if "can_send_message" in one]
    row: JsonObject = {
        "entity_type": kind,
        "id": identity,
        "can_send_message": max(graded, key=_GRADES.index) if graded else grade,
    }
    if problems:
        row["errors"] = [
            {key: value for key, value in one.items() if key != "can_send_message"}
            for one in problems
        ]
    return row


def _together(entities: list[JsonObject]) -> JsonObject:
    grades = [str(one["can_send_message"]) for one in as_objects(entities)]
    return {"can_send_message": max(grades, key=_GRADES.index), "entities": entities}
