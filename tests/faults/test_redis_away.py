"""Redis gone, silent, empty or full: sends wait, events are taken, nothing is lost and nothing is doubled."""

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest

from platform_app.core.context import CompanyContext
from platform_app.core.db import in_company
from tests.faults.lanes import Lanes, everybody_once, is_complete, wait_until
from tests.faults.own_servers import OwnServers
from tests.faults.recording_graph import RecordingGraph
from tests.support import factories
from tests.support.campaigns import sending_campaign
from tests.support.webhooks import connect

PEOPLE = 200
Trouble = Callable[[OwnServers], AbstractContextManager[None]]


@contextmanager
def full(servers: OwnServers) -> Iterator[None]:
    servers.fill_redis()
    yield
    servers.empty_redis()


TROUBLES: dict[str, Trouble] = {
    "away": lambda servers: servers.redis.away(),
    "frozen": lambda servers: servers.redis.frozen(),
    "full": full,
}


@pytest.mark.parametrize("trouble", TROUBLES)
def test_sends_pause_without_redis_and_go_on_with_it(
    servers: OwnServers, graph: RecordingGraph, lanes: Lanes, trouble: str
) -> None:
    campaign = sending_campaign(people=PEOPLE, messages_per_second=80)
    lane = lanes.start()
    lanes.have_sent(20)
    with TROUBLES[trouble](servers):
        time.sleep(0.5)
        before = len(graph.taken)
        time.sleep(2)
        assert len(graph.taken) == before < PEOPLE
        # What was claimed is given back, not kept for the length of a lease.
        wait_until(lambda: set(campaign.states()) == {"pending", "accepted"})
    wait_until(lambda: is_complete(campaign))
    assert lane.poll() is None
    assert everybody_once(campaign, graph, PEOPLE)


def test_a_flush_halves_a_number_s_burst_and_loses_nobody(
    servers: OwnServers, graph: RecordingGraph, lanes: Lanes
) -> None:
    campaign = sending_campaign(people=PEOPLE, messages_per_second=80)
    lanes.start()
    lanes.have_sent(20)
    servers.flush_redis()
    wait_until(lambda: is_complete(campaign))
    assert everybody_once(campaign, graph, PEOPLE)


@pytest.mark.parametrize("trouble", TROUBLES)
def test_events_are_taken_without_redis(servers: OwnServers, trouble: str) -> None:
    channel = connect(factories.company("Acme").id)
    with TROUBLES[trouble](servers):
        assert channel.post(b'{"entry":[]}') == 200
    assert len(channel.events()) == 1


@pytest.mark.parametrize("trouble", TROUBLES)
def test_people_s_changes_are_kept_without_redis(servers: OwnServers, trouble: str) -> None:
    company = factories.company("Acme")

    def change(ctx: CompanyContext) -> str:
        ctx.nudge("campaigns")
        ctx.enqueue("sending.run_shift")
        return "kept"

    with TROUBLES[trouble](servers):
        assert in_company(company.alice, change) == "kept"
