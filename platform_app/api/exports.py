"""Downloads of contacts."""

import asyncio
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from platform_app.api.edge import visit_of
from platform_app.core.context import Actor
from platform_app.core.db import company_transaction
from platform_app.services import exports


async def download(request: Request) -> Response:
    """Hand out an export's file."""
    export_id: UUID = request.path_params["export_id"]
    file = await asyncio.to_thread(_open, visit_of(request.scope).actor(), export_id)
    return StreamingResponse(
        await exports.read_file(file),
        media_type="text/csv; charset=utf-8",
        headers={
            "content-disposition": f'attachment; filename="{file.file_name}"',
            "content-length": str(file.size),
            "x-content-type-options": "nosniff",
            "cache-control": "no-store",
        },
    )


ROUTES = [Route("/api/exports/{export_id:uuid}.csv", download, methods=["GET"])]


def _open(actor: Actor, export_id: UUID) -> exports.ExportFile:
    with company_transaction(actor) as ctx:
        return exports.open_file(ctx, export_id)
