"""The send lane's shifts: woken by RQ, ended when there is nothing left to send."""

import asyncio
import signal

from platform_app.core.config import settings
from platform_app.core.context import Actor
from platform_app.core.db import in_company, public_transaction
from platform_app.integrations.whatsapp.client import GraphClient
from platform_app.jobs.lane import Lane
from platform_app.services import sending

SHIFT_S = 60.0


def run_shift() -> None:
    """Settle what dead lanes left, then send for all companies until nothing is due or the shift is over."""
    recover()
    asyncio.run(_shift())


def recover() -> None:
    """Settle expired leases, company by company."""
    with public_transaction() as ctx:
        company_ids = sending.companies_to_recover(ctx)
    for company_id in company_ids:
        in_company(Actor.system(company_id), sending.recover)


def settle_parked(actor: Actor) -> None:
    """Try a company's statuses again whose message was unknown when they came."""
    in_company(actor, sending.settle_parked)


async def _shift() -> None:
    graph = GraphClient(
        settings().graph_base_url,
        settings().graph_version,
        max_connections=settings().lane_concurrency,
    )
    async with graph:
        lane = Lane(graph)
        # A deployment ends the shift politely: no new claims, what is under way is finished and recorded.
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, lane.end)
        await lane.run(for_s=SHIFT_S)
