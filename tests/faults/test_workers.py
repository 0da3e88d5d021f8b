"""The product's own worker processes, killed and asked to end in the middle of a campaign."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from platform_app.core import queue
from platform_app.dev.processes import kill_session
from tests.faults.crew import Crew
from tests.faults.lanes import is_complete, wait_until
from tests.faults.own_servers import OwnServers
from tests.faults.recording_graph import RecordingGraph, recipient
from tests.support.campaigns import sending_campaign
from tests.support.shops import make_shop

PEOPLE = 160


@pytest.fixture
def crew(graph: RecordingGraph, tmp_path: Path) -> Iterator[Crew]:
    crew = Crew({"GRAPH_BASE_URL": graph.address}, tmp_path)
    yield crew
    crew.end()


def test_a_worker_asked_to_end_ends_its_shift_and_the_next_one_goes_on(
    servers: OwnServers, graph: RecordingGraph, crew: Crew
) -> None:
    campaign = sending_campaign(people=PEOPLE, messages_per_second=80)
    crew.start("lane 1")
    queue.wake("sending.run_shift")
    wait_until(lambda: len(graph.taken) > 20)
    lane = crew.release("lane 1")
    lane.terminate()
    assert lane.wait(30) == 0
    states = campaign.states()
    assert set(states) == {"accepted", "pending"}
    assert states["accepted"] == len(graph.taken)
    crew.start("lane 2", "clock")
    wait_until(lambda: is_complete(campaign))
    assert set(Counter(map(recipient, graph.taken)).values()) == {1}
    assert campaign.states() == {"accepted": PEOPLE}


def test_a_worker_killed_with_its_job_is_followed_by_another(
    servers: OwnServers, graph: RecordingGraph, crew: Crew
) -> None:
    campaign = sending_campaign(people=20)
    crew.start("lane 1")
    queue.wake("sending.run_shift")
    # Taken from the queue, and hardly begun.
    wait_until(lambda: queue.rq_queue("send").count == 0)
    lane = crew.release("lane 1")
    kill_session(lane.pid)
    lane.wait()
    assert not is_complete(campaign)
    crew.start("lane 2", "clock")
    wait_until(lambda: sum(campaign.states().values()) == campaign.states().get("accepted"))
    assert len(graph.taken) == 20


def test_two_clocks_and_two_workers_start_a_campaign_once(
    servers: OwnServers, graph: RecordingGraph, crew: Crew
) -> None:
    shop = make_shop()
    campaign_id = shop.draft()
    shop.launch(campaign_id)
    # Nobody is told; the clocks find it by themselves.
    servers.flush_redis()
    crew.start("clock", "clock 2", "default", "default 2", "lane 1")
    wait_until(lambda: shop.report(campaign_id).status == "completed")
    assert sorted(Counter(map(recipient, graph.taken)).values()) == [1, 1]
    assert shop.report(campaign_id).audience == 7
