"""Company jobs: erasing those whose time of grace is over."""

import time
from functools import partial

from platform_app.core.context import Actor, PlatformActor
from platform_app.core.db import in_company, platform_transaction
from platform_app.core.log import get_logger
from platform_app.services import companies, media, platform

log = get_logger(__name__)

# Web processes know a webhook address for some seconds after its channel has gone.
SETTLE_S = 10.0


def erase(actor: Actor) -> None:
    """Delete everything of a company, batch by batch; whoever is killed is followed by one that goes on."""
    if _erase_rows(actor):
        time.sleep(SETTLE_S)
        _erase_rows(actor)
    media.erase_files(actor.company_id)
    platform.drop_jobs_of(actor.company_id)
    with platform_transaction(PlatformActor(None), actor.company_id) as ctx:
        companies.finish_erasure(ctx, actor.company_id)
    log.info("a company was erased", extra={"company": str(actor.company_id)})


def _erase_rows(actor: Actor) -> int:
    return sum(_erase_table(actor, table) for table in companies.tables_to_erase())


def _erase_table(actor: Actor, table: str) -> int:
    total = 0
    while gone := in_company(actor, partial(companies.erase_batch, table_name=table)):
        total += gone
    return total
