"""The phone page: chat with a business as one of its customers."""

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from platform_app.dev.whatsapp_simulator import phone_html
from platform_app.dev.whatsapp_simulator.people import digits
from platform_app.dev.whatsapp_simulator.world import World
from platform_app.integrations.whatsapp.graph_json import JsonObject

_STATIC = Path(__file__).parent / "static"
_CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'"
)


def routes(world: World) -> list[BaseRoute]:
    """Return the page, its fragments and what its forms post."""
    phone = _Phone(world)
    return [
        Route("/", phone.page),
        Route("/chat", phone.chat),
        Route("/customers", phone.customers),
        Route("/messages", phone.write, methods=["POST"]),
        Route("/taps", phone.tap, methods=["POST"]),
        Mount("/static", StaticFiles(directory=_STATIC)),
    ]


@dataclass(frozen=True, slots=True)
class _Phone:
    world: World

    async def page(self, request: Request) -> Response:
        number_id, customer = self._chosen(request)
        if customer and (name := request.query_params.get("name", "").strip()):
            self.world.memory.names[customer] = name[:60]
            self.world.memory.is_dirty = True
        if customer:
            self.world.mark_seen(number_id, customer)
        return _html(phone_html.page(self.world.memory, number_id, customer))

    async def chat(self, request: Request) -> Response:
        number_id, customer = self._chosen(request)
        if not customer:
            return _html("")
        self.world.mark_seen(number_id, customer)
        return _html(phone_html.chat(self.world.memory, number_id, customer))

    async def customers(self, request: Request) -> Response:
        number_id, customer = self._chosen(request)
        return _html(phone_html.customers(self.world.memory, number_id, customer))

    async def write(self, request: Request) -> Response:
        form = await request.form()
        number_id, customer = _text(form, "number"), _text(form, "customer")
        text = _text(form, "text")
        if not text or not customer or self.world.memory.account_of(number_id) is None:
            return _html("Choose a number and write something.", 422)
        self.world.receive(
            number_id, customer, {"type": "text", "text": {"body": text}}, shown=text
        )
        return _back(number_id, customer)

    async def tap(self, request: Request) -> Response:
        form = await request.form()
        bubble = self.world.memory.bubbles.get(_text(form, "wamid"))
        index = _text(form, "index")
        is_button = bubble and index.isdecimal() and int(index) < len(bubble.buttons)
        if bubble is None or not is_button:
            return _html("There is no such button.", 404)
        found = self.world.memory.account_of(bubble.number_id)
        button = bubble.buttons[int(index)]
        text = str(button["text"])
        content: JsonObject = {
            "type": "button",
            "context": {
                "from": digits(found[1].display_number) if found else "",
                "id": bubble.wamid,
            },
            "button": {"payload": button.get("value") or text, "text": text},
        }
        self.world.receive(bubble.number_id, bubble.customer, content, shown=text)
        return _back(bubble.number_id, bubble.customer)

    def _chosen(self, request: Request) -> tuple[str, str | None]:
        memory = self.world.memory
        number_id = request.query_params.get("number", "")
        if memory.account_of(number_id) is None:
            number_id = memory.accounts[0].numbers[0].id
        asked = request.query_params.get("customer", "")
        if (number_id, asked) in memory.chats:
            return number_id, asked
        phone = digits(asked)
        return number_id, f"+{phone}" if 5 <= len(phone) <= 15 else None


def _text(form: FormData, key: str) -> str:
    value = form.get(key)
    return value.strip() if isinstance(value, str) else ""


def _back(number_id: str, customer: str) -> Response:
    # Relative, so that it works below any prefix.
    query = urlencode({"number": number_id, "customer": customer})
    return RedirectResponse(f"./?{query}", 303)


def _html(text: str, status: int = 200) -> Response:
    headers = {"content-security-policy": _CONTENT_SECURITY_POLICY, "cache-control": "no-store"}
    return HTMLResponse(text, status, headers=headers)
