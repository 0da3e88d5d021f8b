"""WhatsApp answers badly: each row ends in the state that is true of it, nobody gets a message twice, others go on."""

import time
from collections import Counter

from platform_app.core.db import in_company
from platform_app.core.queue import redis
from platform_app.services import campaigns
from tests.faults import manners
from tests.faults.lanes import Lanes, everybody_once, is_complete, status_of, wait_until
from tests.faults.manners import ACCEPTED, UNKNOWN, Manner, refusal
from tests.faults.recording_graph import Message, RecordingGraph
from tests.support.campaigns import sending_campaign
from tests.support.lanes import change
from tests.support.servers import TestDatabase


def test_what_may_have_gone_out_is_unconfirmed_and_never_sent_again(
    database: TestDatabase, graph: RecordingGraph, lanes: Lanes
) -> None:
    ways = [*UNKNOWN, manners.LATE]
    graph.manner = lambda _message: ways.pop() if ways else ACCEPTED
    people = len(ways) + 5
    campaign = sending_campaign(people=people)
    lanes.start()
    wait_until(lambda: is_complete(campaign))
    assert campaign.states() == {"accepted": 6, "unconfirmed": len(UNKNOWN)}
    assert set(Counter(message["to"] for message in graph.taken).values()) == {1}
    assert len(graph.taken) == people


def test_a_number_that_is_too_fast_waits_and_another_company_does_not(
    database: TestDatabase, graph: RecordingGraph, lanes: Lanes
) -> None:
    slow = sending_campaign(people=20)
    fast = sending_campaign(people=20, subdomain="globex")
    refused: list[Message] = []

    def refuse_at_first(message: Message) -> Manner:
        refused.append(message)
        return refusal(130429) if len(refused) <= 20 else ACCEPTED

    graph.manner_of[f"Bearer access_token-of-{slow.company_id}"] = refuse_at_first
    lanes.start()
    wait_until(lambda: is_complete(fast))
    # Nobody waits for the growing pauses between tries.
    wait_until(lambda: len(refused) >= 20)
    time.sleep(0.5)
    change(slow, "update campaign_recipient set not_before = now() where status = 'pending'")
    wait_until(lambda: is_complete(slow))
    assert slow.states() == fast.states() == {"accepted": 20}
    assert len(graph.taken) == 40


def test_a_token_that_dies_half_way_pauses_its_campaign_and_loses_nobody(
    database: TestDatabase, graph: RecordingGraph, lanes: Lanes
) -> None:
    campaign = sending_campaign(people=100, messages_per_second=40)
    graph.manner = lambda _message: refusal(190, status=401) if len(graph.heard) > 20 else ACCEPTED
    lanes.start()
    wait_until(lambda: status_of(campaign) == "paused")
    wait_until(lambda: set(campaign.states()) == {"accepted", "pending"})
    graph.manner = lambda _message: ACCEPTED
    change(campaign, "update channel set status = 'connected', problem = null")
    change(campaign, "update phone_number set paused_until = null")
    in_company(campaign.actor, lambda ctx: campaigns.resume(ctx, campaign.id))
    wait_until(lambda: is_complete(campaign))
    assert everybody_once(campaign, graph, 100)


def test_refusals_of_single_people_fail_these_and_stop_nobody_else(
    database: TestDatabase, graph: RecordingGraph, lanes: Lanes
) -> None:
    codes = {f"+3519120000{n:02}": code for n, code in enumerate((131026, 131047, 130472))}
    graph.manner = lambda message: (
        refusal(codes[message["to"]]) if message["to"] in codes else ACCEPTED
    )
    campaign = sending_campaign(people=30)
    lanes.start()
    wait_until(lambda: is_complete(campaign))
    assert campaign.states() == campaign.counters() == {"accepted": 27, "failed": 3}


def test_an_error_that_no_text_column_takes_costs_its_own_row_only(
    database: TestDatabase, graph: RecordingGraph, lanes: Lanes
) -> None:
    poison = refusal(131026, details="A\x00B")
    graph.manner = lambda message: poison if message["to"].endswith("07") else ACCEPTED
    campaign = sending_campaign(people=30)
    lanes.start()
    wait_until(lambda: campaign.states().get("accepted") == 29)
    assert len(graph.heard) == 30


def test_every_lane_hears_that_a_number_is_too_fast(
    database: TestDatabase, graph: RecordingGraph, lanes: Lanes
) -> None:
    campaign = sending_campaign(people=10)
    ways = [refusal(130429)]
    graph.manner = lambda _message: ways.pop() if ways else ACCEPTED
    lanes.start()
    wait_until(lambda: campaign.states() == {"accepted": 9, "pending": 1})
    assert redis().exists(f"slowed:{campaign.number_id}")
