"""Media: upload, information with a short-lived address, download, delete."""

import time
from dataclasses import dataclass

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from platform_app.dev.whatsapp_simulator.conditions import MESSAGING
from platform_app.dev.whatsapp_simulator.failures import GraphFailure
from platform_app.dev.whatsapp_simulator.graph.gate import Gate, route, success
from platform_app.dev.whatsapp_simulator.media_store import MediaFile

_DOWNLOADS = "/whatsapp_business/attachments/"
_MB = 1024 * 1024
_STICKER_MAX_SIZE = 500 * 1024
_IMAGES = ("image/jpeg", "image/png")
_AUDIO = ("audio/aac", "audio/amr", "audio/mpeg", "audio/mp4", "audio/ogg")
_SIZES: dict[str, int] = {
    **dict.fromkeys(_IMAGES, 5 * _MB),
    **dict.fromkeys(_AUDIO, 16 * _MB),
    **dict.fromkeys(("video/mp4", "video/3gpp"), 16 * _MB),
    "image/webp": _STICKER_MAX_SIZE,
}
_DOCUMENT_MAX_SIZE = 100 * _MB
_DOCUMENTS = ("application/", "text/")


def routes(gate: Gate) -> list[Route]:
    """Return the routes of media, and of downloads, which are at another host in life."""
    media = _Media(gate)
    return [route("POST", "/media", media.upload), Route(_DOWNLOADS, media.download)]


async def node(gate: Gate, request: Request) -> Response | None:
    """Answer for a media id."""
    media_id = request.path_params["node"]
    if media_id not in gate.world.memory.media.files:
        return None
    return _Media(gate).one(request, media_id)


@dataclass(frozen=True, slots=True)
class _Media:
    gate: Gate

    async def upload(self, request: Request) -> Response:
        sender = self.gate.number(request, MESSAGING)
        form = await request.form()
        if form.get("messaging_product") != "whatsapp":
            raise GraphFailure(100, "The parameter messaging_product is required.")
        file = form.get("file")
        if not isinstance(file, UploadFile):
            raise GraphFailure(100, "The parameter file is required.")
        content = await file.read()
        mime_type = str(form.get("type") or file.content_type)
        _refuse_if_wrong(mime_type, len(content))
        media = self.gate.world.memory.media.keep(
            content,
            mime_type,
            owner=(sender.account.waba_id, sender.number.id),
            filename=file.filename or "",
        )
        self.gate.world.memory.is_dirty = True
        return JSONResponse({"id": media.id})

    def one(self, request: Request, media_id: str) -> Response:
        media = self._usable(request, media_id)
        match request.method:
            case "GET" | "HEAD":
                return JSONResponse(self._information(request, media))
            case "DELETE":
                self.gate.world.memory.media.delete(media_id)
                self.gate.world.memory.is_dirty = True
                return success()
            case _:
                raise self.gate.foreign(media_id)

    async def download(self, request: Request) -> Response:
        """Give the bytes to whoever has a living address and the company's token."""
        account = None
        try:
            account = self.gate.account(request, MESSAGING)
        except GraphFailure:
            return PlainTextResponse("", 401)
        store = self.gate.world.memory.media
        media = store.behind(request.query_params.get("hash", ""))
        if media is None or media.waba_id != account.waba_id:
            return PlainTextResponse("", 404)
        content = store.bytes_of(media.id)
        if content is None:
            return PlainTextResponse("", 404)
        return Response(content, media_type=media.mime_type)

    def _usable(self, request: Request, media_id: str) -> MediaFile:
        account = self.gate.account(request, MESSAGING)
        media = self.gate.world.memory.media.of_waba(media_id, account.waba_id)
        asked = request.query_params.get("phone_number_id")
        if media is None or asked not in (None, media.number_id):
            raise self.gate.foreign(media_id)
        return media

    def _information(self, request: Request, media: MediaFile) -> dict[str, object]:
        world = self.gate.world
        valid_s = world.behaviour.media_url_valid_s
        secret = world.memory.media.address(media.id, valid_s=valid_s)
        address = request.url.replace(path=_DOWNLOADS, query="").include_query_params(
            mid=media.id, ext=int(time.time() + valid_s), hash=secret
        )
        return {
            "messaging_product": "whatsapp",
            "url": str(address),
            "mime_type": media.mime_type,
            "sha256": media.checksum(world.behaviour.sha256_format),
            "file_size": media.size,
            "id": media.id,
        }


def _refuse_if_wrong(mime_type: str, size: int) -> None:
    bare = mime_type.split(";", maxsplit=1)[0].strip().lower()
    is_document = bare.startswith(_DOCUMENTS)
    if bare not in _SIZES and not is_document:
        raise GraphFailure(
            100,
            "Param file must be a file with one of the following types: audio/aac, audio/mp4, "
            "audio/mpeg, audio/amr, audio/ogg, application/*, text/plain, image/jpeg, image/png, "
            f"image/webp, video/mp4, video/3gpp. Received file of type '{mime_type}'.",
        )
    if size == 0:
        raise GraphFailure(100, "Param file must not be empty")
    most = _SIZES.get(bare, _DOCUMENT_MAX_SIZE)
    if size > most:
        raise GraphFailure(
            100, f"Param file: {size} bytes are more than the {most} of {bare}", details="too large"
        )
