"""Webhooks at will: any field, large batches, wrong signatures; and an app's callback."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from platform_app.dev.whatsapp_simulator.batches import Batch
from platform_app.dev.whatsapp_simulator.chats import Webhook
from platform_app.dev.whatsapp_simulator.controls.bodies import control_body, problem
from platform_app.dev.whatsapp_simulator.courier import envelope, escaped_like_meta
from platform_app.dev.whatsapp_simulator.world import World
from platform_app.integrations.whatsapp.graph_json import as_list, as_number, as_object, as_text

_SIGNATURES = ("right", "wrong", "missing")


def routes(world: World) -> list[Route]:
    """Return the controls of webhooks."""
    events = _Events(world)
    return [
        Route("/api/webhook", events.set_webhook, methods=["POST"]),
        Route("/api/emit", events.emit, methods=["POST"]),
        Route("/api/batch", events.batch, methods=["POST"]),
        Route("/api/raw", events.raw, methods=["POST"]),
    ]


@dataclass(frozen=True, slots=True)
class _Events:
    world: World

    async def set_webhook(self, request: Request) -> Response:
        """Set an app's callback, as a person does in Meta's app dashboard."""
        body = await control_body(request)
        webhook = Webhook(str(body.get("url")), str(body.get("verify_token", "")))
        if not await self.world.courier.handshake(webhook.url, webhook.verify_token):
            return problem("The handshake failed.")
        self.world.memory.app_webhooks[str(body.get("app_id"))] = webhook
        self.world.memory.is_dirty = True
        return JSONResponse({"success": True})

    async def emit(self, request: Request) -> Response:
        """Send one change: `waba_id`, `field`, `value`; with `once` the answer is told.

        Without `once` it is brought again until it is taken, as every webhook is.
        """
        body = await control_body(request)
        account = self.world.memory.account(str(body.get("waba_id")))
        kind = as_text(body.get("field"))
        if account is None or kind is None:
            return problem("Name a waba_id that is played, and a field.")
        number_id = as_text(body.get("phone_number_id")) or ""
        value = body.get("value", {})
        if not body.get("once"):
            self.world.courier.notify(account.waba_id, kind, as_object(value), number_id=number_id)
            return JSONResponse({"success": True})
        change = {"field": kind, "value": value}
        raw = escaped_like_meta(envelope([{"id": account.waba_id, "changes": [change]}]))
        return await self._post(account.waba_id, raw, body, kind=kind)

    async def batch(self, request: Request) -> Response:
        """Send one large body: `wabas`, `changes`, `bad`, `unknown`, `bytes`, `signature`."""
        body = await control_body(request)
        wanted = [str(one) for one in as_list(body.get("wabas"))]
        accounts = [one for one in self.world.memory.accounts if one.waba_id in wanted]
        if not accounts:
            return problem("Name at least one waba id that is played, in `wabas`.")
        numbers = [as_number(body.get(key)) or 0 for key in ("changes", "bad", "unknown", "bytes")]
        raw, wamids = Batch(*numbers).made(accounts)
        return await self._post(wanted[0], raw, body, wamids=wamids, bytes=len(raw))

    async def raw(self, request: Request) -> Response:
        """Send any bytes: the body as it is; `?waba_id=` and `?signature=` beside."""
        asked = dict(request.query_params)
        if self.world.memory.account(asked.get("waba_id", "")) is None:
            return problem("Name a waba_id that is played.")
        return await self._post(asked["waba_id"], await request.body(), asked)

    async def _post(
        self,
        waba_id: str,
        raw: bytes,
        asked: dict[str, object] | dict[str, str],
        *,
        kind: str = "messages",
        **more: object,
    ) -> Response:
        account = self.world.memory.account(waba_id)
        signature = str(asked.get("signature", ""))
        if account is None or (signature and signature not in _SIGNATURES):
            return problem("signature is right, wrong or missing.")
        number_id = as_text(asked.get("phone_number_id")) or ""
        status = await self.world.courier.post(
            account, raw, number_id=number_id, kind=kind, signature=signature
        )
        return JSONResponse({"status": status, **more})
