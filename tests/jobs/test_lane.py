"""A lane at work: stopped, ended, doubled, and with Redis losing its memory."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator

import pytest

from platform_app.core import queue
from platform_app.core.context import PlatformActor
from platform_app.core.db import in_company, platform_transaction
from platform_app.jobs.lane import BATCH
from platform_app.services import campaigns, companies
from tests.faults.recording_graph import RecordingGraph, recording_graph
from tests.support.campaigns import SendingCampaign, sending_campaign
from tests.support.lanes import change
from tests.support.servers import TestDatabase

ROOT = PlatformActor(None)
SHIFT = "from platform_app.jobs.sending import run_shift; run_shift()"


@pytest.fixture
def graph() -> Iterator[RecordingGraph]:
    with recording_graph() as server:
        yield server


@pytest.fixture
def start_lane(graph: RecordingGraph) -> Iterator[Callable[[], "subprocess.Popen[bytes]"]]:
    lanes: list[subprocess.Popen[bytes]] = []

    def start() -> "subprocess.Popen[bytes]":
        environment = {**os.environ, "GRAPH_BASE_URL": graph.address}
        lanes.append(subprocess.Popen((sys.executable, "-c", SHIFT), env=environment))
        return lanes[-1]

    yield start
    for lane in lanes:
        lane.kill()
        lane.wait()


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def is_complete(campaign: SendingCampaign) -> bool:
    report = in_company(campaign.actor, lambda ctx: campaigns.get_report(ctx, campaign.id))
    return report.status == "completed"


def test_pausing_stops_a_lane_within_two_seconds(
    database: TestDatabase, graph: RecordingGraph, start_lane: Callable[[], object]
) -> None:
    campaign = sending_campaign(people=600, messages_per_second=80)
    start_lane()
    wait_until(lambda: len(graph.taken) > 20)
    in_company(campaign.actor, lambda ctx: campaigns.pause(ctx, campaign.id))
    time.sleep(2)
    sent = len(graph.taken)
    time.sleep(1)
    assert len(graph.taken) == sent < 600


def test_a_suspension_stops_a_lane_and_a_restore_lets_it_go_on(
    database: TestDatabase, graph: RecordingGraph, start_lane: Callable[[], object]
) -> None:
    campaign = sending_campaign(people=300, messages_per_second=80)
    start_lane()
    wait_until(lambda: len(graph.taken) > 20)
    with platform_transaction(ROOT, campaign.company_id) as ctx:
        companies.suspend(ctx, campaign.company_id, reason="They have not paid.")
    at_commit = len(graph.taken)
    time.sleep(2)
    sent = len(graph.taken)
    # What was started when the suspension came arrives; it is one batch at the most.
    assert sent - at_commit <= BATCH
    time.sleep(1)
    assert len(graph.taken) == sent
    assert set(campaign.states()) == {"accepted", "pending"}
    with platform_transaction(ROOT, campaign.company_id) as ctx:
        companies.restore(ctx, campaign.company_id)
    wait_until(lambda: is_complete(campaign))
    assert set(Counter(message["to"] for message in graph.taken).values()) == {1}
    assert len(graph.taken) == 300


def test_the_emergency_stop_stops_a_lane(
    database: TestDatabase, graph: RecordingGraph, start_lane: Callable[[], object]
) -> None:
    campaign = sending_campaign(people=300, messages_per_second=80)
    start_lane()
    wait_until(lambda: len(graph.taken) > 20)
    with platform_transaction(ROOT, campaign.company_id) as ctx:
        assert campaigns.stop(ctx, campaign.company_id) == 1
    at_commit = len(graph.taken)
    time.sleep(2)
    assert len(graph.taken) - at_commit <= BATCH


def test_a_polite_end_leaves_nothing_under_way(
    database: TestDatabase,
    graph: RecordingGraph,
    start_lane: Callable[[], "subprocess.Popen[bytes]"],
) -> None:
    campaign = sending_campaign(people=600, messages_per_second=80)
    lane = start_lane()
    wait_until(lambda: len(graph.taken) > 20)
    lane.send_signal(signal.SIGTERM)
    assert lane.wait(30) == 0
    states = campaign.states()
    assert set(states) == {"accepted", "pending"}
    assert states["accepted"] == len(graph.taken)


def test_two_lanes_send_to_everybody_once(
    database: TestDatabase, graph: RecordingGraph, start_lane: Callable[[], object]
) -> None:
    campaign = sending_campaign(people=300)
    start_lane()
    start_lane()
    wait_until(lambda: is_complete(campaign))
    assert set(Counter(message["to"] for message in graph.taken).values()) == {1}
    assert campaign.counters() == campaign.states() == {"accepted": 300}


def test_a_campaign_survives_redis_losing_everything(
    database: TestDatabase, graph: RecordingGraph, start_lane: Callable[[], object]
) -> None:
    campaign = sending_campaign(people=120, messages_per_second=80)
    start_lane()
    wait_until(lambda: len(graph.taken) > 20)
    queue.redis().flushdb()
    wait_until(lambda: is_complete(campaign))
    assert len(graph.taken) == 120


def test_companies_are_served_side_by_side(
    database: TestDatabase, graph: RecordingGraph, start_lane: Callable[[], object]
) -> None:
    large = sending_campaign(people=600, messages_per_second=80)
    small = sending_campaign(people=20, subdomain="globex", messages_per_second=80)
    start_lane()
    wait_until(lambda: is_complete(small))
    assert large.states()["pending"] > 0


def test_the_rate_of_a_number_is_kept(
    database: TestDatabase, graph: RecordingGraph, start_lane: Callable[[], object]
) -> None:
    sending_campaign(people=200, messages_per_second=50)
    start_lane()
    wait_until(lambda: len(graph.taken) > 10)
    before = len(graph.taken)
    time.sleep(2)
    # Two seconds at 50 a second, and the burst that a bucket may hold.
    assert len(graph.taken) - before <= 2 * 50 + 5 + 10


def test_the_rate_of_a_campaign_is_shared_by_lanes(
    database: TestDatabase, graph: RecordingGraph, start_lane: Callable[[], object]
) -> None:
    slow = sending_campaign(people=200)
    change(slow, "update campaign set rate = 20")
    start_lane()
    start_lane()
    wait_until(lambda: len(graph.taken) > 5)
    before = len(graph.taken)
    time.sleep(3)
    sent = len(graph.taken) - before
    # Three seconds at 20 a second, what a bucket may hold, and what was on its way.
    assert 0 < sent <= 3 * 20 + 2 + 10


def test_two_lanes_stop_at_the_messaging_limit_and_the_campaign_waits(
    database: TestDatabase, graph: RecordingGraph, start_lane: Callable[[], object]
) -> None:
    campaign = sending_campaign(people=120)
    change(campaign, "update phone_number set messaging_limit = 'TIER_50'")
    start_lane()
    start_lane()
    waits = "update campaign set name = name where pause_kind = 'limit' and resumes_at > now() + interval '23 hours'"
    wait_until(lambda: change(campaign, waits) == 1)
    assert len(graph.taken) == 50
    assert campaign.states() == {"accepted": 50, "pending": 70}
