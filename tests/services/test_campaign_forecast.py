"""What a launch would cost and how long it would take, by the same people who would get it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlmodel import col, select, update

from platform_app.core.clock import now
from platform_app.core.context import CompanyContext
from platform_app.core.db import in_company
from platform_app.models.campaigns import Campaign, CampaignRecipient
from platform_app.models.channels import PhoneNumber
from platform_app.models.contacts import Contact
from platform_app.models.inbox import Conversation, Direction, Message
from platform_app.services import campaigns
from platform_app.services.campaigns import Forecast
from tests.support.servers import TestDatabase
from tests.support.shops import Shop, contact, make_shop

BRAZIL, UNKNOWN = "+5511912345678", "+9991234567"


@pytest.fixture
def shop(database: TestDatabase) -> Shop:
    return make_shop()


def forecast(shop: Shop, campaign_id: UUID) -> Forecast:
    return in_company(shop.actor, lambda ctx: campaigns.preflight(ctx, campaign_id)).forecast


def add_people(shop: Shop, *phones: str) -> None:
    people = [contact(shop.actor.company_id, 20 + n, phone=phone) for n, phone in enumerate(phones)]
    in_company(shop.actor, lambda ctx: ctx.db.add_all(people))


def in_the_shop(shop: Shop, act: Callable[[CompanyContext], Any]) -> None:
    in_company(shop.actor, act)


def came_by_an_advertisement(
    shop: Shop, *, hours_ago: float, answered_hours_ago: float | None = None
) -> None:
    def come(ctx: CompanyContext) -> None:
        person = ctx.db.exec(
            select(Contact)
            .where(col(Contact.opted_in_at).is_not(None))
            .order_by(col(Contact.phone))
        ).first()
        assert person is not None
        talk = Conversation(
            company_id=ctx.company_id,
            contact_id=person.id,
            phone_number_id=shop.number_id,
            ad_clicked_at=now() - timedelta(hours=hours_ago),
        )
        ctx.db.add(talk)
        ctx.db.flush()
        if answered_hours_ago is not None:
            answer = Message(
                company_id=ctx.company_id,
                conversation_id=talk.id,
                direction=Direction.OUTBOUND,
                kind="text",
                accepted_at=now() - timedelta(hours=answered_hours_ago),
            )
            ctx.db.add(answer)

    in_the_shop(shop, come)


def test_the_cost_is_the_sum_over_the_markets_of_those_who_get_it(shop: Shop) -> None:
    add_people(shop, BRAZIL)
    told = forecast(shop, shop.draft())
    assert [(one.market, one.people, one.price) for one in told.markets] == [
        ("Rest of Western Europe", 2, "0.0592"),
        ("Brazil", 1, "0.0625"),
    ]
    assert (told.total, str(told.amount)) == ("USD 0.18", "0.180900")


def test_a_country_without_a_market_of_its_own_pays_the_price_of_others(shop: Shop) -> None:
    add_people(shop, UNKNOWN)
    assert forecast(shop, shop.draft()).markets[-1].market == "Other"


@pytest.mark.parametrize(
    ("hours_ago", "answered_hours_ago", "free"),
    [(2, None, 1), (30, None, 0), (80, 60, 1), (90, 80, 0), (80, 40, 0)],
)
def test_whoever_came_by_an_advertisement_costs_nothing_while_the_window_lasts(
    shop: Shop, hours_ago: float, answered_hours_ago: float | None, free: int
) -> None:
    came_by_an_advertisement(shop, hours_ago=hours_ago, answered_hours_ago=answered_hours_ago)
    told = forecast(shop, shop.draft())
    assert told.free == free
    assert told.amount * 10_000 == 592 * (2 - free)


def test_the_time_follows_from_the_slower_of_number_and_campaign(shop: Shop) -> None:
    add_people(shop, *(f"+35193000{n:04}" for n in range(98)))
    campaign_id = shop.draft()
    in_the_shop(shop, lambda ctx: ctx.db.exec(update(PhoneNumber).values(messages_per_second=10)))
    assert forecast(shop, campaign_id).duration == "10 s"
    in_the_shop(shop, lambda ctx: ctx.db.exec(update(Campaign).values(rate=1)))
    assert forecast(shop, campaign_id).duration == "2 min"


def test_a_campaign_larger_than_the_limit_goes_over_several_days(shop: Shop) -> None:
    add_people(shop, *(f"+35193000{n:04}" for n in range(118)))
    in_the_shop(
        shop, lambda ctx: ctx.db.exec(update(PhoneNumber).values(messaging_limit="TIER_50"))
    )
    assert [one.people for one in forecast(shop, shop.draft()).days] == [50, 50, 20]


def test_a_limit_that_is_enough_names_no_days(shop: Shop) -> None:
    assert forecast(shop, shop.draft()).days == []


def test_prices_and_markets_are_kept_as_they_were_at_launch(shop: Shop) -> None:
    campaign_id = shop.draft()
    shop.launch(campaign_id)
    shop.prepare(campaign_id)

    def read(ctx: CompanyContext) -> tuple[Campaign, set[str | None]]:
        markets = ctx.db.exec(select(CampaignRecipient.market)).all()
        return ctx.db.get_one(Campaign, (ctx.company_id, campaign_id)), set(markets)

    campaign, markets = in_company(shop.actor, read)
    assert (campaign.currency, campaign.prices["Brazil"]) == ("USD", "0.062500")
    assert markets == {"Rest of Western Europe", None}
