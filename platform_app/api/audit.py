"""The audit log as a file; a posted form, because the export itself is remembered."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import fields

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from platform_app.api.edge import visit_of
from platform_app.api.forms import back, read_form
from platform_app.core.context import Actor
from platform_app.core.db import company_transaction
from platform_app.core.errors import InvalidInput, NotVerified
from platform_app.services import audit
from platform_app.services.audit import Filters

_PAGE = "/settings/audit"


async def export(request: Request) -> Response:
    """Give the events that pass the filters as a CSV file, piece by piece."""
    form = await read_form(request)
    given = {one.name: form.get(one.name, "") for one in fields(Filters)}
    filters = Filters(**given)
    actor = visit_of(request.scope).actor()
    try:
        await asyncio.to_thread(_begin, actor, filters)
    except (InvalidInput, NotVerified) as error:
        return back(_PAGE, error, **given)
    return StreamingResponse(
        _pieces(actor, filters),
        media_type="text/csv; charset=utf-8",
        headers={
            "content-disposition": 'attachment; filename="audit-log.csv"',
            "x-content-type-options": "nosniff",
            "cache-control": "no-store",
        },
    )


ROUTES = [Route("/api/audit/export.csv", export, methods=["POST"])]


async def _pieces(actor: Actor, filters: Filters) -> AsyncIterator[str]:
    # The mark at the beginning makes Excel read it as UTF-8.
    yield "\ufeff"
    cursor: str | None = ""
    while cursor is not None:
        # A transaction for each piece: a slow reader holds none open.
        text, cursor = await asyncio.to_thread(_piece, actor, filters, cursor or None)
        yield text


def _begin(actor: Actor, filters: Filters) -> None:
    with company_transaction(actor) as ctx:
        audit.begin_export(ctx, filters)


def _piece(actor: Actor, filters: Filters, cursor: str | None) -> tuple[str, str | None]:
    with company_transaction(actor) as ctx:
        return audit.export_piece(ctx, filters, cursor)
