"""The first part of a campaign goes out, exactly so many, and then it waits for somebody to look."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from platform_app.core.context import Actor
from platform_app.core.db import in_company
from platform_app.core.ids import new_id
from platform_app.core.permissions import ROLE_PERMISSIONS, Role
from platform_app.integrations.whatsapp.client import Accepted, Unsent
from platform_app.models.campaigns import Campaign
from platform_app.services import campaigns, sending
from tests.support.campaigns import SendingCampaign, sending_campaign
from tests.support.lanes import change, claim, record, start
from tests.support.servers import TestDatabase


@pytest.fixture
def campaign(database: TestDatabase) -> SendingCampaign:
    return sending_campaign(people=20)


def send(campaign: SendingCampaign, *, size: int = 10) -> int:
    started = start(campaign, claim(campaign, size=size))
    record(campaign, [sending.judge(one, Accepted(f"wamid.{one.id.hex}")) for one in started])
    return len(started)


def read(campaign: SendingCampaign) -> Campaign:
    return in_company(
        campaign.actor, lambda ctx: ctx.db.get_one(Campaign, (ctx.company_id, campaign.id))
    )


def admin(campaign: SendingCampaign) -> Actor:
    return replace(campaign.actor, role=Role.CUSTOM, permissions=ROLE_PERMISSIONS[Role.ADMIN])


@pytest.mark.parametrize(
    ("ramp", "size"),
    [
        ("ramp_people = 7", 7),
        ("ramp_percent = 5", 1),
        ("ramp_percent = 33", 7),
        ("ramp_people = 12, ramp_percent = 50", 10),
    ],
)
def test_the_first_part_goes_out_and_then_it_pauses(
    campaign: SendingCampaign, ramp: str, size: int
) -> None:
    change(campaign, f"update campaign set {ramp}")
    sent = [send(campaign, size=5) for _ in range(5)]
    assert sum(sent) == size
    paused = read(campaign)
    assert (paused.status, paused.pause_kind) == ("paused", "ramp")
    assert "out. Look at what comes of" in (paused.pause_reason or "")


def test_going_on_sends_the_rest_without_another_pause(campaign: SendingCampaign) -> None:
    change(campaign, "update campaign set ramp_people = 7")
    assert (send(campaign), send(campaign)) == (7, 0)
    in_company(admin(campaign), lambda ctx: campaigns.resume(ctx, campaign.id))
    assert read(campaign).ramp_passed_at is not None
    assert (send(campaign), send(campaign), send(campaign)) == (10, 3, 0)


def test_a_pause_by_a_person_does_not_pass_the_ramp(campaign: SendingCampaign) -> None:
    change(campaign, "update campaign set ramp_people = 7")
    send(campaign, size=3)
    in_company(admin(campaign), lambda ctx: campaigns.pause(ctx, campaign.id))
    in_company(admin(campaign), lambda ctx: campaigns.resume(ctx, campaign.id))
    assert (send(campaign), send(campaign)) == (4, 0)


def test_many_lanes_at_once_take_no_more_than_the_first_part(campaign: SendingCampaign) -> None:
    change(campaign, "update campaign set ramp_people = 7")
    with ThreadPoolExecutor(5) as lanes:
        batches = list(lanes.map(lambda _: claim(campaign, size=3, lane=new_id()), range(5)))
    assert sum(map(len, batches)) == 7
    # It does not pause before these have started: they would come back.
    assert read(campaign).status == "sending"


def test_who_comes_back_is_sent_to_before_it_pauses(campaign: SendingCampaign) -> None:
    change(campaign, "update campaign set ramp_people = 7")
    started = start(campaign, claim(campaign))
    record(campaign, [sending.judge(one, Unsent("refused")) for one in started])
    change(campaign, "update campaign_recipient set not_before = null")
    assert (send(campaign), send(campaign)) == (7, 0)
    assert read(campaign).pause_kind == "ramp"


def test_an_audience_smaller_than_the_first_part_is_sent_to_without_a_pause(
    campaign: SendingCampaign,
) -> None:
    change(campaign, "update campaign set ramp_people = 200")
    assert (send(campaign), send(campaign), send(campaign)) == (10, 10, 0)
    in_company(campaign.actor, campaigns.finish_done)
    assert read(campaign).status == "completed"
