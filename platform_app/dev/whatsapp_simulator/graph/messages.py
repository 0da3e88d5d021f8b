"""`/messages`, and `/marketing_messages` for marketing templates alone."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from platform_app.dev.whatsapp_simulator.conditions import MESSAGING
from platform_app.dev.whatsapp_simulator.graph.gate import Gate, json_body, route
from platform_app.dev.whatsapp_simulator.sends import post_message


def routes(gate: Gate) -> list[Route]:
    """Return the routes of sending."""
    messages = _Messages(gate)
    return [
        route("POST", "/messages", messages.send),
        route("POST", "/marketing_messages", messages.send_marketing),
    ]


@dataclass(frozen=True, slots=True)
class _Messages:
    gate: Gate

    async def send(self, request: Request) -> Response:
        sender = self.gate.number(request, MESSAGING)
        return await post_message(self.gate.world, sender, await json_body(request))

    async def send_marketing(self, request: Request) -> Response:
        sender, payload = self.gate.number(request, MESSAGING), await json_body(request)
        return await post_message(self.gate.world, sender, payload, marketing_only=True)
