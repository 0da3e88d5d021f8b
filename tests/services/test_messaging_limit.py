"""The messaging limit: people written to first in 24 hours, each once, over all numbers of a portfolio."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlmodel import col, select, update

from platform_app.core.clock import now
from platform_app.core.context import CompanyContext
from platform_app.core.db import in_company
from platform_app.models.campaigns import CampaignRecipient
from platform_app.models.channels import Channel, PhoneNumber
from platform_app.services import channels
from tests.support.campaigns import SendingCampaign, sending_campaign
from tests.support.people import Town, make_town
from tests.support.servers import TestDatabase


@pytest.fixture
def town(database: TestDatabase) -> Town:
    return make_town()


@pytest.fixture
def campaign(town: Town) -> SendingCampaign:
    return sending_campaign(people=5, subdomain="hooli")


def accept(
    campaign: SendingCampaign, people: int, *, hours_ago: float = 1, **values: object
) -> None:
    def mark(ctx: CompanyContext) -> None:
        ids = ctx.db.exec(select(CampaignRecipient.id).order_by(col(CampaignRecipient.id))).all()
        when = now() - timedelta(hours=hours_ago)
        statement = update(CampaignRecipient).where(col(CampaignRecipient.id).in_(ids[:people]))
        ctx.db.exec(statement.values(accepted_at=when, status="accepted", **values))

    in_company(campaign.actor, mark)


def set_tier(campaign: SendingCampaign, tier: str) -> None:
    in_company(
        campaign.actor, lambda ctx: ctx.db.exec(update(PhoneNumber).values(messaging_limit=tier))
    )


def left(campaign: SendingCampaign) -> list[str]:
    return [row.left for row in in_company(campaign.actor, channels.list_numbers)]


def test_everybody_of_the_last_day_counts(campaign: SendingCampaign) -> None:
    set_tier(campaign, "TIER_250")
    accept(campaign, 3)
    assert left(campaign) == ["247 of 250 left"]


def test_yesterday_no_longer_counts(campaign: SendingCampaign) -> None:
    set_tier(campaign, "TIER_250")
    accept(campaign, 3, hours_ago=25)
    assert left(campaign) == ["250 of 250 left"]


def test_a_limit_that_is_new_is_not_guessed(campaign: SendingCampaign) -> None:
    set_tier(campaign, "TIER_HUGE")
    assert left(campaign) == ["not told yet"]
    set_tier(campaign, "TIER_UNLIMITED")
    assert left(campaign) == ["no limit"]


def test_two_accounts_of_one_portfolio_share_it_and_others_do_not(
    campaign: SendingCampaign,
) -> None:
    set_tier(campaign, "TIER_250")
    accept(campaign, 3)

    def add_account(ctx: CompanyContext, business_id: str) -> UUID:
        first = ctx.db.exec(select(Channel).order_by(col(Channel.id))).first()
        assert first is not None
        first.business_id = "777"
        sealed = {
            name: getattr(first, name)
            for name in ("access_token_sealed", "app_secret_sealed", "verify_token_sealed")
        }
        channel = Channel(
            company_id=ctx.company_id,
            waba_id=f"waba-{business_id}",
            business_id=business_id,
            webhook_key=f"key-{business_id}",
            **sealed,
        )
        ctx.db.add(channel)
        ctx.db.flush()
        number = PhoneNumber(
            company_id=ctx.company_id,
            channel_id=channel.id,
            wa_phone_number_id=f"number-{business_id}",
            display_number="+351 21 000 0001",
            messaging_limit="TIER_250",
        )
        ctx.db.add(number)
        return channel.id

    for business_id in ("777", "888"):
        in_company(campaign.actor, lambda ctx, one=business_id: add_account(ctx, one))
    assert left(campaign) == ["247 of 250 left", "247 of 250 left", "250 of 250 left"]
