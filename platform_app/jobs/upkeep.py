"""The daily upkeep."""

from collections import Counter
from collections.abc import Callable
from uuid import UUID

from platform_app.core.context import Actor, PlatformActor
from platform_app.core.db import (
    DatabaseProblem,
    company_transaction,
    in_company,
    platform_transaction,
)
from platform_app.core.log import get_logger
from platform_app.services import campaigns, upkeep

log = get_logger(__name__)
_PLATFORM = PlatformActor(None)


def run() -> None:
    """Anchor the audit logs, delete what has served its time, and check campaigns against their rows.

    Started again, it goes on where it was.
    """
    with platform_transaction(_PLATFORM) as ctx:
        if not upkeep.begin(ctx):
            return
        companies = upkeep.list_companies(ctx)
    deleted, mended = _repeated(_clear_platform), 0
    for company_id in companies:
        try:
            deleted += _repeated(lambda: _clear_company(company_id))  # noqa: B023  called at once
            mended += _check_company(company_id)
        except DatabaseProblem:
            # One company's trouble is not the others'.
            log.exception("upkeep failed", extra={"company": str(company_id)})
    with platform_transaction(_PLATFORM) as ctx:
        upkeep.finish(ctx, deleted, mended=mended)


def _repeated(clear: Callable[[], dict[str, int]]) -> Counter[str]:
    """Clear batch by batch, each in a transaction of its own, until nothing is left."""
    deleted: Counter[str] = Counter()
    while batch := clear():
        deleted.update(batch)
    return deleted


def _clear_company(company_id: UUID) -> dict[str, int]:
    with company_transaction(Actor.system(company_id)) as ctx:
        return upkeep.clear_company(ctx)


def _check_company(company_id: UUID) -> int:
    """Check every campaign that still moves, each in a transaction of its own; return how much had to be mended."""
    actor = Actor.system(company_id)
    moving = in_company(actor, campaigns.list_moving)
    return sum(
        in_company(actor, lambda ctx: campaigns.check_truth(ctx, campaign_id))  # noqa: B023  called at once
        for campaign_id in moving
    )


def _clear_platform() -> dict[str, int]:
    with platform_transaction(_PLATFORM) as ctx:
        return upkeep.clear_platform(ctx)
