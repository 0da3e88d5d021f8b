"""Templates: list, create, edit, read, delete, unpause, library."""

import time
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from platform_app.dev.whatsapp_simulator.failures import GraphFailure, TemplateFailure
from platform_app.dev.whatsapp_simulator.graph.gate import (
    Gate,
    asked_fields,
    chosen,
    json_body,
    page,
    route,
    success,
)
from platform_app.dev.whatsapp_simulator.health import template_health
from platform_app.dev.whatsapp_simulator.library import LIBRARY, components_of
from platform_app.dev.whatsapp_simulator.template_life import (
    RECATEGORISED,
    begin_review,
    change_status,
    tell_components,
)
from platform_app.dev.whatsapp_simulator.template_rules import (
    check_components,
    check_envelope,
    check_lifetime,
)
from platform_app.integrations.whatsapp.graph_json import JsonObject, as_object, as_objects, as_text

_HOUR_S, _DAY_S = 3_600, 86_400
_MOST_CREATIONS, _MOST_EDITS = 100, 10
_MOST_UNVERIFIED, _MOST_VERIFIED = 250, 6_000
_EDITABLE = ("APPROVED", "REJECTED", "PAUSED")
_FILTERS = ("name", "status", "language", "category")
_OPTIONS = (
    *("parameter_format", "message_send_ttl_seconds", "cta_url_link_tracking_opted_out"),
    *("degrees_of_freedom_spec", "library_template_name"),
)


def routes(gate: Gate) -> list[Route]:
    """Return the routes of templates."""
    templates = _Templates(gate)
    library = "/v{version:int}.0/message_template_library"
    return [
        route("GET", "/message_templates", templates.list_templates),
        route("POST", "/message_templates", templates.create),
        route("DELETE", "/message_templates", templates.delete),
        route("POST", "/unpause", templates.unpause),
        Route(library, templates.list_library),
    ]


async def node(gate: Gate, request: Request) -> Response | None:
    """Answer for a template's id."""
    if gate.world.memory.templates.find(request.path_params["node"]) is None:
        return None
    templates = _Templates(gate)
    return await (templates.edit(request) if request.method == "POST" else templates.get(request))


