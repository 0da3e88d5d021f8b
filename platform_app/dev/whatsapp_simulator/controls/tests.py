"""Dials, scripts, the ledger, and beginning anew."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from platform_app.dev.whatsapp_simulator.controls.bodies import control_body
from platform_app.dev.whatsapp_simulator.sends import ledger_row
from platform_app.dev.whatsapp_simulator.world import World


def routes(world: World) -> list[Route]:
    """Return the routes below `/api`."""
    controls = _Controls(world)
    return [
        Route("/api/health", controls.health),
        Route("/api/behaviour", controls.get_behaviour),
        Route("/api/behaviour", controls.change_behaviour, methods=["POST"]),
        Route("/api/scripts", controls.get_scripts),
        Route("/api/scripts", controls.give_script, methods=["POST"]),
        Route("/api/scripts", controls.withdraw_scripts, methods=["DELETE"]),
        Route("/api/ledger", controls.get_ledger),
        Route("/api/chats", controls.forget, methods=["DELETE"]),
        Route("/api/conditions", controls.restore, methods=["DELETE"]),
    ]


@dataclass(frozen=True, slots=True)
class _Controls:
    world: World

    async def health(self, _request: Request) -> Response:
        return JSONResponse({"status": "ok", "accounts": len(self.world.memory.accounts)})

    async def get_behaviour(self, _request: Request) -> Response:
        return JSONResponse(self.world.behaviour.as_json())

    async def change_behaviour(self, request: Request) -> Response:
        try:
            self.world.behaviour.change(await control_body(request))
        except ValueError as error:
            return JSONResponse({"problem": str(error)}, 422)
        return JSONResponse(self.world.behaviour.as_json())

    async def get_scripts(self, _request: Request) -> Response:
        return JSONResponse({"scripts": self.world.scripts.as_json()})

    async def give_script(self, request: Request) -> Response:
        """Script a person: `phone`, `trick`, `code`, `http_status`, `times`, `details`."""
        try:
            self.world.scripts.give(await control_body(request))
        except ValueError as error:
            return JSONResponse({"problem": str(error)}, 422)
        return await self.get_scripts(request)

    async def withdraw_scripts(self, request: Request) -> Response:
        """Take back every script, or that of `?phone=`."""
        self.world.scripts.withdraw(request.query_params.get("phone"))
        return await self.get_scripts(request)

    async def get_ledger(self, request: Request) -> Response:
        """List accepted sends; `phone_number_id`, `to` and `callback` in the query narrow them."""
        wanted = dict(request.query_params)
        rows = [
            row
            for row in map(ledger_row, self.world.memory.sends)
            if all(row.get(key) == value for key, value in wanted.items())
        ]
        duplicates = self.world.memory.duplicates()
        return JSONResponse({"count": len(rows), "sends": rows, "duplicates": duplicates})

    async def forget(self, _request: Request) -> Response:
        """Forget chats, ledger, given scripts and undelivered webhooks; dials and addresses stay."""
        self.world.forget()
        return JSONResponse({"success": True})

    async def restore(self, _request: Request) -> Response:
        """Put accounts, numbers and templates back to how they began."""
        self.world.memory.restore()
        return JSONResponse({"success": True})
