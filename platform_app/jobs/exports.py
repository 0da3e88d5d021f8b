"""Export jobs: writing the file, and deleting it when its day is over."""

from functools import partial
from uuid import UUID

from platform_app.core.context import Actor
from platform_app.core.db import in_company
from platform_app.core.errors import Unavailable
from platform_app.services import exports


def run(actor: Actor, *, export_id: str) -> None:
    """Write an export's file; whoever is killed is followed by one that begins anew."""
    work = in_company(actor, lambda ctx: exports.claim(ctx, UUID(export_id)))
    if work is None:
        return
    try:
        rows, size = exports.write(
            work,
            lambda after: in_company(actor, partial(exports.read_batch, work=work, after=after)),
        )
    except Unavailable as error:
        problem = error.message
        in_company(actor, lambda ctx: exports.fail(ctx, work.export_id, problem))
        return
    if not in_company(actor, lambda ctx: exports.finish(ctx, work, rows=rows, size=size)):
        exports.discard(work.storage_key)


def expire(actor: Actor, *, export_id: str) -> None:
    """Delete a file whose day is over."""
    name = in_company(actor, lambda ctx: exports.expire(ctx, UUID(export_id)))
    if name:
        exports.discard(name)
