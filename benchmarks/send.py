"""How fast one process sends with every outcome durable, against a bare HTTP loop and against pywa.

All three send the same template message to the same fake Graph server with 60 ms latency, in this run, on this
machine. The lane does what it does in production: claim, bucket, attempt committed, HTTP, record.

`fair_ratio` is how much longer a small company's 100 messages take while the lane is busy with large ones.
"""

import argparse
import asyncio
import json
import os
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Awaitable, Callable
from pathlib import Path
from uuid import UUID

from benchmarks.house import house, make_company
from platform_app.dev.product import free_port

LATENCY_MS = 60
SMALL = 100
LARGE_COMPANIES = 3
CONCURRENCY = 200
# pywa's pool slows down as it grows; these are tried, and its best counts.
PYWA_CONCURRENCIES = (10, 25, 50)
TEMPLATE = {
    "name": "winter_offer",
    "language": "en",
    "parameter_format": "POSITIONAL",
    "components": [
        {
            "type": "BODY",
            "text": "Hello {{1}}, you have {{2}} off this week.",
            "example": {"body_text": [["Ana", "10 %"]]},
        }
    ],
}


def main() -> None:
    """Measure each sender and print the ratios."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--messages", type=int, default=10_000)
    options.add_argument("--runs", type=int, default=3)
    arguments = options.parse_args()
    port = free_port()
    os.environ |= {
        "GRAPH_BASE_URL": f"http://127.0.0.1:{port}",
        "LANE_CONCURRENCY": str(CONCURRENCY),
    }
    with house():
        graph = start_fake_graph(port)
        try:
            report(port, arguments.messages, arguments.runs)
        finally:
            graph.terminate()


def report(port: int, messages: int, runs: int) -> None:
    """Run all senders in turns, so that a noisy minute hits them alike, and print medians."""
    company_id, number_id = make_company(messages_per_second=100_000)
    lane, bare, pywa, cpu = [], [], [], []
    for _ in range(runs):
        rate, cpu_us = measure_lane(company_id, number_id, messages, port)
        lane.append(rate)
        cpu.append(cpu_us)
        bare.append(measure(lambda: bare_loop(port, messages), messages))
        pywa.append(
            max(measure(lambda c=c: pywa_loop(port, 500, c), 500) for c in PYWA_CONCURRENCIES)
        )
        print(f"lane {lane[-1]:,.0f}/s · bare {bare[-1]:,.0f}/s · pywa {pywa[-1]:,.0f}/s")
    rate = statistics.median(lane)
    fair_ratio = measure_fairness()
    print(
        json.dumps(
            {
                "benchmark": "send",
                "rate": round(rate),
                "cpu_us": round(statistics.median(cpu)),
                "vs_bare": round(rate / statistics.median(bare), 2),
                "vs_pywa": round(rate / statistics.median(pywa), 2),
                "fair_ratio": round(fair_ratio, 2),
            }
        )
    )


def measure_fairness() -> float:
    """Return how much longer a small company waits while large ones keep the lane busy."""
    small = make_company(messages_per_second=80, subdomain="small")
    alone = statistics.median(time_small(*small) for _ in range(3))
    for n in range(LARGE_COMPANIES):
        large = make_company(messages_per_second=100_000, subdomain=f"large{n}")
        make_campaign(*large, 60_000)
    beside = statistics.median(time_small(*small) for _ in range(3))
    print(f"{SMALL} messages alone in {alone:.2f} s, beside large companies in {beside:.2f} s")
    return beside / alone


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


def measure(send: Callable[[], Awaitable[None]], messages: int) -> float:
    """Return messages per second of a sender."""

    async def run() -> None:
        await send()

    began = time.monotonic()
    asyncio.run(run())
    return messages / (time.monotonic() - began)


async def bare_loop(port: int, messages: int) -> None:
    """Send the same bodies with nothing around them: asyncio streams, keep-alive, no database."""
    from platform_app.integrations.whatsapp.payloads import compile_template

    template = compile_template(TEMPLATE["name"], TEMPLATE["language"], TEMPLATE["components"])
    values = {"body.1": "Ana", "body.2": "10 %"}
    numbers = iter(range(messages))

    async def connection() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for n in numbers:
            body = template.render(f"+3519{n:08}", values, callback=f"bare.{n}")
            writer.write(
                b"POST /v25.0/2/messages HTTP/1.1\r\nhost: graph\r\nauthorization: Bearer bench-token\r\n"
                b"content-type: application/json\r\ncontent-length: %d\r\n\r\n%s"
                % (len(body), body)
            )
            head = await reader.readuntil(b"\r\n\r\n")
            length = int(head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0])
            json.loads(await reader.readexactly(length))
        writer.close()

    await asyncio.gather(*(connection() for _ in range(CONCURRENCY)))


async def pywa_loop(port: int, messages: int, concurrency: int) -> None:
    """Send the same template with pywa's async client."""
    import httpx
    from pywa.types.templates import BodyText, TemplateLanguage
    from pywa_async import WhatsApp  # pyright: ignore[reportPrivateImportUsage]  pywa's own documentation imports it so

    limits = httpx.Limits(max_connections=concurrency, max_keepalive_connections=concurrency)
    async with httpx.AsyncClient(limits=limits, timeout=30) as session:
        client = WhatsApp(phone_id="2", token="bench-token", session=session)
        session.base_url = f"http://127.0.0.1:{port}/v25.0"  # pywa knows Meta's host only
        numbers = iter(range(messages))

        async def sender() -> None:
            for n in numbers:
                await client.send_template(
                    to=f"3519{n:08}",
                    name="winter_offer",
                    language=TemplateLanguage.ENGLISH,
                    params=[BodyText.params("Ana", "10 %")],  # pyright: ignore[reportArgumentType]  pywa types itself wrongly
                )

        await asyncio.gather(*(sender() for _ in range(concurrency)))


def start_fake_graph(port: int) -> subprocess.Popen[bytes]:
    """Start the fake Graph server and wait until it answers."""
    script = Path(__file__).with_name("fake_graph.py")
    process = subprocess.Popen(
        (sys.executable, script, "--port", str(port), "--latency-ms", str(LATENCY_MS))
    )
    for _ in range(100):
        try:
            read_stats(port)
        except OSError:
            time.sleep(0.05)
        else:
            return process
    raise SystemExit("The fake Graph server did not start.")


def read_stats(port: int) -> dict[str, int]:
    """Return what the fake Graph server has counted."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/__stats") as answer:
        return json.load(answer)


def clear_stats(port: int) -> None:
    """Have the fake Graph server count anew."""
    request = urllib.request.Request(f"http://127.0.0.1:{port}/__stats", method="DELETE")
    urllib.request.urlopen(request).close()


if __name__ == "__main__":
    main()
