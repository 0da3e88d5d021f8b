"""Taking a company's data out: one file, written while it is read, never the whole of it in memory."""

import asyncio
import io
import zipfile
from collections.abc import Iterator
from functools import partial
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from platform_app.api.edge import visit_of
from platform_app.api.forms import back, read_form
from platform_app.core.context import Actor, PlatformActor
from platform_app.core.db import in_company, platform_transaction
from platform_app.core.errors import AppError
from platform_app.services import companies


async def export(request: Request) -> Response:
    """Give a super admin everything of a company as a zip file, for a reason that both logs keep."""
    company_id: UUID = request.path_params["company_id"]
    form, actor = await read_form(request), visit_of(request.scope).platform_actor()
    reason = form.get("reason", "")
    try:
        subdomain = await asyncio.to_thread(_begin, actor, company_id, reason)
    except AppError as error:
        return back(f"/admin/companies/{company_id}", error.message)
    return StreamingResponse(
        _zip(company_id),
        media_type="application/zip",
        headers={
            "content-disposition": f'attachment; filename="{subdomain}.zip"',
            "x-content-type-options": "nosniff",
            "cache-control": "no-store",
        },
    )


ROUTES = [Route("/api/companies/{company_id:uuid}/export", export, methods=["POST"])]


class _Pipe(io.RawIOBase):
    """Takes what the zip file writes, until it is sent."""

    def __init__(self) -> None:
        self._written: list[bytes] = []

    def writable(self) -> bool:
        """Tell the zip file that it may write."""
        return True

    def write(self, data: bytes) -> int:  # pyright: ignore[reportIncompatibleMethodOverride]  zipfile writes bytes
        """Keep a piece."""
        self._written.append(bytes(data))
        return len(data)

    def take(self) -> bytes:
        """Return what was written since the last time."""
        taken, self._written = b"".join(self._written), []
        return taken


def _begin(actor: PlatformActor, company_id: UUID, reason: str) -> str:
    with platform_transaction(actor, company_id) as ctx:
        return companies.begin_export(ctx, company_id, reason=reason)


def _zip(company_id: UUID) -> Iterator[bytes]:
    pipe = _Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:
        for table in companies.exported_tables():
            with archive.open(f"{table}.jsonl", "w", force_zip64=True) as file:
                for lines in _read(company_id, table):
                    file.write(lines)
                    yield pipe.take()
    yield pipe.take()


def _read(company_id: UUID, table: str) -> Iterator[bytes]:
    """Read a table batch by batch, each in a transaction of its own."""
    actor, after = Actor.system(company_id), None
    while True:
        batch = in_company(actor, partial(companies.read_rows, table_name=table, after=after))
        yield batch.lines
        if batch.next_key is None:
            return
        after = batch.next_key
