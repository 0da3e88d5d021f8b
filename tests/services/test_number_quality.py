"""A number's quality: low pauses its campaigns until somebody resumes them, medium warns, high settles both."""

import pytest

from platform_app.core.clock import now
from platform_app.core.context import CompanyContext
from platform_app.core.db import in_company
from platform_app.integrations.whatsapp.management.numbers import NumberInfo
from platform_app.integrations.whatsapp.payloads import NumberQuality
from platform_app.models.campaigns import Campaign
from platform_app.models.channels import Channel, PhoneNumber
from platform_app.services import campaigns, channels
from platform_app.services.channels.number_events import quality_changed
from platform_app.services.channels.numbers import describe
from platform_app.services.channels.scenes import Scene
from tests.support.campaigns import SendingCampaign, sending_campaign
from tests.support.servers import TestDatabase

DISPLAY = "+351 21 000 0000"


@pytest.fixture
def campaign(database: TestDatabase) -> SendingCampaign:
    return sending_campaign(people=3)


def look(campaign: SendingCampaign, quality: str) -> None:
    """Let the hourly check find the number so."""
    info = NumberInfo("2", DISPLAY, "", "CONNECTED", quality, "", "STANDARD", "TIER_2K")

    def describe_it(ctx: CompanyContext) -> None:
        describe(ctx, ctx.db.get_one(PhoneNumber, (ctx.company_id, campaign.number_id)), info)

    in_company(campaign.actor, describe_it)


def state(campaign: SendingCampaign) -> tuple[str, str | None]:
    def read(ctx: CompanyContext) -> tuple[str, str | None]:
        row = ctx.db.get_one(Campaign, (ctx.company_id, campaign.id))
        return row.status, row.pause_kind

    return in_company(campaign.actor, read)


def open_notices(campaign: SendingCampaign) -> list[str]:
    found = in_company(campaign.actor, lambda ctx: channels.list_notices(ctx, only_open=True))
    return [f"{one.severity}: {one.title}" for one in found]


def test_low_quality_pauses_the_numbers_campaigns(campaign: SendingCampaign) -> None:
    look(campaign, "RED")
    assert state(campaign) == ("paused", "quality")
    assert open_notices(campaign) == [f"critical: The quality of {DISPLAY} is low"]


def test_whoever_resumes_in_spite_of_it_is_not_stopped_again_by_the_same_rating(
    campaign: SendingCampaign,
) -> None:
    look(campaign, "RED")
    in_company(campaign.actor, lambda ctx: campaigns.resume(ctx, campaign.id))
    look(campaign, "RED")
    assert state(campaign) == ("sending", None)


def test_medium_quality_warns_and_high_quality_settles_it(campaign: SendingCampaign) -> None:
    look(campaign, "YELLOW")
    assert state(campaign) == ("sending", None)
    assert open_notices(campaign) == [f"warning: The quality of {DISPLAY} is medium"]
    look(campaign, "GREEN")
    assert open_notices(campaign) == []


def test_better_quality_resumes_nothing_by_itself(campaign: SendingCampaign) -> None:
    look(campaign, "RED")
    look(campaign, "GREEN")
    assert state(campaign) == ("paused", "quality")


def test_a_number_that_is_flagged_by_webhook_pauses_at_once(campaign: SendingCampaign) -> None:
    def flag(ctx: CompanyContext) -> None:
        channel = ctx.db.get_one(Channel, (ctx.company_id, campaign.channel_id))
        event = NumberQuality(
            waba_id="1", at=now(), raw={}, display_number="351210000000", event="FLAGGED", limit=""
        )
        quality_changed(Scene(ctx, channel, now()), event)

    in_company(campaign.actor, flag)
    assert state(campaign) == ("paused", "quality")
