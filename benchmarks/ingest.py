"""How fast WhatsApp's statuses can come in: signed, one per request, at a constant rate, each durable before its 200.

The requests go into the web process; a real worker applies them meanwhile to real recipients. Latency counts from
the moment at which a request was due, so a server that falls behind cannot hide it.
"""

import argparse
import json
import os
import random
import subprocess
import sys
import time
from uuid import UUID

import psutil

from benchmarks import arrivals
from benchmarks.house import house, make_company, running
from platform_app.dev import front_end
from platform_app.dev.processes import Program
from platform_app.dev.product import answers, free_port

STATES = ("sent", "delivered", "read")
CONNECTIONS = 100
APPLIED_WITHIN_S = 10
# So many recipients are under way at a time: their statuses come in any order.
CROWD = 1_000
WARM_UP = 500


def main() -> None:
    """Measure, verify and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rate", type=int, default=3_000, help="requests per second")
    options.add_argument("--seconds", type=int, default=30)
    given = options.parse_args()
    with house() as servers:
        company_id, _ = make_company(messages_per_second=1_000)
        recipients = make_recipients(company_id, given.rate * given.seconds // len(STATES))
        analyse(servers.owner_url)
        requests = make_requests(recipients)
        port = free_port()
        with running(web(port)) as server, running(ingest()):
            warm_up(port)
            before = cpu_s(server.pid)
            outcome = arrivals.run(port, requests, rate=given.rate, connections=CONNECTIONS)
            cpu = cpu_s(server.pid) - before
            wait_until_applied(company_id, len(requests))
        report(outcome, verify(company_id, outcome, len(requests)), cpu)


def web(port: int) -> Program:
    """Return the web process, as production runs it."""
    subprocess.run((sys.executable, "-m", "platform_app", "build"), check=True)
    return Program(
        name="web",
        command=(sys.executable, "-m", "platform_app", "web", "--port", str(port)),
        environment=front_end.environment(os.environ),
        is_ready=answers(f"http://127.0.0.1:{port}/ping"),
    )


def ingest() -> Program:
    """Return the worker that applies what was stored."""
    command = (sys.executable, "-m", "platform_app", "worker", "ingest")
    return Program(name="ingest", command=command, environment={})


def warm_up(port: int) -> None:
    """Let the web process open its connections first; it has been running for days, so to speak."""
    arrivals.run(port, [make_request(b'{"entry":[]}')] * WARM_UP, rate=500, connections=10)


def make_recipients(company_id: UUID, people: int) -> list[tuple[UUID, UUID]]:
    """Write a campaign whose messages WhatsApp has accepted; return each row's id and attempt."""
    from sqlalchemy import text

    from platform_app.core.context import Actor
    from platform_app.core.db import company_transaction
    from platform_app.models.campaigns import Campaign, CampaignStatus

    with company_transaction(Actor.system(company_id)) as ctx:
        campaign = Campaign(company_id=company_id, name="Bench", status=CampaignStatus.COMPLETED)
        ctx.db.add(campaign)
        ctx.db.flush()
        rows = ctx.db.connection().execute(
            text(
                """
                insert into campaign_recipient
                    (company_id, id, created_at, campaign_id, contact_id, name, phone, parameters, status, attempts,
                     attempt_id, wamid, accepted_at)
                select :company_id, uuidv7(), now(), :campaign_id, uuidv7(), '', '+3519' || lpad(n::text, 8, '0'),
                       '{}', 'accepted', 1, uuidv7(), 'wamid.bench.' || n, now()
                from generate_series(1, :people) n
                returning id, attempt_id
                """
            ),
            {"company_id": company_id, "campaign_id": campaign.id, "people": people},
        )
        return [(row_id, attempt_id) for row_id, attempt_id in rows]


def analyse(owner_url: str) -> None:
    """Do at once what PostgreSQL does by itself within a minute after so many rows."""
    from sqlalchemy import create_engine, text

    with create_engine(owner_url, isolation_level="AUTOCOMMIT").connect() as connection:
        connection.execute(text("analyze contact, campaign_recipient"))


def make_requests(recipients: list[tuple[UUID, UUID]]) -> list[bytes]:
    """Return one signed request for each status of each recipient."""
    order = random.Random(7)
    requests: list[bytes] = []
    for begin in range(0, len(recipients), CROWD):
        numbered = enumerate(recipients[begin : begin + CROWD], begin + 1)
        crowd = [(number, one, state) for number, one in numbered for state in STATES]
        order.shuffle(crowd)
        requests += [
            make_request(
                make_body(
                    f"wamid.bench.{number}",
                    phone=f"3519{number:08}",
                    callback=f"r.{row_id.hex}.{attempt_id.hex}",
                    state=state,
                )
            )
            for number, (row_id, attempt_id), state in crowd
        ]
    return requests


