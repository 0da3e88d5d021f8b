"""A lane is killed at every point that matters: nobody gets a message twice, nobody is lost silently."""

import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from functools import partial
from threading import Barrier

import pytest

from platform_app.core.clock import now
from platform_app.core.context import Actor
from platform_app.core.db import in_company, public_transaction
from platform_app.integrations.whatsapp.payloads import StatusUpdate
from platform_app.jobs.sending import recover
from platform_app.services import sending
from tests.faults.recording_graph import RecordingGraph, recording_graph
from tests.support.campaigns import SendingCampaign, sending_campaign
from tests.support.servers import TestDatabase

PEOPLE = 6


@pytest.fixture
def graph() -> Iterator[RecordingGraph]:
    with recording_graph() as server:
        yield server


@pytest.fixture
def campaign(database: TestDatabase) -> SendingCampaign:
    return sending_campaign(people=PEOPLE)


def run_lane(graph: RecordingGraph, fatal_step: str = "never") -> int:
    process = subprocess.Popen(
        (sys.executable, "-m", "tests.faults.lane_process", fatal_step),
        env={**os.environ, "GRAPH_BASE_URL": graph.address},
    )
    if fatal_step == "server has it":
        graph.before_answer = lambda: os.kill(process.pid, signal.SIGKILL)
    if fatal_step == "record committed":
        # All answers together are one batch of results; on a busy machine they would come one by one.
        everybody = Barrier(PEOPLE)
        graph.before_answer = partial(_wait_for, everybody)
    status = process.wait(60)
    graph.before_answer = lambda: None
    return status


def _wait_for(everybody: Barrier) -> None:
    everybody.wait(30)


def let_leases_run_out(database: TestDatabase) -> None:
    with database.connect() as connection, connection.cursor() as cursor:
        cursor.execute(
            "update campaign_recipient set lease_until = now() - interval '1 s' where lane is not null"
        )
    connection.close()


def settle_by_webhook(campaign: SendingCampaign, graph: RecordingGraph) -> None:
    """Tell the product what WhatsApp would tell it about every message it took."""
    statuses = [
        StatusUpdate(
            waba_id="1", phone_number_id="2", wamid=graph.wamid(message["biz_opaque_callback_data"]),
            status="delivered", at=now(), recipient_phone=None, recipient_user_id=None,
            callback=message["biz_opaque_callback_data"], error=None, pricing_type=None,
            pricing_category=None, raw={},
        )
        for message in graph.taken
    ]  # fmt: skip
    actor = Actor.system(campaign.company_id)
    in_company(actor, lambda ctx: sending.apply_statuses(ctx, campaign.channel_id, statuses))


def crash_and_recover(database: TestDatabase, graph: RecordingGraph, step: str) -> None:
    assert run_lane(graph, step) == -signal.SIGKILL
    let_leases_run_out(database)
    recover()
    assert run_lane(graph) == 0


def sends_per_person(graph: RecordingGraph) -> Counter[str]:
    return Counter(message["to"] for message in graph.taken)


@pytest.mark.parametrize(
    "step", ["claim not committed", "claim committed", "start not committed", "record committed"]
)
def test_a_crash_outside_of_an_attempt_costs_nothing(
    database: TestDatabase, campaign: SendingCampaign, graph: RecordingGraph, step: str
) -> None:
    crash_and_recover(database, graph, step)
    assert set(sends_per_person(graph).values()) == {1}
    assert campaign.states() == {"accepted": PEOPLE}
    assert campaign.counters() == campaign.states()


@pytest.mark.parametrize("step", ["start committed", "server has it", "answer read"])
def test_a_crash_within_an_attempt_is_unconfirmed_and_never_sent_again(
    database: TestDatabase, campaign: SendingCampaign, graph: RecordingGraph, step: str
) -> None:
    crash_and_recover(database, graph, step)
    assert max(sends_per_person(graph).values(), default=1) == 1
    states = campaign.states()
    assert states.get("unconfirmed", 0) > 0
    assert sum(states.values()) == PEOPLE
    assert set(states) <= {"unconfirmed", "accepted"}


@pytest.mark.parametrize("step", ["start committed", "server has it", "answer read"])
def test_the_status_webhook_settles_what_was_unconfirmed(
    database: TestDatabase, campaign: SendingCampaign, graph: RecordingGraph, step: str
) -> None:
    crash_and_recover(database, graph, step)
    settle_by_webhook(campaign, graph)
    reached = len(graph.taken)
    expected = {"delivered": reached, "unconfirmed": PEOPLE - reached}
    assert campaign.states() == {state: total for state, total in expected.items() if total}
    assert campaign.counters() == campaign.states()


def test_nothing_stays_under_way_after_recovery(
    database: TestDatabase, campaign: SendingCampaign, graph: RecordingGraph
) -> None:
    crash_and_recover(database, graph, "answer read")
    with public_transaction() as ctx:
        assert sending.companies_to_recover(ctx) == []
    assert not {"pending", "claimed", "sending"} & set(campaign.states())
