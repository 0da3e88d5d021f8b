"""Customers: what they write, what they are called, whether their number is hidden."""

import time
from dataclasses import dataclass, replace

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from platform_app.dev.whatsapp_simulator.controls.bodies import control_body, problem
from platform_app.dev.whatsapp_simulator.courier import metadata
from platform_app.dev.whatsapp_simulator.inbound import Customer, moved, receive
from platform_app.dev.whatsapp_simulator.people import known_as, user_id
from platform_app.dev.whatsapp_simulator.world import World
from platform_app.integrations.whatsapp.graph_json import as_text

_PREFERENCES = ("stop", "resume", "signup")


def routes(world: World) -> list[Route]:
    """Return the controls of customers."""
    customers = _Customers(world)
    return [
        Route("/api/inbound", customers.write, methods=["POST"]),
        Route("/api/people", customers.change, methods=["POST"]),
        Route("/api/media/{id}", customers.age, methods=["POST"]),
        Route("/api/preferences", customers.prefer, methods=["POST"]),
    ]


@dataclass(frozen=True, slots=True)
class _Customers:
    world: World

    async def write(self, request: Request) -> Response:
        """Let a customer write: `phone_number_id`, `from`, and `text`, a `type`, or a `message`."""
        body = await control_body(request)
        phone, number_id = str(body.get("from")), str(body.get("phone_number_id"))
        if self.world.memory.account_of(number_id) is None:
            return problem("There is no such number.", 404)
        customer = Customer(number_id, known_as(phone) if phone.startswith("+") else phone)
        if "name" in body:
            self.world.memory.names[customer.phone] = str(body["name"])
        try:
            bubble = receive(self.world, customer, body)
        except ValueError as error:
            return problem(str(error))
        return JSONResponse({"wamid": bubble.wamid})

    async def change(self, request: Request) -> Response:
        """Change a person: `phone`, and `name`, `username`, `hidden`, or `new_phone`."""
        body, memory = await control_body(request), self.world.memory
        phone = known_as(str(body.get("phone", "")))
        if "name" in body:
            memory.names[phone] = str(body["name"])
        if "username" in body:
            memory.usernames[phone] = str(body["username"])
        if "hidden" in body:
            (memory.hidden.add if body["hidden"] else memory.hidden.discard)(phone)
        if "new_phone" in body:
            for number_id in {owner for owner, person in memory.chats if person == phone}:
                customer = Customer(number_id, phone)
                asked = {"type": "system", "new_phone": str(body["new_phone"])}
                receive(self.world, customer, asked)
                moved(self.world, customer, known_as(str(body["new_phone"])))
        memory.is_dirty = True
        ids = {
            account.waba_id: user_id(phone, memory.conditions.accounts[account.waba_id].business_id)
            for account in memory.accounts
        }
        return JSONResponse({"phone": phone, "user_ids": ids})

    async def age(self, request: Request) -> Response:
        """Let a file's id expire, as after 7 or 30 days."""
        store, media_id = self.world.memory.media, request.path_params["id"]
        if media_id not in store.files:
            return problem("There is no such file.", 404)
        store.files[media_id] = replace(store.files[media_id], expires_at=0.0)
        return JSONResponse({"success": True})

    async def prefer(self, request: Request) -> Response:
        """Let a person stop or resume marketing: `phone_number_id`, `from`, `value`."""
        body, world = await control_body(request), self.world
        number_id, phone = str(body.get("phone_number_id")), known_as(str(body.get("from", "")))
        found, value = world.memory.account_of(number_id), as_text(body.get("value")) or "stop"
        if found is None or value not in _PREFERENCES:
            return problem("Name a number, and a value of stop, resume or signup.")
        contact = world.contact(number_id, phone)
        row = {key: contact[key] for key in ("wa_id", "user_id") if key in contact}
        row |= {
            "detail": f"User requested to {value} marketing messages",
            "category": "marketing_messages",
            "value": value,
            "timestamp": int(time.time()),
        }
        change = {**metadata(found[1]), "contacts": [contact], "user_preferences": [row]}
        world.courier.notify(found[0].waba_id, "user_preferences", change, number_id=number_id)
        return JSONResponse({"success": True})
