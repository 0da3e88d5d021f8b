"""How fast lanes send with every outcome durable, against a bare HTTP loop and against pywa, and for how long they can.

All send the same template message to the same fake Graph server with 60 ms latency, in this run, on this machine. A
lane does what it does in production: claim, bucket, attempt committed, HTTP, record. Three parts:

- `speed`: one lane, the bare loop and pywa in turns, then two lanes together, all without a limit;
- `fairness`: how much longer a small company's 100 messages take while the lane is busy with large ones;
- `endurance`: a campaign is prepared and sent at 1,000 per second by the product's own processes, while three statuses
  per message flow back to the same machine. `--full` does it with a million people, which takes 17 minutes.
"""

import argparse
import asyncio
import json
import os
import statistics
import subprocess
import sys
import time
from typing import Any
from uuid import UUID

from benchmarks.endurance import measure_endurance
from benchmarks.graph import clear_stats, read_stats, start_fake_graph
from benchmarks.house import House, house, make_company
from benchmarks.rivals import (
    CONCURRENCY,
    PYWA_CONCURRENCIES,
    TEMPLATE,
    bare_loop,
    measure,
    pywa_loop,
)
from platform_app.dev.product import free_port

PARTS = ("speed", "fairness", "endurance")
SHIFT = "from platform_app.jobs.sending import run_shift; run_shift()"
LARGE_COMPANIES = 3
SMALL = 100
Figures = dict[str, Any]  # Any: JSON


def main() -> None:
    """Measure each part that was asked for; the last line is for machines."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--parts", nargs="+", choices=PARTS, default=PARTS)
    options.add_argument("--messages", type=int, default=5_000, help="of each run of `speed`")
    options.add_argument("--runs", type=int, default=1, help="of `speed`; medians count")
    options.add_argument("--recipients", type=int, default=30_000, help="of `endurance`")
    options.add_argument("--rate", type=int, default=1_000, help="of `endurance`, per second")
    options.add_argument("--lanes", type=int, default=1, help="of `endurance`")
    options.add_argument("--full", action="store_true", help="a million people, three runs")
    given = options.parse_args()
    if given.full:
        given.messages, given.runs, given.recipients = 10_000, 3, 1_000_000
    port = free_port()
    os.environ |= {
        "GRAPH_BASE_URL": f"http://127.0.0.1:{port}",
        "LANE_CONCURRENCY": str(CONCURRENCY),
    }
    figures: Figures = {"benchmark": "send"}
    with house() as servers:
        graph = start_fake_graph(port)
        try:
            for part in given.parts:
                figures |= measure_part(part, given, servers, port)
        finally:
            graph.terminate()
    print(json.dumps(figures))


def measure_part(part: str, given: argparse.Namespace, servers: House, port: int) -> Figures:
    """Return the figures of one part."""
    if part == "speed":
        return measure_speed(port, given.messages, given.runs)
    if part == "fairness":
        return {"fair_ratio": round(measure_fairness(), 2)}
    return measure_endurance(
        servers, port, recipients=given.recipients, rate=given.rate, lanes=given.lanes
    )


def measure_speed(port: int, messages: int, runs: int) -> Figures:
    """Run all senders in turns, so that a noisy minute hits them alike, and return medians."""
    company_id, number_id = make_company(messages_per_second=100_000, subdomain="speed")
    lane, two, bare, pywa, cpu = [], [], [], [], []
    for _ in range(runs):
        rate, cpu_us = measure_lane(company_id, number_id, messages, port)
        lane.append(rate)
        cpu.append(cpu_us)
        bare.append(measure(lambda: bare_loop(port, messages), messages))
        pywa.append(
            max(measure(lambda c=c: pywa_loop(port, 500, c), 500) for c in PYWA_CONCURRENCIES)
        )
        two.append(measure_two_lanes(company_id, number_id, messages, port))
        print(
            f"lane {lane[-1]:,.0f}/s · two lanes {two[-1]:,.0f}/s · bare {bare[-1]:,.0f}/s · pywa {pywa[-1]:,.0f}/s",
            flush=True,
        )
    rate = statistics.median(lane)
    return {
        "rate": round(rate),
        "two_lanes_rate": round(statistics.median(two)),
        "cpu_us": round(statistics.median(cpu)),
        "vs_bare": round(rate / statistics.median(bare), 2),
        "vs_pywa": round(rate / statistics.median(pywa), 2),
    }


def measure_two_lanes(company_id: UUID, number_id: UUID, messages: int, port: int) -> float:
    """Send one campaign through two lanes in processes of their own; return messages per second."""
    campaign_id = make_campaign(company_id, number_id, messages)
    clear_stats(port)
    lanes = [subprocess.Popen((sys.executable, "-c", SHIFT)) for _ in range(2)]
    for lane in lanes:
        lane.wait(180)
    check(company_id, campaign_id, messages, port)
    return messages / read_stats(port)["seconds"]


def measure_fairness() -> float:
    """Return how much longer a small company waits while large ones keep the lane busy."""
    small = make_company(messages_per_second=80, subdomain="small")
    alone = statistics.median(time_small(*small) for _ in range(3))
    large: list[tuple[UUID, UUID]] = []
    for n in range(LARGE_COMPANIES):
        company_id, number_id = make_company(messages_per_second=100_000, subdomain=f"large{n}")
        large.append((company_id, make_campaign(company_id, number_id, 60_000)))
    beside = statistics.median(time_small(*small) for _ in range(3))
    for company_id, campaign_id in large:
        # Or the next part's lanes would go on with it.
        cancel(company_id, campaign_id)
    print(f"{SMALL} messages alone in {alone:.2f} s, beside large companies in {beside:.2f} s")
    return beside / alone


def cancel(company_id: UUID, campaign_id: UUID) -> None:
    """End a campaign for good."""
    from platform_app.core.context import Actor
    from platform_app.core.db import in_company
    from platform_app.services import campaigns

    in_company(Actor.system(company_id), lambda ctx: campaigns.cancel(ctx, campaign_id))


def time_small(company_id: UUID, number_id: UUID) -> float:
    """Return the seconds from a small campaign's beginning to its last message, in a lane that is at work."""
    from platform_app.core import queue

    async def run() -> float:
        shift = asyncio.create_task(run_lane(for_s=6))
        await asyncio.sleep(2)
        campaign_id = make_campaign(company_id, number_id, SMALL)
        queue.wake("sending.run_shift")
        await shift
        return await asyncio.to_thread(duration_of, company_id, campaign_id)

    return asyncio.run(run())


