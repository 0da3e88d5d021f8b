"""Transactions in each other's way: broken off and repeated, or waited for; nothing is lost and nothing doubled."""

import threading
import time
from collections import Counter

import pytest
from sqlalchemy import text

from platform_app.core.context import CompanyContext
from platform_app.core.db import DatabaseProblem, company_transaction, in_company
from tests.faults.lanes import Lanes, everybody_once, is_complete, wait_until
from tests.faults.recording_graph import RecordingGraph
from tests.support.campaigns import SendingCampaign, sending_campaign
from tests.support.servers import TestDatabase

TRIES = 4
ADD = text("update contact set name = name || '-' || :mark where phone = :phone")
# What nobody may change meanwhile; a lane's own statements queue behind it.
LOCKS = {
    "rows": text("lock table campaign_recipient in share mode"),
    "counters": text("lock table campaign_count in share mode"),
}
FIRST, SECOND = "+351912000000", "+351912000001"


def test_a_deadlock_is_broken_and_both_changes_are_made(database: TestDatabase) -> None:
    campaign = sending_campaign(people=2)
    both_hold_one = threading.Barrier(2)
    tries: Counter[str] = Counter()

    def change(mark: str, phones: tuple[str, str]) -> None:
        def add(ctx: CompanyContext) -> None:
            tries[mark] += 1
            for phone in phones:
                ctx.db.connection().execute(ADD, {"mark": mark, "phone": phone})
                if sum(tries.values()) <= 2 and phone == phones[0]:
                    both_hold_one.wait(10)

        in_company(campaign.actor, add)

    threads = [
        threading.Thread(target=change, args=("a", (FIRST, SECOND))),
        threading.Thread(target=change, args=("b", (SECOND, FIRST))),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(tries.values()) == 3
    assert names_of(campaign) == [{"Rui 0", "a", "b"}, {"Rui 1", "a", "b"}]


def test_a_lock_that_is_never_given_back_ends_after_four_tries(database: TestDatabase) -> None:
    campaign = sending_campaign(people=2)
    tries: list[int] = []

    def add(ctx: CompanyContext) -> None:
        tries.append(1)
        ctx.db.connection().execute(text("set local lock_timeout = '50ms'"))
        ctx.db.connection().execute(ADD, {"mark": "a", "phone": FIRST})

    with company_transaction(campaign.actor) as holder:
        holder.db.connection().execute(ADD, {"mark": "b", "phone": FIRST})
        with pytest.raises(DatabaseProblem):
            in_company(campaign.actor, add)
    assert len(tries) == TRIES
    assert names_of(campaign)[0] == {"Rui 0", "b"}


@pytest.mark.parametrize("what", LOCKS)
def test_a_lane_waits_for_a_table_that_somebody_has_locked(
    database: TestDatabase, graph: RecordingGraph, lanes: Lanes, what: str
) -> None:
    campaign = sending_campaign(people=120, messages_per_second=80)
    lane = lanes.start()
    lanes.have_sent(20)
    with company_transaction(campaign.actor) as holder:
        holder.db.connection().execute(LOCKS[what])
        time.sleep(1.5)
        before = len(graph.taken)
        time.sleep(0.5)
        assert len(graph.taken) == before < 120
    wait_until(lambda: is_complete(campaign))
    assert lane.poll() is None
    assert everybody_once(campaign, graph, 120)


def names_of(campaign: SendingCampaign) -> list[set[str]]:
    with company_transaction(campaign.actor) as ctx:
        rows = ctx.db.connection().execute(text("select name from contact order by phone"))
        return [set(name.split("-")) for name in rows.scalars()]
