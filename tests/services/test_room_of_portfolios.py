"""What the messaging limit leaves, and how long a campaign waits when nothing is left."""

from datetime import timedelta

import pytest

from platform_app.core.clock import now
from platform_app.core.db import in_company, public_transaction
from platform_app.models.campaigns import Campaign
from platform_app.services import sending
from tests.support.campaigns import SendingCampaign, sending_campaign
from tests.support.lanes import change, claim, start, work_of
from tests.support.servers import TestDatabase

ACCEPTED = """
    update campaign_recipient set status = 'accepted', accepted_at = now() - make_interval(hours => {hours})
    where name = any(array{names})
"""


@pytest.fixture
def campaign(database: TestDatabase) -> SendingCampaign:
    return sending_campaign(people=10)


def accept(campaign: SendingCampaign, numbers: range, *, hours_ago: int) -> None:
    names = [f"Rui {n}" for n in numbers]
    change(campaign, ACCEPTED.format(hours=hours_ago, names=names))


def room(campaign: SendingCampaign, limit: int) -> int:
    return in_company(
        campaign.actor, lambda ctx: sending.measure_room(ctx, work_of(campaign), limit)
    )


def read(campaign: SendingCampaign) -> Campaign:
    return in_company(
        campaign.actor, lambda ctx: ctx.db.get_one(Campaign, (ctx.company_id, campaign.id))
    )


def test_who_was_reached_within_a_day_takes_room(campaign: SendingCampaign) -> None:
    accept(campaign, range(3), hours_ago=23)
    accept(campaign, range(3, 5), hours_ago=25)
    assert room(campaign, 5) == 2


def test_who_is_being_written_to_takes_room_as_well(campaign: SendingCampaign) -> None:
    claimed = claim(campaign, size=2)
    start(campaign, claimed[:1])
    assert room(campaign, 5) == 3


def test_with_nobody_left_it_waits_until_room_comes_back(campaign: SendingCampaign) -> None:
    accept(campaign, range(3), hours_ago=20)
    accept(campaign, range(3, 5), hours_ago=2)
    assert room(campaign, 5) == 0
    waiting = read(campaign)
    assert (waiting.status, waiting.pause_kind) == ("sending", "limit")
    ahead = (waiting.resumes_at or now()) - now()
    assert timedelta(hours=3, minutes=59) < ahead <= timedelta(hours=4)
    assert "5 people in 24 hours" in (waiting.pause_reason or "")
    assert claim(campaign) == []
    with public_transaction() as ctx:
        assert sending.find_work(ctx) == []


def test_above_a_limit_that_was_lowered_it_waits_for_as_many_as_are_too_many(
    campaign: SendingCampaign,
) -> None:
    accept(campaign, range(3), hours_ago=20)
    accept(campaign, range(3, 5), hours_ago=2)
    assert room(campaign, 2) == 0
    ahead = (read(campaign).resumes_at or now()) - now()
    assert timedelta(hours=21, minutes=59) < ahead <= timedelta(hours=22)


def test_what_is_under_way_may_leave_its_place_and_is_waited_for(
    campaign: SendingCampaign,
) -> None:
    accept(campaign, range(4), hours_ago=2)
    claim(campaign, size=1)
    assert room(campaign, 5) == 0
    assert read(campaign).resumes_at is None
