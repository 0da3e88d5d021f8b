"""Downloads about imports of contacts."""

import asyncio
from collections.abc import AsyncIterator
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from platform_app.api.edge import visit_of
from platform_app.core.context import Actor
from platform_app.core.db import company_transaction
from platform_app.services import imports


async def problems(request: Request) -> Response:
    """Give the rows of an import that were not taken as a CSV file."""
    import_id: UUID = request.path_params["import_id"]
    actor = visit_of(request.scope).actor()
    first = await asyncio.to_thread(_problems_csv, actor, import_id, 0)
    return StreamingResponse(
        _pieces(actor, import_id, first),
        media_type="text/csv; charset=utf-8",
        headers={
            "content-disposition": 'attachment; filename="rows-not-imported.csv"',
            "x-content-type-options": "nosniff",
            "cache-control": "no-store",
        },
    )


ROUTES = [
    Route("/api/imports/{import_id:uuid}/problems.csv", problems, methods=["GET"]),
]


async def _pieces(actor: Actor, import_id: UUID, first: tuple[str, int]) -> AsyncIterator[bytes]:
    text, line = first
    # The mark at the beginning makes Excel read it as UTF-8.
    yield f"\ufeff{text}".encode()
    while line:
        text, line = await asyncio.to_thread(_problems_csv, actor, import_id, line)
        yield text.encode()


def _problems_csv(actor: Actor, import_id: UUID, after: int) -> tuple[str, int]:
    with company_transaction(actor) as ctx:
        return imports.problems_csv(ctx, import_id, after=after)
