"""Files that customers have sent, for those who may see the conversation; a stranger's file never becomes a page of ours."""

import asyncio
import re
from urllib.parse import quote
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from platform_app.api.edge import visit_of
from platform_app.core.context import Actor
from platform_app.core.db import company_transaction
from platform_app.services import media
from platform_app.services.media import FileView

# Shown in place; everything else is only downloaded, and called bytes so that no browser makes more of it.
_SHOWN = re.compile(r"image/(jpeg|png|webp|gif)|audio/[a-z0-9.+-]+|video/(mp4|3gpp|webm)")
_RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")
_HEADERS = {
    "x-content-type-options": "nosniff",
    "content-security-policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
    "cross-origin-resource-policy": "same-origin",
    # The browser may keep it for the one who was allowed to see it, and nobody in between.
    "cache-control": "private, max-age=3600",
    "accept-ranges": "bytes",
}


async def show(request: Request) -> Response:
    """Hand out a file, whole or in part."""
    media_id: UUID = request.path_params["media_id"]
    file = await asyncio.to_thread(_find, visit_of(request.scope).actor(), media_id)
    span = _span(request.headers.get("range", ""), file.size)
    if span is None:
        return Response(status_code=416, headers={"content-range": f"bytes */{file.size}"})
    start, end = span
    headers = _HEADERS | _described(file) | {"content-length": str(end - start)}
    is_part = "range" in request.headers and (start, end) != (0, file.size)
    if is_part:
        headers["content-range"] = f"bytes {start}-{end - 1}/{file.size}"
    status = 206 if is_part else 200
    if request.method == "HEAD" or start == end:
        return Response(status_code=status, headers=headers)
    return StreamingResponse(await media.read_file(file, start, end), status, headers)


ROUTES = [Route("/api/media/{media_id:uuid}", show, methods=["GET"])]


def _find(actor: Actor, media_id: UUID) -> FileView:
    with company_transaction(actor) as ctx:
        return media.find_file(ctx, media_id)


def _described(file: FileView) -> dict[str, str]:
    is_shown = _SHOWN.fullmatch(file.mime_type) is not None
    name = _plain_name(file)
    way = "inline" if is_shown else "attachment"
    return {
        "content-type": file.mime_type if is_shown else "application/octet-stream",
        "content-disposition": f"{way}; filename*=UTF-8''{quote(name, safe='')}",
    }


def _plain_name(file: FileView) -> str:
    """Return a name to save the file by, without ways into other folders or signs that turn it around."""
    visible = "".join(one for one in file.filename if one.isprintable())
    return visible.replace("/", "_").replace("\\", "_").strip(" .") or file.kind


def _span(asked: str, size: int) -> tuple[int, int] | None:
    """Return from where to where is asked for; None if nothing of the file lies there."""
    found = _RANGE.fullmatch(asked.replace(" ", ""))
    if found is None or found.groups() == ("", ""):
        # Several ranges at once, or none that can be understood: the whole file is a right answer.
        return 0, size
    first, last = found.groups()
    start = int(first) if first else max(0, size - int(last))
    end = min(int(last) + 1, size) if first and last else size
    return (start, end) if start < end else None
