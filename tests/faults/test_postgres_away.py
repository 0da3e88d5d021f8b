"""PostgreSQL gone, crashed, read only or full: events are refused, lanes wait, and what WhatsApp answered is kept."""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest

from platform_app.core.db import user_engine
from platform_app.jobs.sending import recover
from tests.faults.lanes import Lanes, everybody_once, is_complete, wait_until
from tests.faults.own_servers import OwnServers
from tests.faults.recording_graph import RecordingGraph
from tests.support import factories
from tests.support.campaigns import sending_campaign
from tests.support.ways_in import run
from tests.support.webhooks import connect, get, post_all

PEOPLE = 200
BODY = b'{"entry":[]}'
Trouble = Callable[[OwnServers], AbstractContextManager[None]]
# What PostgreSQL says when its disk is full, on the next row of a table.
FULL_DISK = """
    create function refuse() returns trigger language plpgsql as
    $$ begin raise exception 'could not extend file' using errcode = '53100'; end $$;
    create trigger refuse before insert or update on campaign_recipient for each row execute function refuse();
    create trigger refuse before insert or update on webhook_event for each row execute function refuse()
"""


@contextmanager
def crashed(servers: OwnServers) -> Iterator[None]:
    servers.crash_postgres()
    yield
    servers.postgres.start()


@contextmanager
def read_only(servers: OwnServers) -> Iterator[None]:
    servers.set_postgres("alter system set default_transaction_read_only = on")
    yield
    servers.set_postgres("alter system reset default_transaction_read_only")


@contextmanager
def full(servers: OwnServers) -> Iterator[None]:
    run(servers.database, FULL_DISK)
    yield
    run(servers.database, "drop function refuse cascade")


TROUBLES: dict[str, Trouble] = {
    "away": lambda servers: servers.postgres.away(),
    "crashed": crashed,
    "read only": read_only,
    "full": full,
}


@pytest.mark.parametrize("trouble", TROUBLES)
def test_a_lane_outlives_the_database_and_keeps_what_whatsapp_answered(
    servers: OwnServers, graph: RecordingGraph, lanes: Lanes, trouble: str
) -> None:
    campaign = sending_campaign(people=PEOPLE, messages_per_second=80)
    lane = lanes.start()
    lanes.have_sent(20)
    with TROUBLES[trouble](servers):
        time.sleep(2)
        before = len(graph.taken)
        time.sleep(0.5)
        assert len(graph.taken) == before < PEOPLE
    run(
        servers.database,
        "update campaign_recipient set lease_until = now() where status = 'claimed'",
    )
    # As the next shift does.
    recover()
    wait_until(lambda: is_complete(campaign))
    assert lane.poll() is None
    if trouble == "crashed":
        # An attempt may have been committed without the lane hearing of it.
        assert set(Counter(message["to"] for message in graph.taken).values()) == {1}
        assert set(campaign.states()) <= {"accepted", "unconfirmed"}
    else:
        assert everybody_once(campaign, graph, PEOPLE)


@pytest.mark.parametrize("trouble", TROUBLES)
def test_events_are_refused_until_they_can_be_kept(servers: OwnServers, trouble: str) -> None:
    channel = connect(factories.company("Acme").id)
    assert channel.post(BODY) == 200
    with TROUBLES[trouble](servers):
        assert post_all([(channel, BODY)] * 20) == [503] * 20
    assert channel.post(BODY) == 200
    assert [event.body for event in channel.events()] == [BODY, BODY]


def test_whose_address_it_is_cannot_be_said_without_the_database(servers: OwnServers) -> None:
    channel = connect(factories.company("Acme").id)
    with servers.postgres.away():
        assert get(channel, "hub.mode=subscribe").status == 503
        assert channel.post(BODY, key="never-seen") == 503


def test_an_event_finds_no_free_connection_and_is_refused(servers: OwnServers) -> None:
    channel = connect(factories.company("Acme").id)
    pool = user_engine().pool
    taken = [user_engine().connect() for _ in range(pool.size() + 4)]  # pyright: ignore[reportAttributeAccessIssue]  of QueuePool
    assert channel.post(BODY) == 503
    for one in taken:
        one.close()
    assert channel.post(BODY) == 200
