"""Running imports of contacts, and their dry runs."""

import gc
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from uuid import UUID

from platform_app.core.context import Actor
from platform_app.core.db import company_transaction, in_company, repeat_on_conflict
from platform_app.core.errors import InvalidInput, LimitReached, NotFound
from platform_app.services import imports
from platform_app.services.imports import Batch, ImportWork


def run(actor: Actor, *, import_id: str) -> None:
    """Take in what is left of a file, or look what would; a worker that was killed is followed by one that goes on."""
    item = UUID(import_id)
    with company_transaction(actor) as ctx:
        work = imports.claim(ctx, item)
    if work is None:
        return
    try:
        with imports.fetched(work.storage_key) as path, _without_collecting():
            is_done = _work_through(actor, item, work, path)
        if is_done:
            in_company(actor, lambda ctx: imports.finish(ctx, item))
    except (InvalidInput, LimitReached, NotFound) as error:
        problem = error.message
        in_company(actor, lambda ctx: imports.fail(ctx, item, problem))
    forget(actor, import_id=import_id)


def forget(actor: Actor, *, import_id: str) -> None:
    """Delete the file of an import that has served; the row lets go of it last, so that none is left behind."""
    item = UUID(import_id)
    key = in_company(actor, lambda ctx: imports.find_served(ctx, item))
    if key:
        imports.discard_file(key)
        in_company(actor, lambda ctx: imports.release(ctx, item))


@contextmanager
def _without_collecting() -> Iterator[None]:
    # Millions of rows point at nothing that points back; looking for circles among them takes a third of the time.
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _work_through(actor: Actor, item: UUID, work: ImportWork, path: Path) -> bool:
    """Read a batch while the database takes the one before; says no when somebody else has taken over."""
    waiting: Future[bool] | None = None
    with ThreadPoolExecutor(max_workers=1) as database:
        for batch in imports.read_batches(work, path):
            if waiting is not None and not waiting.result():
                return False
            waiting = database.submit(repeat_on_conflict, partial(_take, actor, item, batch))
        return waiting is None or waiting.result()


def _take(actor: Actor, import_id: UUID, batch: Batch) -> bool:
    with company_transaction(actor) as ctx:
        return imports.take(ctx, import_id, batch)
