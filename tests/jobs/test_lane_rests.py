"""A campaign in which nothing is due costs next to nothing, and still goes on in time."""

import asyncio
from collections import Counter

import pytest

from platform_app.core.config import settings
from platform_app.integrations.whatsapp.client import GraphClient
from platform_app.jobs.lane import Lane
from tests.faults.recording_graph import recording_graph
from tests.support.campaigns import sending_campaign
from tests.support.lanes import change
from tests.support.servers import TestDatabase


def run_lane(url: str, *, for_s: float) -> Counter[str]:
    steps: Counter[str] = Counter()

    async def shift() -> None:
        async with GraphClient(url, settings().graph_version) as graph:
            lane = Lane(graph, on_step=lambda step: steps.update([step]))
            await lane.run(for_s=for_s, idle_s=60)

    asyncio.run(shift())
    return steps


@pytest.mark.parametrize(
    ("due", "taken"), [("now() + interval '1 day'", 0), ("now() + interval '1 second'", 3)]
)
def test_people_who_wait_are_looked_for_less_and_less_often(
    database: TestDatabase, due: str, taken: int
):
    campaign = sending_campaign(people=3)
    change(campaign, f"update campaign_recipient set not_before = {due}")
    with recording_graph() as graph:
        steps = run_lane(graph.address, for_s=5)
        assert len(graph.taken) == taken
    # Every half second would be ten times.
    assert steps["claim committed"] <= 8


def test_a_campaign_that_cannot_be_rendered_rests_and_the_others_are_sent(database: TestDatabase):
    broken = sending_campaign(people=3)
    sending_campaign(people=3, subdomain="globex")
    change(broken, "update campaign set template_snapshot = '{}'")
    with recording_graph() as graph:
        steps = run_lane(graph.address, for_s=4)
        assert len(graph.taken) == 3
    assert steps["claim committed"] <= 8
