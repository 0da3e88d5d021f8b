"""Running imports of contacts."""

from functools import partial
from uuid import UUID

from platform_app.core.context import Actor
from platform_app.core.db import company_transaction, repeat_on_conflict
from platform_app.core.errors import InvalidInput, LimitReached
from platform_app.services import imports


def run(actor: Actor, *, import_id: str) -> None:
    """Take in what is left of a file; a worker that was killed is followed by one that goes on."""
    item = UUID(import_id)
    with company_transaction(actor) as ctx:
        work = imports.claim(ctx, item)
    if work is None:
        return
    try:
        for batch in imports.read_batches(work):
            if not repeat_on_conflict(partial(_take, actor, item, batch)):
                return
    except (InvalidInput, LimitReached) as error:
        with company_transaction(actor) as ctx:
            imports.fail(ctx, item, error.message)


def _take(actor: Actor, import_id: UUID, batch: imports.Batch) -> bool:
    with company_transaction(actor) as ctx:
        return imports.take(ctx, import_id, batch)
