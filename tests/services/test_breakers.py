"""Too much of the latest goes wrong: then a campaign pauses, or waits where the trouble passes by itself."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from platform_app.core.clock import now
from platform_app.core.db import in_company, public_transaction
from platform_app.integrations.whatsapp.client import (
    Accepted,
    GraphError,
    Refused,
    SendOutcome,
    Unknown,
    Unsent,
)
from platform_app.models.campaigns import Campaign, PauseKind
from platform_app.services import campaigns, sending
from platform_app.services.sending.verdicts import WINDOW, Mark, judge
from tests.support.campaigns import SendingCampaign, sending_campaign
from tests.support.lanes import apply, change, claim, record, start, status
from tests.support.servers import TestDatabase

GOOD = Accepted("")
NOT_THERE, HAD_ENOUGH, SOMETHING_WRONG = 131026, 131049, 131000


@pytest.fixture
def campaign(database: TestDatabase) -> SendingCampaign:
    return sending_campaign(people=300)


def answer(campaign: SendingCampaign, people: int, outcome: SendOutcome) -> None:
    """Send to so many people, all answered alike; each accepted one with an id of its own."""
    started = start(campaign, claim(campaign, size=people))
    record(
        campaign,
        [
            sending.judge(one, Accepted(f"wamid.{one.id.hex}") if outcome is GOOD else outcome)
            for one in started
        ],
    )


def tell(campaign: SendingCampaign, people: int, word: str, *, code: int | None = None) -> None:
    """Send to so many people, and let WhatsApp say by status what came of it."""
    started = start(campaign, claim(campaign, size=people))
    record(campaign, [sending.judge(one, Accepted(f"wamid.{one.id.hex}")) for one in started])
    apply(campaign, *(status(one, word, code=code) for one in started))


def seen(campaign: SendingCampaign) -> Campaign:
    return in_company(
        campaign.actor, lambda ctx: ctx.db.get_one(Campaign, (ctx.company_id, campaign.id))
    )


def is_found(campaign: SendingCampaign) -> bool:
    with public_transaction() as ctx:
        return bool(sending.find_work(ctx))


def refused(code: int) -> Refused:
    return Refused(GraphError(code, "said"))


def test_a_tenth_of_failures_is_allowed_and_no_more(campaign: SendingCampaign) -> None:
    answer(campaign, 180, GOOD)
    for _ in range(10):
        answer(campaign, 2, refused(131053))
        answer(campaign, 2, GOOD)
    assert seen(campaign).status == "sending"
    answer(campaign, 1, refused(131053))
    paused = seen(campaign)
    assert (paused.status, paused.pause_kind, paused.resumes_at) == ("paused", "failures", None)
    assert "21 of the last 200 messages went wrong, all of them" in (paused.pause_reason or "")


def test_the_company_says_how_much_may_fail(campaign: SendingCampaign) -> None:
    change(campaign, "update company set failure_percent = 2")
    answer(campaign, 100, GOOD)
    for _ in range(3):
        answer(campaign, 1, refused(131053))
        answer(campaign, 1, refused(134102))
    assert "5 of the last" in (seen(campaign).pause_reason or "")


def test_what_went_wrong_long_ago_is_forgotten(campaign: SendingCampaign) -> None:
    for _ in range(10):
        answer(campaign, 2, refused(131053))
        answer(campaign, 1, GOOD)
    answer(campaign, 200, GOOD)
    for _ in range(5):
        answer(campaign, 2, refused(131053))
        answer(campaign, 1, GOOD)
    assert seen(campaign).status == "sending"


def test_people_of_whom_whatsapp_knows_better_do_not_count(campaign: SendingCampaign) -> None:
    tell(campaign, 100, "failed", code=130472)
    assert seen(campaign).status == "sending"


@pytest.mark.parametrize(
    ("code", "words"), [(NOT_THERE, "cannot be reached"), (HAD_ENOUGH, "WhatsApp limited 11 of")]
)
def test_too_many_who_are_not_there_or_had_enough_endanger_the_quality(
    campaign: SendingCampaign, code: int, words: str
) -> None:
    tell(campaign, 150, "sent")
    tell(campaign, 10, "failed", code=code)
    assert seen(campaign).status == "sending"
    tell(campaign, 1, "failed", code=code)
    paused = seen(campaign)
    assert (paused.status, paused.pause_kind, paused.resumes_at) == ("paused", "quality", None)
    assert words in (paused.pause_reason or "")


def test_whoever_goes_on_is_judged_anew(campaign: SendingCampaign) -> None:
    tell(campaign, 11, "failed", code=NOT_THERE)
    in_company(campaign.actor, lambda ctx: campaigns.resume(ctx, campaign.id))
    tell(campaign, 10, "failed", code=NOT_THERE)
    assert seen(campaign).status == "sending"


@pytest.mark.parametrize(
    "outcome", [refused(SOMETHING_WRONG), Unsent("refused"), Unknown("timed out")]
)
def test_trouble_at_whatsapp_is_waited_for(campaign: SendingCampaign, outcome: SendOutcome) -> None:
    answer(campaign, 21, outcome)
    waiting = seen(campaign)
    assert (waiting.status, waiting.pause_kind) == ("sending", PauseKind.FAILURES)
    assert waiting.resumes_at is not None
    assert waiting.resumes_at <= now() + timedelta(seconds=30)
    assert not is_found(campaign)
    assert claim(campaign) == []
    change(campaign, "update campaign set resumes_at = now()")
    assert is_found(campaign)
    assert claim(campaign) != []
    report = in_company(campaign.actor, lambda ctx: campaigns.get_report(ctx, campaign.id))
    assert report.pause_reason == ""


def test_the_next_trouble_is_waited_for_twice_as_long(campaign: SendingCampaign) -> None:
    waits: list[float] = []
    for _ in range(3):
        answer(campaign, 25, refused(SOMETHING_WRONG))
        until = seen(campaign).resumes_at
        assert until is not None
        waits.append(round((until - now()).total_seconds() / 30))
        change(campaign, "update campaign set resumes_at = now()")
    assert waits == [1, 2, 4]


def test_what_was_under_way_when_it_stopped_does_not_prolong_the_wait(
    campaign: SendingCampaign,
) -> None:
    late = start(campaign, claim(campaign, size=100))
    answer(campaign, 25, refused(SOMETHING_WRONG))
    before = seen(campaign).resumes_at
    record(campaign, [sending.judge(one, refused(SOMETHING_WRONG)) for one in late])
    assert seen(campaign).resumes_at == before


@given(bad=st.integers(0, 300), good=st.integers(0, 1_000), percent=st.integers(1, 100))
def test_the_share_that_is_allowed_never_pauses_and_more_always_does(
    bad: int, good: int, percent: int
) -> None:
    position = good + bad
    verdict = judge([Mark(position, 131053, bad)], percent=percent, outcomes=1, position=position)
    assert (verdict is not None) == (bad * 100 > percent * max(WINDOW, bad))


@given(parts=st.lists(st.integers(1, 30), min_size=1, max_size=10))
def test_a_batch_counts_as_much_as_its_messages(parts: list[int]) -> None:
    whole = judge([Mark(300, 131053, sum(parts))], percent=10, outcomes=1, position=300)
    pieces = [Mark(300, 131053, n) for n in parts]
    assert judge(pieces, percent=10, outcomes=1, position=300) == whole
