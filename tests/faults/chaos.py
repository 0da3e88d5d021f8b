"""The chaos run: the whole product in real processes, a random fault every few seconds, and a judge at the end."""

import random
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from redis.exceptions import RedisError

from platform_app.core.db import DatabaseProblem
from platform_app.core.errors import AppError
from platform_app.core.log import get_logger
from platform_app.dev.product import free_port
from tests.faults.besieged import Besieged, Listener, besiege
from tests.faults.courier import Courier
from tests.faults.crew import EVERYBODY, Crew
from tests.faults.evidence import gather
from tests.faults.history import History
from tests.faults.invariants import broken_invariants
from tests.faults.lanes import wait_until
from tests.faults.mischief import Mischief
from tests.faults.own_servers import OwnServers
from tests.faults.recording_graph import Heard, RecordingGraph, recipient
from tests.support.ways_in import run

log = get_logger(__name__)

# Enough people that sending lasts as long as the faults do.
PER_SECOND = 20
RATE = 30
EVERY_S = (0.5, 2.0)
SETTLES_WITHIN_S = 90
# Nobody waits for leases and second tries that end in minutes.
LET_TIME_PASS = """
    update campaign_recipient set lease_until = now() - interval '1 s'
    where status in ('claimed', 'sending') and lease_until < now() + interval '80 s';
    update campaign_recipient set not_before = now() where status = 'pending' and not_before > now()
"""
# About some messages WhatsApp says nothing in time; only their answers are known.
ENDINGS = (
    ["sent", "delivered"],
    ["sent", "delivered", "read"],
    ["sent"],
    ["failed"],
    ["read"],
    [],
)
WEIGHTS = (40, 35, 5, 3, 7, 10)


@dataclass
class Outcome:
    """What came of a run."""

    seed: int
    faults: Counter[int]
    figures: dict[str, Any]
    broken: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        facts = ", ".join(f"{value} {name}" for name, value in self.figures.items())
        return f"seed {self.seed}: {sum(self.faults.values())} faults {dict(self.faults)}; {facts}"


def run_chaos(
    servers: OwnServers, graph: RecordingGraph, folder: Path, *, seed: int, seconds: float
) -> Outcome:
    """Let three companies send for so long while faults happen; return what the judge finds."""
    chance = random.Random(seed)
    history = History(folder / "history.jsonl")
    companies = besiege(history, chance, people=int(PER_SECOND * seconds), rate=RATE)
    port = free_port()
    courier = Courier(
        f"http://127.0.0.1:{port}/webhooks/whatsapp/",
        random.Random(seed + 1),
        on_taken=lambda status: history.add(
            "status", status=status["status"], recipient=recipient(status)
        ),
    )  # fmt: skip
    graph.on_heard = Listener(history, companies, _bring(graph, courier)).hear
    crew = Crew({"GRAPH_BASE_URL": graph.address, "WEB_PORT": str(port)}, folder)
    posting = threading.Thread(target=courier.run, daemon=True)
    posting.start()
    crew.start(*EVERYBODY)
    crew.keep()
    try:
        for company in companies:
            company.launch_to_all()
        wait_until(
            lambda: {heard.token for heard in graph.heard} == {one.token for one in companies}
        )
        mischief = Mischief(
            random.Random(seed + 2), servers, crew, graph, courier, companies, history
        )
        faults = _make_trouble(mischief, seconds)
        _settle(servers, courier, companies)
    finally:
        crew.end()
        courier.end()
        posting.join()
        history.close()
    evidence = gather(history, servers.database)
    figures = {
        "messages taken": sum(entry["takes"] for entry in evidence.heard),
        "refused": sum(not entry["takes"] for entry in evidence.heard),
        "statuses": len(evidence.of("status")),
        "stops": len(evidence.of("stop")),
        "deaths": crew.deaths,
        "rows": dict(
            run(servers.database, "select status, count(*)::int from campaign_recipient group by 1")
        ),
    }
    return Outcome(seed, faults, figures, broken_invariants(evidence))


def _bring(graph: RecordingGraph, courier: Courier) -> Callable[[Besieged, Heard], None]:
    """Have the statuses of what is taken brought back; some come before the answer does."""
    chance = random.Random(0)

    def bring(company: Besieged, heard: Heard) -> None:
        (states,) = chance.choices(ENDINGS, WEIGHTS)
        wamid = graph.wamid(heard.message["biz_opaque_callback_data"])
        courier.bring(company.address, wamid, heard.message, states)

    return bring


def _make_trouble(mischief: Mischief, seconds: float) -> Counter[int]:
    ends_at = time.monotonic() + seconds
    done: Counter[int] = Counter()
    # Each once before any comes again: a short run meets all of them too.
    waiting: list[int] = []
    while time.monotonic() < ends_at:
        time.sleep(mischief.chance.uniform(*EVERY_S))
        waiting = waiting or mischief.chance.sample(sorted(mischief.faults), len(mischief.faults))
        number = waiting.pop()
        done[number] += 1
        try:
            mischief.faults[number]()
        except (AppError, DatabaseProblem, RedisError) as error:
            # A person or a server met another fault on the way.
            log.warning("a fault was itself disturbed", extra={"fault": number}, exc_info=error)
    return done


def _settle(servers: OwnServers, courier: Courier, companies: list[Besieged]) -> None:
    """Wait until everything has come to its end; time passes a little faster."""
    servers.start()

    def is_settled() -> bool:
        for company in companies:
            company.resume_all()
        run(servers.database, LET_TIME_PASS)
        time.sleep(1)
        return courier.is_done and not run(servers.database, IS_WAITING)

    wait_until(is_settled, SETTLES_WITHIN_S)


IS_WAITING = """
    select 1 from campaign_recipient where status in ('pending', 'claimed', 'sending')
    union all select 1 from campaign where status in ('preparing', 'sending', 'paused')
    union all select 1 from webhook_event where applied_at is null
    union all select 1 from parked_status where settled_at is null
    limit 1
"""
