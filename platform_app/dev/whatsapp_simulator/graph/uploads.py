"""Resumable upload of a template's header sample: a session, then the bytes, then a handle."""

import base64
import secrets
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from platform_app.dev.whatsapp_simulator.failures import GraphFailure
from platform_app.dev.whatsapp_simulator.graph.gate import Gate, json_body, route
from platform_app.integrations.whatsapp.graph_json import as_number

_PREFIX = "upload:"
_TYPES = ("application/pdf", "image/jpeg", "image/jpg", "image/png", "video/mp4")
_MOST = 100 * 1024 * 1024


def routes(gate: Gate) -> list[Route]:
    """Return the route that begins an upload."""
    return [route("POST", "/uploads", _Uploads(gate).begin)]


async def node(gate: Gate, request: Request) -> Response | None:
    """Answer for an upload session."""
    if not request.path_params["node"].startswith(_PREFIX):
        return None
    uploads = _Uploads(gate)
    return await (uploads.go_on(request) if request.method == "POST" else uploads.offset(request))


@dataclass(frozen=True, slots=True)
class _Uploads:
    gate: Gate

    async def begin(self, request: Request) -> Response:
        account = self.gate.account(request)
        if request.path_params["node"] not in (account.app_id, "app"):
            raise self.gate.foreign(request.path_params["node"])
        body = await json_body(request)
        size, mime_type = as_number(body.get("file_length")), body.get("file_type")
        if mime_type not in _TYPES or size is None or not 0 < size <= _MOST:
            raise GraphFailure(100, details="file_length and a supported file_type are required")
        session = f"{_PREFIX}{secrets.token_urlsafe(24)}"
        self.gate.world.memory.media.sessions[session] = {
            "waba_id": account.waba_id,
            "mime_type": mime_type,
            "size": size,
            "name": str(body.get("file_name", "")),
            "content": b"",
        }
        return JSONResponse({"id": session})

    async def go_on(self, request: Request) -> Response:
        """Take the bytes; the handle comes when all are there."""
        account = self.gate.uploader(request)
        store = self.gate.world.memory.media
        name = request.path_params["node"]
        session = store.sessions.get(name)
        if session is None or session["waba_id"] != account.waba_id:
            raise self.gate.foreign(name)
        offset = as_number(request.headers.get("file_offset"))
        if offset is None or offset != len(session["content"]):
            raise GraphFailure(100, details="file_offset does not continue the upload")
        session["content"] += await request.body()
        if len(session["content"]) < session["size"]:
            return await self.offset(request)
        if len(session["content"]) > session["size"]:
            raise GraphFailure(100, details="More bytes than file_length has announced")
        del store.sessions[name]
        media = store.keep(
            session["content"],
            session["mime_type"],
            owner=(account.waba_id, ""),
            filename=session["name"],
        )
        kind = base64.b64encode(media.mime_type.encode()).decode()
        handle = f"4::{kind}:{secrets.token_urlsafe(32)}"
        store.handles[handle] = media.id
        self.gate.world.memory.is_dirty = True
        return JSONResponse({"h": handle})

    async def offset(self, request: Request) -> Response:
        name = request.path_params["node"]
        session = self.gate.world.memory.media.sessions.get(name)
        if session is None:
            raise self.gate.foreign(name)
        return JSONResponse({"id": name, "file_offset": len(session["content"])})