@dataclass(frozen=True, slots=True)
class _Templates:
    gate: Gate

    async def list_templates(self, request: Request) -> Response:
        account = self.gate.waba(request)
        asked = request.query_params
        rows = [
            self._row(request, row)
            for row in self.gate.world.memory.templates.of_waba(account.waba_id)
            if all(row.get(key) == asked[key] for key in _FILTERS if key in asked)
            and _has_quality(row, asked.get("quality_score"))
            and asked.get("content", "").lower() in str(row["components"]).lower()
            and asked.get("name_or_content", "") in f"{row['name']} {row['components']}"
        ]
        more: JsonObject = {}
        if "summary" in asked:
            shelf = self.gate.world.memory.templates.of_waba(account.waba_id)
            more["summary"] = {
                "total_count": len(rows),
                "message_template_count": len(shelf),
                "message_template_limit": self._most(account.waba_id),
                "are_translations_complete": True,
            }
        return page(request, rows, **more)

    async def get(self, request: Request) -> Response:
        return JSONResponse(self._row(request, self._own(request)))

    async def create(self, request: Request) -> Response:
        """Take a new template in; its review begins."""
        account, body = self.gate.waba(request), await json_body(request)
        body = _from_library(body) if "library_template_name" in body else body
        check_envelope(body)
        check_lifetime(body["category"], body)
        self._refuse_if_taken(account.waba_id, body)
        check_components(self.gate.world.memory.media, body)
        category = body["category"]
        if category == "UTILITY" and body["name"].endswith(RECATEGORISED):
            category = "MARKETING"
        template = self.gate.world.memory.templates.add(
            account.waba_id,
            {
                "name": body["name"],
                "language": body["language"],
                "category": category,
                "status": "PENDING",
                "parameter_format": "POSITIONAL",
                "components": body["components"],
                "quality_score": {"score": "UNKNOWN", "date": int(time.time())},
                "rejected_reason": "NONE",
                **{key: body[key] for key in _OPTIONS if key in body},
            },
        )
        self.gate.world.memory.is_dirty = True
        begin_review(self.gate.world, template)
        keys = ("id", "status", "category")
        return JSONResponse({key: template[key] for key in keys})

    async def edit(self, request: Request) -> Response:
        template, body = self._own(request), await json_body(request)
        shelf, now = self.gate.world.memory.templates, time.time()
        if template["status"] not in _EDITABLE:
            raise TemplateFailure(
                2388025, "Template can't be edited", f"A template that is {template['status']}."
            )
        if template["status"] == "APPROVED":
            _refuse_edit(template, body)
            daily = shelf.edited_since(template["id"], now - _DAY_S)
            if daily or shelf.edited_since(template["id"], now - 30 * _DAY_S) >= _MOST_EDITS:
                raise TemplateFailure(
                    2388026, "Too many edits", "Once a day, and ten times in 30 days."
                )
        changed = {key: body[key] for key in ("category", "components", *_OPTIONS) if key in body}
        check_lifetime(str(changed.get("category", template["category"])), changed)
        if "components" in changed:
            check_components(self.gate.world.memory.media, {**template, **changed})
        template |= {**changed, "status": "PENDING", "rejected_reason": "NONE"}
        shelf.edits.setdefault(template["id"], []).append(now)
        self.gate.world.memory.is_dirty = True
        begin_review(self.gate.world, template)
        tell_components(self.gate.world, template["id"])
        return success(id=template["id"], name=template["name"], category=template["category"])

    async def delete(self, request: Request) -> Response:
        """Delete a name in every language, or one template by `hsm_id` and name."""
        account, asked = self.gate.waba(request), request.query_params
        shelf = self.gate.world.memory.templates
        name, template_id = asked.get("name"), asked.get("hsm_id")
        found = [
            one for one in shelf.named(account.waba_id, name) if template_id in (None, one["id"])
        ]
        if not found:
            raise TemplateFailure(2593002, "Message Template Not Found", f"There is no {name}.")
        for template in found:
            status = template["status"]
            event = "PENDING_DELETION" if status == "APPROVED" else "DELETED"
            change_status(self.gate.world, template["id"], {"status": status, "event": event})
            shelf.remove(account.waba_id, template)
        return success()

    async def unpause(self, request: Request) -> Response:
        template = self._own(request)
        if template["status"] != "PAUSED":
            return JSONResponse({"success": False, "reason": "The template is not paused"})
        asked = {"status": "APPROVED", "title": "UNPAUSE"}
        change_status(self.gate.world, template["id"], asked)
        return success()

    async def list_library(self, request: Request) -> Response:
        self.gate.account(request)
        asked = request.query_params
        search = asked.get("search", "").lower()
        rows = [
            row
            for row in LIBRARY
            if search in f"{row['name']} {row['body']}".lower()
            and all(asked.get(key) in (None, row[key]) for key in ("topic", "usecase", "language"))
            and asked.get("industry") in (None, *row["industry"])
        ]
        return page(request, rows)

    def _refuse_if_taken(self, waba_id: str, body: JsonObject) -> None:
        shelf = self.gate.world.memory.templates
        if shelf.created_since(waba_id, time.time() - _HOUR_S) >= _MOST_CREATIONS:
            raise GraphFailure(80007, details="100 templates an hour")
        most = self._most(waba_id)
        if len(shelf.of_waba(waba_id)) >= most:
            raise TemplateFailure(2388019, "Template limit reached", f"There are {most} already.")
        if shelf.named(waba_id, body["name"], body["language"]):
            raise TemplateFailure(
                2388024, "Content in this language already exists", "Choose another name."
            )
        if shelf.is_blocked(waba_id, body["name"]):
            raise TemplateFailure(
                2388023,
                "Message template language is being deleted",
                "The name can be used again 30 days after it was deleted. Choose another one.",
            )

    def _most(self, waba_id: str) -> int:
        conditions = self.gate.world.memory.conditions.accounts[waba_id]
        return _MOST_VERIFIED if conditions.verification == "verified" else _MOST_UNVERIFIED

    def _own(self, request: Request) -> JsonObject:
        account, node = self.gate.account(request), request.path_params["node"]
        found = self.gate.world.memory.templates.find(node)
        if found is None or found[0] != account.waba_id:
            raise self.gate.foreign(node)
        return found[1]

    def _row(self, request: Request, template: JsonObject) -> JsonObject:
        row = chosen(request, template)
        if "health_status" in asked_fields(request):
            account = self.gate.account(request)
            row["health_status"] = template_health(self.gate.world, account, template)
        return row


def _refuse_edit(template: JsonObject, body: JsonObject) -> None:
    if body.get("category", template["category"]) != template["category"]:
        raise TemplateFailure(
            2388025, "Category can't be changed", "An approved template keeps its category."
        )


def _has_quality(row: JsonObject, wanted: str | None) -> bool:
    return wanted in (None, as_object(row.get("quality_score")).get("score"))


def _from_library(body: JsonObject) -> JsonObject:
    name = as_text(body.get("library_template_name"))
    entry = next((one for one in LIBRARY if one["name"] == name), None)
    if entry is None:
        raise GraphFailure(100, details=f"The library has no template {name}")
    inputs = as_objects(body.get("library_template_button_inputs"))
    return {**body, "components": components_of(entry, inputs)}
