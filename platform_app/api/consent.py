"""The proof of one person's consent as a file; a posted form, because taking it is remembered."""

import asyncio
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from platform_app.api.edge import visit_of
from platform_app.core.db import in_company
from platform_app.services import consent


async def proof(request: Request) -> Response:
    """Give everything that one person agreed to and took back, with how it is known."""
    contact_id: UUID = request.path_params["contact_id"]
    actor = visit_of(request.scope).actor()
    text = await asyncio.to_thread(
        in_company, actor, lambda ctx: consent.begin_proof(ctx, contact_id)
    )
    # The mark at the beginning makes Excel read it as UTF-8.
    return Response(
        f"\ufeff{text}",
        media_type="text/csv; charset=utf-8",
        headers={
            "content-disposition": 'attachment; filename="consent.csv"',
            "x-content-type-options": "nosniff",
            "cache-control": "no-store",
        },
    )


ROUTES = [Route("/api/consent/{contact_id:uuid}/proof.csv", proof, methods=["POST"])]
