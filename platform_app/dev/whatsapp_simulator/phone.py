"""The phone page: chat with a business as one of its customers."""

import base64
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from platform_app.dev.whatsapp_simulator import conditions_html, phone_html
from platform_app.dev.whatsapp_simulator.inbound import Customer, receive
from platform_app.dev.whatsapp_simulator.people import digits, known_as
from platform_app.dev.whatsapp_simulator.taps import tapped
from platform_app.dev.whatsapp_simulator.world import World
from platform_app.integrations.whatsapp.graph_json import JsonObject

_STATIC = Path(__file__).parent / "static"
_CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "media-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'"
)
_ACTS_ON_MESSAGES = ("react", "edit", "revoke", "play")
_READY_MADE = ("image", "voice", "video", "document", "sticker", "location", "contacts")


def routes(world: World) -> list[BaseRoute]:
    """Return the page, its fragments and what its forms post."""
    phone = _Phone(world)
    return [
        Route("/", phone.page),
        Route("/conditions", phone.conditions),
        Route("/chat", phone.chat),
        Route("/customers", phone.customers),
        Route("/messages", phone.write, methods=["POST"]),
        Route("/attachments", phone.attach, methods=["POST"]),
        Route("/acts", phone.act, methods=["POST"]),
        Route("/taps", phone.tap, methods=["POST"]),
        Route("/media/{id}", phone.media),
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

    async def conditions(self, request: Request) -> Response:
        """Show how everything stands, and let a person change it."""
        memory = self.world.memory
        account = memory.account(request.query_params.get("account", "")) or memory.accounts[0]
        return _html(conditions_html.page(self.world, account))

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
        receive(self.world, Customer(number_id, customer), {"text": text})
        return _back(number_id, customer)

    async def attach(self, request: Request) -> Response:
        """Send a file of the person's own; its type decides what kind of message it is."""
        form = await request.form()
        number_id, customer, file = _text(form, "number"), _text(form, "customer"), form.get("file")
        if not isinstance(file, UploadFile) or self.world.memory.account_of(number_id) is None:
            return _html("Choose a number and a file.", 422)
        mime_type = file.content_type or "application/octet-stream"
        asked: JsonObject = {
            "type": _kind_of(mime_type),
            "data": base64.b64encode(await file.read()).decode(),
            "mime_type": mime_type,
            "filename": file.filename,
            "caption": _text(form, "caption"),
        }
        receive(self.world, Customer(number_id, customer), asked)
        return _back(number_id, customer)

    async def act(self, request: Request) -> Response:
        """React to a message, change or delete it, or send a ready-made one."""
        form = await request.form()
        act, bubble = _text(form, "act"), self.world.memory.bubbles.get(_text(form, "wamid"))
        if bubble is not None:
            number_id, customer = bubble.number_id, bubble.customer
        else:
            number_id, customer = _text(form, "number"), _text(form, "customer")
        is_known = act in _ACTS_ON_MESSAGES if bubble else act in _READY_MADE
        if not customer or not is_known or self.world.memory.account_of(number_id) is None:
            return _html("There is nothing to do.", 422)
        if bubble is not None and act == "play":
            self.world.mark_played(bubble)
            return _back(number_id, customer)
        asked: JsonObject = {"type": "reaction" if act == "react" else act}
        asked |= {key: value for key, value in form.items() if key in ("emoji", "text")}
        if bubble is not None:
            asked["message_id"] = bubble.wamid
        receive(self.world, Customer(number_id, customer), asked)
        return _back(number_id, customer)

    async def tap(self, request: Request) -> Response:
        form = await request.form()
        bubble = self.world.memory.bubbles.get(_text(form, "wamid"))
        asked = tapped(bubble, form) if bubble is not None else None
        if bubble is None or asked is None:
            return _html("There is no such button.", 404)
        customer = Customer(bubble.number_id, bubble.customer)
        receive(self.world, customer, {**asked, "reply_to": bubble.wamid})
        return _back(bubble.number_id, bubble.customer)

    async def media(self, request: Request) -> Response:
        """Show a file on the phone; only pictures, sound and films are shown in place."""
        store, media_id = self.world.memory.media, request.path_params["id"]
        content = store.bytes_of(media_id)
        if content is None:
            return _html("There is no such file.", 404)
        file = store.files[media_id]
        is_shown = file.mime_type.startswith(("image/", "audio/", "video/"))
        headers = {"x-content-type-options": "nosniff", "content-security-policy": "sandbox"}
        if not is_shown or "svg" in file.mime_type:
            headers["content-disposition"] = "attachment"
        return Response(content, media_type=file.mime_type, headers=headers)

    def _chosen(self, request: Request) -> tuple[str, str | None]:
        memory = self.world.memory
        number_id = request.query_params.get("number", "")
        if memory.account_of(number_id) is None:
            number_id = memory.accounts[0].numbers[0].id
        asked = request.query_params.get("customer", "")
        if (number_id, asked) in memory.chats:
            return number_id, asked
        phone = digits(asked)
        return number_id, known_as(phone) if 5 <= len(phone) <= 15 else None


def _kind_of(mime_type: str) -> str:
    if mime_type == "image/webp":
        return "sticker"
    kind = mime_type.split("/", maxsplit=1)[0]
    return kind if kind in ("image", "audio", "video") else "document"


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
