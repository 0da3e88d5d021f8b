"""Blocking people who wrote to a number in the last 24 hours."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from platform_app.dev.whatsapp_simulator.conditions import MESSAGING
from platform_app.dev.whatsapp_simulator.failures import GraphFailure
from platform_app.dev.whatsapp_simulator.graph.gate import Gate, json_body, page, route
from platform_app.dev.whatsapp_simulator.people import digits, known_as, phone_of, user_id
from platform_app.dev.whatsapp_simulator.sends.checks import Sender
from platform_app.integrations.whatsapp.graph_json import JsonObject, as_objects, as_text

_MOST_AT_ONCE, _MOST = 1_000, 64_000


def routes(gate: Gate) -> list[Route]:
    """Return the routes of blocking."""
    blocks = _Blocks(gate)
    return [
        route("GET", "/block_users", blocks.list_blocked),
        route("POST", "/block_users", blocks.block),
        route("DELETE", "/block_users", blocks.unblock),
    ]


@dataclass(frozen=True, slots=True)
class _Blocks:
    gate: Gate

    async def list_blocked(self, request: Request) -> Response:
        sender = self.gate.number(request, MESSAGING)
        rows = [{**self._named(sender, one)} for one in self._blocked(sender)]
        return page(request, [{"messaging_product": "whatsapp", **row} for row in rows])

    async def block(self, request: Request) -> Response:
        sender = self.gate.number(request, MESSAGING)
        blocked, added, failed = self._blocked(sender), [], []
        for asked, customer in await self._asked(request, sender):
            if customer is None or not self.gate.world.memory.has_open_window(
                sender.number.id, customer
            ):
                failed.append(_failure(asked))
                continue
            if customer not in blocked:
                blocked.append(customer)
            added.append({"input": asked, **self._named(sender, customer)})
        if len(blocked) > _MOST:
            raise GraphFailure(139101)
        return self._answer({"added_users": added}, failed)

    async def unblock(self, request: Request) -> Response:
        sender = self.gate.number(request, MESSAGING)
        blocked, removed = self._blocked(sender), []
        for asked, customer in await self._asked(request, sender):
            if customer in blocked:
                blocked.remove(customer)
                removed.append({"input": asked, **self._named(sender, customer)})
        return self._answer({"removed_users": removed}, [])

    def _answer(self, done: JsonObject, failed: list[JsonObject]) -> Response:
        self.gate.world.memory.is_dirty = True
        answer: JsonObject = {"messaging_product": "whatsapp", "block_users": done}
        if not failed:
            return JSONResponse(answer)
        done["failed_users"] = failed
        error = {"message": "(#139100) Some users could not be blocked", "code": 139100}
        # One name for those who read the reference, one for those who read pywa.
        answer |= {"error": error, "errors": error}
        return JSONResponse(answer, 200 if done.get("added_users") else 400)

    async def _asked(self, request: Request, sender: Sender) -> list[tuple[str, str | None]]:
        body = await json_body(request)
        users = as_objects(body.get("block_users"))
        if body.get("messaging_product") != "whatsapp" or not users:
            raise GraphFailure(100, details="messaging_product and block_users are required")
        if len(users) > _MOST_AT_ONCE:
            raise GraphFailure(139101, details=f"At most {_MOST_AT_ONCE} users at once")
        return [self._identity(one, sender) for one in users]

    def _identity(self, user: JsonObject, sender: Sender) -> tuple[str, str | None]:
        asked = as_text(user.get("user")) or as_text(user.get("user_id")) or ""
        business_id = self.gate.world.memory.business_of(sender.number.id)
        if "." in asked:
            return asked, phone_of(asked, business_id) or asked
        return asked, known_as(asked) if digits(asked) else None

    def _named(self, sender: Sender, customer: str) -> JsonObject:
        business_id = self.gate.world.memory.business_of(sender.number.id)
        row: JsonObject = {"user_id": user_id(customer, business_id)}
        if customer.startswith("+") and not self.gate.world.is_hidden(customer):
            row["wa_id"] = digits(customer)
        return row

    def _blocked(self, sender: Sender) -> list[str]:
        return self.gate.world.memory.conditions.numbers[sender.number.id].blocked


def _failure(asked: str) -> JsonObject:
    message = "The user has not written to this number in the last 24 hours"
    error = {"message": message, "code": 131047, "error_data": {"details": message}}
    return {"input": asked, "errors": [error]}