def make_body(wamid: str, *, phone: str, callback: str, state: str) -> bytes:
    """Return one status as WhatsApp writes it, about 600 bytes."""
    status = {
        "id": wamid,
        "status": state,
        "timestamp": str(int(time.time())),
        "recipient_id": phone,
        "biz_opaque_callback_data": callback,
        "conversation": {"id": "8a1f4e0c6d5b47f08e3c2a19b7d6e5f4", "origin": {"type": "marketing"}},
        "pricing": {
            "billable": True,
            "pricing_model": "PMP",
            "type": "regular",
            "category": "marketing",
        },
    }
    metadata = {"display_phone_number": "351210000000", "phone_number_id": "2"}
    value = {"messaging_product": "whatsapp", "metadata": metadata, "statuses": [status]}
    change = {"value": value, "field": "messages"}
    return json.dumps(
        {"object": "whatsapp_business_account", "entry": [{"id": "1", "changes": [change]}]},
        separators=(",", ":"),
    ).encode()


def make_request(body: bytes) -> bytes:
    """Return a signed request."""
    from platform_app.integrations.whatsapp.signature import SIGNATURE_HEADER, sign

    head = (
        "POST /webhooks/whatsapp/bench-key HTTP/1.1\r\nHost: bench.localhost\r\n"
        "User-Agent: facebookexternalua\r\nAccept: */*\r\nContent-Type: application/json\r\n"
        f"{SIGNATURE_HEADER}: {sign('bench-secret', body)}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def wait_until_applied(company_id: UUID, events: int) -> None:
    """Wait until nothing waits, or for so long that it is too late anyway."""
    deadline = time.monotonic() + 3 * APPLIED_WITHIN_S
    while time.monotonic() < deadline and figure(company_id, _APPLIED) < events + WARM_UP:
        time.sleep(0.25)


_STORED = "select count(*) from webhook_event"
_APPLIED = "select count(*) from webhook_event where applied_at is not null"
_READ = """
    select count(*) from campaign_recipient
    where status = 'read' and sent_at is not null and delivered_at is not null and read_at is not null
"""
_SLOWEST = "select coalesce(extract(epoch from max(applied_at - created_at)), 0) from webhook_event"


def verify(company_id: UUID, outcome: arrivals.Outcome, sent: int) -> dict[str, float]:
    """Compare what was answered with what the database holds."""
    stored = figure(company_id, _STORED) - WARM_UP
    acknowledged = outcome.answers.get(b"200", 0)
    unapplied = stored + WARM_UP - figure(company_id, _APPLIED)
    unseen = sent // len(STATES) - figure(company_id, _READ)
    return {
        "answered": acknowledged,
        "refused": sent - acknowledged,
        "lost": max(0, acknowledged - stored) + unapplied + unseen * len(STATES),
        "slowest_applied_s": round(figure(company_id, _SLOWEST), 2),
    }


def figure(company_id: UUID, query: str) -> float:
    """Return one number from the database, as the company sees it."""
    from sqlalchemy import text

    from platform_app.core.context import Actor
    from platform_app.core.db import company_transaction

    with company_transaction(Actor.system(company_id)) as ctx:
        return float(ctx.db.connection().execute(text(query)).scalar_one())


def cpu_s(pid: int) -> float:
    """Return the CPU time that a process and its children have used."""
    process = psutil.Process(pid)
    times = [one.cpu_times() for one in (process, *process.children(recursive=True))]
    return sum(one.user + one.system for one in times)


def report(outcome: arrivals.Outcome, facts: dict[str, float], cpu: float) -> None:
    """Print the figures; the last line is for machines."""
    print(
        f"{facts['answered']:,.0f} answered with 200, {facts['refused']:,.0f} not; "
        f"p90 {outcome.percentile(0.9):.1f} ms, p99.9 {outcome.percentile(0.999):.1f} ms; "
        f"web {1e6 * cpu / max(1, facts['answered']):.0f} µs of CPU each; "
        f"the slowest was applied after {facts['slowest_applied_s']} s"
    )
    print(
        json.dumps(
            {
                "benchmark": "ingest",
                "rate": round(facts["answered"] / outcome.seconds),
                "p50_ms": round(outcome.percentile(0.5), 1),
                "p99_ms": round(outcome.percentile(0.99), 1),
                "lost": round(facts["lost"]),
                "slowest_applied_s": facts["slowest_applied_s"],
            }
        )
    )
    if facts["lost"] or facts["refused"] or facts["slowest_applied_s"] > APPLIED_WITHIN_S:
        sys.exit("Some events were refused, lost or applied too late.")


if __name__ == "__main__":
    main()