def duration_of(company_id: UUID, campaign_id: UUID) -> float:
    """Return the seconds from a campaign's first row to the last message that was taken."""
    from sqlalchemy import text

    from platform_app.core.context import Actor
    from platform_app.core.db import company_transaction

    with company_transaction(Actor.system(company_id)) as ctx:
        query = """
            select count(*), extract(epoch from max(accepted_at) - min(created_at))
            from campaign_recipient where campaign_id = :id and accepted_at is not null
        """
        sent, seconds = ctx.db.connection().execute(text(query), {"id": campaign_id}).one()
    if sent != SMALL:
        raise SystemExit(f"{sent} of {SMALL} messages of the small company were sent.")
    return float(seconds)


async def run_lane(*, for_s: float, idle_s: float = 60) -> None:
    """Run a lane in this process."""
    from platform_app.core.config import settings
    from platform_app.integrations.whatsapp.client import GraphClient
    from platform_app.jobs.lane import Lane

    async with GraphClient(
        settings().graph_base_url, "v25.0", max_connections=CONCURRENCY
    ) as graph:
        await Lane(graph).run(for_s=for_s, idle_s=idle_s)


def measure_lane(
    company_id: UUID, number_id: UUID, messages: int, port: int
) -> tuple[float, float]:
    """Send one campaign through the real lane; return messages per second and CPU microseconds each."""
    campaign_id = make_campaign(company_id, number_id, messages)
    clear_stats(port)
    began, cpu_began = time.monotonic(), time.process_time()
    asyncio.run(run_lane(for_s=120, idle_s=0))
    seconds, cpu = time.monotonic() - began, time.process_time() - cpu_began
    check(company_id, campaign_id, messages, port)
    return messages / seconds, 1e6 * cpu / messages


def make_campaign(company_id: UUID, number_id: UUID, messages: int) -> UUID:
    """Write a campaign that is ready to be sent, with one row per recipient."""
    from sqlalchemy import text

    from platform_app.core.context import Actor
    from platform_app.core.db import company_transaction
    from platform_app.models.campaigns import Campaign, CampaignStatus

    with company_transaction(Actor.system(company_id)) as ctx:
        campaign = Campaign(
            company_id=company_id,
            name="Bench",
            status=CampaignStatus.SENDING,
            phone_number_id=number_id,
            template_snapshot=TEMPLATE,
            category="MARKETING",
        )
        ctx.db.add(campaign)
        ctx.db.flush()
        ctx.db.connection().execute(
            text(
                """
                insert into campaign_recipient
                    (company_id, id, created_at, campaign_id, contact_id, name, phone, parameters, status, attempts)
                select :company_id, uuidv7(), now(), :campaign_id, uuidv7(), '', '+3519' || lpad(n::text, 8, '0'),
                       jsonb_build_object('body.1', 'Ana ' || n, 'body.2', '10 %'), 'pending', 0
                from generate_series(1, :messages) n
                """
            ),
            {"company_id": company_id, "campaign_id": campaign.id, "messages": messages},
        )
    return campaign.id


def check(company_id: UUID, campaign_id: UUID, messages: int, port: int) -> None:
    """Stop with an error unless every outcome is durable and nothing went out twice."""
    from platform_app.core.context import Actor
    from platform_app.core.db import company_transaction
    from platform_app.services import campaigns

    with company_transaction(Actor.system(company_id)) as ctx:
        accepted = campaigns.get_report(ctx, campaign_id).accepted
    stats = read_stats(port)
    if (accepted, stats["distinct"], stats["duplicates"]) != (messages, messages, 0):
        raise SystemExit(f"{accepted} of {messages} recorded; the server saw {stats}")


if __name__ == "__main__":
    main()
