"""Jobs that crash, hang or eat all memory: each is parked with its reason, and the worker goes on with the others."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from rq.registry import FailedJobRegistry
from rq.serializers import JSONSerializer

from platform_app.core import queue
from tests.faults.crew import Crew
from tests.faults.lanes import wait_until
from tests.faults.own_servers import OwnServers
from tests.faults.recording_graph import RecordingGraph, recipient
from tests.support.shops import make_shop

# What a job of ours could do at its worst, done by Python itself.
POISONS = {
    "a crash": ("os.abort", (), "terminated unexpectedly"),
    "a loop without end": ("time.sleep", (600,), "JobTimeoutException"),
    "all memory": ("builtins.bytearray", (1 << 48,), "MemoryError"),
    "a name that is gone": ("platform_app.jobs.run", ("campaigns.gone", None, {}), "no attribute"),
}


@pytest.fixture
def crew(graph: RecordingGraph, tmp_path: Path) -> Iterator[Crew]:
    crew = Crew({"GRAPH_BASE_URL": graph.address}, tmp_path)
    yield crew
    crew.end()


def put_poison(name: str) -> None:
    """Put each poison on a queue, before whatever comes later."""
    for function, arguments, _ in POISONS.values():
        queue.rq_queue(name).enqueue_call(
            function, args=arguments, timeout=1, result_ttl=0, failure_ttl=3600
        )


def parked(name: str) -> list[str]:
    """Return the reasons of the jobs that were given up."""
    jobs = FailedJobRegistry(name, connection=queue.redis(), serializer=JSONSerializer)
    found = [queue.rq_queue(name).fetch_job(job_id) for job_id in jobs.get_job_ids()]
    results = [job.latest_result() for job in found if job]
    return [result.exc_string or "" for result in results if result]


def test_a_poisoned_job_is_parked_with_its_reason_and_others_are_done(
    servers: OwnServers, graph: RecordingGraph, crew: Crew
) -> None:
    put_poison("default")
    shop = make_shop()
    campaign_id = shop.draft()
    shop.launch(campaign_id)
    crew.start("default", "lane 1")
    wait_until(lambda: shop.report(campaign_id).status == "completed")
    assert len({recipient(message) for message in graph.taken}) == len(graph.taken) == 2
    reasons = parked("default")
    assert len(reasons) == len(POISONS)
    for _, _, reason in POISONS.values():
        assert sum(reason in one for one in reasons) == 1, reasons


def test_a_poisoned_shift_keeps_no_lane_from_sending(
    servers: OwnServers, graph: RecordingGraph, crew: Crew
) -> None:
    put_poison("send")
    shop = make_shop()
    campaign_id = shop.draft()
    shop.launch(campaign_id)
    crew.start("default", "lane 1", "clock")
    wait_until(lambda: shop.report(campaign_id).status == "completed")
    assert len(graph.taken) == 2
    assert len(parked("send")) == len(POISONS)
