"""Templates: approve, reject, pause, disable, recategorise, hold; each told by its webhook."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from platform_app.dev.whatsapp_simulator.controls.bodies import control_body, problem
from platform_app.dev.whatsapp_simulator.template_life import (
    announce_category,
    change_category,
    change_pacing,
    change_quality,
    change_status,
    tell_components,
)
from platform_app.dev.whatsapp_simulator.world import World
from platform_app.integrations.whatsapp.graph_json import as_objects

_WORDS_OF_STATUS = {
    *("status", "event", "reason", "title", "description", "explanation", "recommendation"),
}
_KNOWN = _WORDS_OF_STATUS | {"quality", "category", "impending_category", "pacing", "components"}


def routes(world: World) -> list[Route]:
    """Return the controls of templates."""
    templates = _Templates(world)
    return [
        Route("/api/templates", templates.list_templates),
        Route("/api/templates/{id}", templates.change, methods=["POST"]),
    ]


@dataclass(frozen=True, slots=True)
class _Templates:
    world: World

    async def list_templates(self, request: Request) -> Response:
        waba_id = request.query_params.get("waba_id", self.world.memory.accounts[0].waba_id)
        return JSONResponse({"templates": self.world.memory.templates.of_waba(waba_id)})

    async def change(self, request: Request) -> Response:
        """Change what is named; the id may also be a name, for every language of it."""
        body, wanted = await control_body(request), request.path_params["id"]
        unknown = set(body) - _KNOWN
        if unknown:
            return problem(f"{', '.join(sorted(unknown))}: not known.")
        found = self._found(wanted, request.query_params.get("waba_id"))
        if not found:
            return problem("There is no such template.", 404)
        try:
            for template_id in found:
                self._change(template_id, body)
        except ValueError as error:
            return problem(str(error))
        rows = [self.world.memory.templates.find(one) for one in found]
        return JSONResponse({"templates": [row[1] for row in rows if row is not None]})

    def _found(self, wanted: str, waba_id: str | None) -> list[str]:
        by_waba = self.world.memory.templates.by_waba
        return [
            str(template["id"])
            for owner, templates in by_waba.items()
            for template in templates
            if wanted in (template["id"], template["name"]) and waba_id in (None, owner)
        ]

    def _change(self, template_id: str, body: dict[str, object]) -> None:
        world = self.world
        if "quality" in body:
            change_quality(world, template_id, str(body["quality"]))
        if "impending_category" in body:
            announce_category(world, template_id, str(body["impending_category"]))
        if "category" in body:
            change_category(world, template_id, str(body["category"]))
        if "pacing" in body:
            change_pacing(world, template_id, str(body["pacing"]))
        if "components" in body:
            found = world.memory.templates.find(template_id)
            if found is not None:
                found[1]["components"] = as_objects(body["components"])
            tell_components(world, template_id)
        if "status" in body:
            words = {key: value for key, value in body.items() if key in _WORDS_OF_STATUS}
            change_status(world, template_id, words)
