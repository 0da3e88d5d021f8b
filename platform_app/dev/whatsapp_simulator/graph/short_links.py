"""Short links and their QR codes."""

import secrets
import string
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from platform_app.dev.whatsapp_simulator.failures import GraphFailure
from platform_app.dev.whatsapp_simulator.graph.gate import Gate, json_body, page, route, success
from platform_app.integrations.whatsapp.graph_json import JsonObject, as_text

_MOST, _LONGEST = 2_000, 140
_LETTERS = string.ascii_uppercase + string.digits
_FORMATS = ("SVG", "PNG")


def routes(gate: Gate) -> list[Route]:
    """Return the routes of short links."""
    links = _Links(gate)
    return [
        route("GET", "/message_qrdls", links.list_links),
        route("POST", "/message_qrdls", links.make),
        route("GET", "/message_qrdls/{code}", links.get),
        route("POST", "/message_qrdls/{code}", links.change),
        route("DELETE", "/message_qrdls/{code}", links.delete),
    ]


@dataclass(frozen=True, slots=True)
class _Links:
    gate: Gate

    async def list_links(self, request: Request) -> Response:
        rows = [_row(code, words) for code, words in self._links(request).items()]
        return page(request, rows)

    async def make(self, request: Request) -> Response:
        """Make a link, or change one whose code is named."""
        links, body = self._links(request), await json_body(request)
        code = as_text(body.get("code"))
        if code is not None and code not in links:
            raise GraphFailure(100, details=f"There is no short link {code}")
        if code is None and len(links) >= _MOST:
            raise GraphFailure(100, details=f"A number has at most {_MOST} short links")
        return self._keep(links, code or _fresh_code(), body)

    async def get(self, request: Request) -> Response:
        links, code = self._links(request), request.path_params["code"]
        if code not in links:
            raise GraphFailure(100, details=f"There is no short link {code}")
        return JSONResponse({"data": [_row(code, links[code])]})

    async def change(self, request: Request) -> Response:
        links, code = self._links(request), request.path_params["code"]
        if code not in links:
            raise GraphFailure(100, details=f"There is no short link {code}")
        return self._keep(links, code, await json_body(request))

    async def delete(self, request: Request) -> Response:
        links, code = self._links(request), request.path_params["code"]
        if links.pop(code, None) is None:
            raise GraphFailure(100, details=f"There is no short link {code}")
        self.gate.world.memory.is_dirty = True
        return success()

    def _keep(self, links: dict[str, str], code: str, body: JsonObject) -> Response:
        words, form = as_text(body.get("prefilled_message")), body.get("generate_qr_image")
        if words is None or len(words) > _LONGEST:
            raise GraphFailure(100, details=f"prefilled_message has 1 to {_LONGEST} characters")
        if form is not None and form not in _FORMATS:
            raise GraphFailure(100, details="generate_qr_image is SVG or PNG")
        links[code] = words
        self.gate.world.memory.is_dirty = True
        row = _row(code, words)
        if form is not None:
            row["qr_image_url"] = f"https://scontent.example/qr/{code}.{form.lower()}"
        return JSONResponse(row)

    def _links(self, request: Request) -> dict[str, str]:
        number = self.gate.number(request).number
        return self.gate.world.memory.conditions.numbers[number.id].short_links


def _row(code: str, words: str) -> JsonObject:
    address = f"https://wa.me/message/{code}"
    return {"code": code, "prefilled_message": words, "deep_link_url": address}


def _fresh_code() -> str:
    return "".join(secrets.choice(_LETTERS) for _ in range(14))
