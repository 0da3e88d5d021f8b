"""Accounts: review, restrictions, violations, bans, payment, health and token."""

import time
from collections.abc import Callable
from dataclasses import asdict, dataclass

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from platform_app.dev.whatsapp_simulator.conditions import AccountConditions
from platform_app.dev.whatsapp_simulator.controls.bodies import control_body, problem
from platform_app.dev.whatsapp_simulator.world import World
from platform_app.integrations.whatsapp.graph_json import (
    JsonObject,
    as_list,
    as_number,
    as_object,
    as_objects,
)

_BANS = ("SCHEDULE_FOR_DISABLE", "DISABLE", "REINSTATE")


def routes(world: World) -> list[Route]:
    """Return the controls of accounts."""
    accounts = _Accounts(world)
    return [
        Route("/api/accounts", accounts.list_accounts),
        Route("/api/accounts/{id}", accounts.change, methods=["POST"]),
    ]


@dataclass(frozen=True, slots=True)
class _Accounts:
    world: World

    async def list_accounts(self, _request: Request) -> Response:
        memory = self.world.memory
        rows = [
            {
                "waba_id": account.waba_id,
                "name": account.business_name,
                "limit": memory.conditions.portfolio(account.waba_id).limit,
                "opened": len(memory.conditions.portfolio(account.waba_id).openings),
                **asdict(memory.conditions.accounts[account.waba_id]),
            }
            for account in memory.accounts
        ]
        return JSONResponse({"accounts": rows})

    async def change(self, request: Request) -> Response:
        """Change what is named; each change is told as WhatsApp would tell it."""
        waba_id, body = request.path_params["id"], await control_body(request)
        conditions = self.world.memory.conditions.accounts.get(waba_id)
        if conditions is None:
            return problem("There is no such account.", 404)
        unknown = set(body) - set(_CHANGES)
        if unknown:
            return problem(f"{', '.join(sorted(unknown))}: not known.")
        try:
            for key, value in body.items():
                told = _CHANGES[key](conditions, value)
                if told is not None:
                    self.world.courier.notify(waba_id, *told)
        except ValueError as error:
            return problem(str(error))
        self.world.memory.is_dirty = True
        return JSONResponse({"waba_id": waba_id, **asdict(conditions)})


Told = tuple[str, JsonObject] | None


def _restrictions(conditions: AccountConditions, value: object) -> Told:
    """Restrict the account: a list of `restriction_type` and `expiration` in seconds."""
    conditions.restrictions = as_objects(value)
    if not conditions.restrictions:
        return None
    rows = [{"expiration": int(time.time()) + 86_400, **one} for one in conditions.restrictions]
    return "account_update", {"event": "ACCOUNT_RESTRICTION", "restriction_info": rows}


def _violation(_conditions: AccountConditions, value: object) -> Told:
    info = {"violation_type": str(value)}
    return "account_update", {"event": "ACCOUNT_VIOLATION", "violation_info": info}


def _ban_state(conditions: AccountConditions, value: object) -> Told:
    if value not in _BANS:
        raise ValueError(f"ban_state is one of {', '.join(_BANS)}.")
    conditions.ban_state = "" if value == "REINSTATE" else str(value)
    ban = {"waba_ban_state": value, "waba_ban_date": time.strftime("%B %d, %Y", time.gmtime())}
    return "account_update", {"event": "DISABLED_UPDATE", "ban_info": ban}


def _event(_conditions: AccountConditions, value: object) -> Told:
    """Tell of any other event of the account: a name, or an object with `event`."""
    return "account_update", as_object(value) or {"event": str(value)}


def _review(conditions: AccountConditions, value: object) -> Told:
    conditions.review = str(value)
    return "account_review_update", {"decision": str(value)}


def _payment(conditions: AccountConditions, value: object) -> Told:
    """Give or take the payment method; its health shows it, and what is charged fails."""
    conditions.has_payment = bool(value)
    return None


def _alert(conditions: AccountConditions, value: object) -> Told:
    alert = {"alert_severity": "CRITICAL", "alert_status": "ACTIVE", "alert_type": "OTHER"}
    row: JsonObject = {"entity_type": "BUSINESS", "entity_id": conditions.business_id}
    return "account_alerts", {**row, "alert_info": {**alert, **as_object(value)}}


def _problems(conditions: AccountConditions, value: object) -> Told:
    """Give the account health errors: `error_code`, `error_description`, `possible_solution`."""
    conditions.problems = as_objects(value)
    return None


def _token(conditions: AccountConditions, value: object) -> Told:
    """Change the token: `is_valid`, `expires_at`, `scopes`, `target_ids`."""
    wanted = as_object(value)
    conditions.token_is_valid = bool(wanted.get("is_valid", conditions.token_is_valid))
    expires_at = as_number(wanted.get("expires_at"))
    conditions.token_expires_at = conditions.token_expires_at if expires_at is None else expires_at
    if "scopes" in wanted:
        conditions.scopes = [str(one) for one in as_list(wanted["scopes"])]
    if "target_ids" in wanted:
        conditions.target_ids = [str(one) for one in as_list(wanted["target_ids"])]
    return None


def _verification(conditions: AccountConditions, value: object) -> Told:
    conditions.verification = str(value)
    return None


def _business(conditions: AccountConditions, value: object) -> Told:
    """Move the account to another portfolio, whose limit and user ids it then has."""
    conditions.business_id = str(value)
    return None


_CHANGES: dict[str, Callable[[AccountConditions, object], Told]] = {
    "restrictions": _restrictions,
    "violation": _violation,
    "ban_state": _ban_state,
    "event": _event,
    "review": _review,
    "payment": _payment,
    "alert": _alert,
    "problems": _problems,
    "token": _token,
    "verification": _verification,
    "business_id": _business,
}
