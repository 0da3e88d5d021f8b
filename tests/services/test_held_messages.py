"""WhatsApp holds messages of a new template until it has judged its quality: they are neither accepted nor failed."""

import pytest

from platform_app.core.db import in_company
from platform_app.integrations.whatsapp.client import Accepted
from platform_app.models.campaigns import Campaign
from platform_app.models.deliveries import DeliveryStatus
from platform_app.services import campaigns, sending
from platform_app.services.sending import Started
from tests.support.campaigns import SendingCampaign, sending_campaign
from tests.support.lanes import apply, attempt_one, change, claim, record, start, status
from tests.support.servers import TestDatabase


@pytest.fixture
def campaign(database: TestDatabase) -> SendingCampaign:
    return sending_campaign(people=3)


def hold(started: Started) -> sending.Result:
    return sending.judge(started, Accepted(f"wamid.{started.id.hex}", held=True))


def held(campaign: SendingCampaign) -> Started:
    started = attempt_one(campaign)
    record(campaign, [hold(started)])
    return started


def test_what_whatsapp_holds_is_said_to_be_held(campaign: SendingCampaign) -> None:
    assert hold(held(campaign)).status is DeliveryStatus.HELD
    assert campaign.states() == {"pending": 2, "held": 1}


@pytest.mark.parametrize("word", ["sent", "delivered", "read"])
def test_what_is_released_goes_on(campaign: SendingCampaign, word: str) -> None:
    apply(campaign, status(held(campaign), word, callback=False))
    assert campaign.states() == {"pending": 2, word: 1}


def test_what_is_dropped_pauses_the_campaign_and_waits_for_its_template(
    campaign: SendingCampaign,
) -> None:
    apply(campaign, status(held(campaign), "failed", code=132015))
    paused = in_company(
        campaign.actor, lambda ctx: ctx.db.get_one(Campaign, (ctx.company_id, campaign.id))
    )
    assert (paused.status, paused.pause_kind) == ("paused", "template")
    assert campaign.states() == {"pending": 3}


def test_an_answer_that_comes_after_its_release_does_not_take_it_back(
    campaign: SendingCampaign,
) -> None:
    started = attempt_one(campaign)
    apply(campaign, status(started, "delivered"))
    record(campaign, [hold(started)])
    assert campaign.states() == {"pending": 2, "delivered": 1}


def test_holding_is_no_trouble_and_leaves_nobody_to_send_to(campaign: SendingCampaign) -> None:
    record(campaign, [hold(one) for one in start(campaign, claim(campaign))])
    in_company(campaign.actor, campaigns.finish_done)
    report = in_company(campaign.actor, lambda ctx: campaigns.get_report(ctx, campaign.id))
    assert (report.status, report.accepted, report.failed) == ("completed", 3, 0)


def test_a_held_message_counts_against_the_cap(campaign: SendingCampaign) -> None:
    change(campaign, "update company set frequency_cap_day = 1")
    held(campaign)
    counted = "update campaign set name = name where 1 = (select count(*) from marketing_sends(company_id))"
    assert change(campaign, counted) == 1
