"""Control groups: the interval is the books', it is honest when there are too few, and both groups are counted alike."""

import math
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from platform_app.core.clock import now
from platform_app.core.context import CompanyContext
from platform_app.core.db import in_company
from platform_app.core.errors import NotFound
from platform_app.models.campaigns import Campaign, CampaignRecipient, SkipReason
from platform_app.models.deliveries import DeliveryStatus
from platform_app.models.inbox import Conversation, Direction, Message
from platform_app.services import campaigns
from platform_app.services.campaigns.control import Share, compare, interval, people_needed, wilson
from tests.support.servers import TestDatabase
from tests.support.shops import Shop, contact, make_shop

SHARES = st.integers(0, 5_000).flatmap(
    lambda people: st.integers(0, people).map(lambda did: Share(people, did))
)


@pytest.mark.parametrize(
    ("reached", "held_out", "low", "high"),
    [
        # Newcombe 1998, Statistics in Medicine 17, table II, method 10.
        (Share(70, 56), Share(80, 48), 0.0524, 0.3339),
        (Share(10, 9), Share(10, 3), 0.1705, 0.8090),
        (Share(10, 10), Share(10, 0), 0.6075, 1.0),
        (Share(56, 0), Share(29, 0), -0.1170, 0.0642),
    ],
)
def test_the_interval_is_newcombes(
    reached: Share, held_out: Share, low: float, high: float
) -> None:
    assert interval(reached, held_out) == (
        pytest.approx(low, abs=5e-5),
        pytest.approx(high, abs=5e-5),
    )


@given(SHARES, SHARES)
def test_an_interval_holds_its_difference_and_turns_with_the_groups(
    one: Share, other: Share
) -> None:
    low, high = interval(one, other)
    assert -1.0000001 <= low <= one.rate - other.rate + 1e-12
    assert one.rate - other.rate - 1e-12 <= high <= 1.0000001
    assert interval(other, one) == (pytest.approx(-high), pytest.approx(-low))


@given(SHARES)
def test_more_people_make_an_interval_narrower(share: Share) -> None:
    low, high = wilson(share)
    more_low, more_high = wilson(Share(share.people * 4, share.did * 4))
    assert more_high - more_low <= high - low + 1e-12


def test_few_people_say_nothing_however_large_the_difference() -> None:
    said = compare("Wrote", Share(20, 20), Share(20, 0))
    assert (said.is_certain, said.verdict.startswith("Too few to say")) == (False, True)


def test_a_difference_that_chance_explains_names_the_people_it_would_need() -> None:
    reached, held_out = Share(1_000, 60), Share(100, 5)
    needed = people_needed(reached, held_out)
    said = compare("Wrote", reached, held_out)
    assert not said.is_certain
    assert f"{needed:,} people" in said.verdict
    grown = compare(
        "Wrote",
        Share(2 * needed, round(0.06 * 2 * needed)),
        Share(2 * needed, math.floor(0.05 * 2 * needed)),
    )
    assert grown.is_certain


def test_no_difference_needs_nobody() -> None:
    assert "no difference" in compare("Wrote", Share(500, 0), Share(500, 0)).verdict


@pytest.fixture
def shop(database: TestDatabase) -> Shop:
    return make_shop()


def test_who_got_it_and_who_did_not_are_counted_alike(shop: Shop) -> None:
    campaign_id, moment = shop.draft(), now()
    company_id = shop.town.alice.company_id
    people = [contact(company_id, 100 + n) for n in range(80)]

    def fill(ctx: CompanyContext) -> None:
        ctx.db.add_all(people)
        campaign = ctx.db.get_one(Campaign, (company_id, campaign_id))
        campaign.launched_at, campaign.control_percent = moment - timedelta(hours=1), 50
        ctx.db.flush()
        for n, person in enumerate(people):
            is_held = n >= 40
            ctx.db.add(
                CampaignRecipient(
                    company_id=company_id, campaign_id=campaign_id, contact_id=person.id,
                    status=DeliveryStatus.SKIPPED if is_held else DeliveryStatus.DELIVERED,
                    skip_reason=SkipReason.CONTROL if is_held else None,
                )
            )  # fmt: skip
        for n in (*range(30), 40, 41, 42):
            # The last one wrote before the launch.
            at = moment - timedelta(hours=2 if n == 42 else 0)
            talk = Conversation(
                company_id=company_id, contact_id=people[n].id, phone_number_id=shop.number_id,
                last_message_at=at, last_inbound_at=at,
            )  # fmt: skip
            ctx.db.add(talk)
            ctx.db.flush()
            ctx.db.add(
                Message(
                    company_id=company_id, conversation_id=talk.id, direction=Direction.INBOUND,
                    status=DeliveryStatus.DELIVERED, happened_at=at,
                )
            )  # fmt: skip

    in_company(shop.actor, fill)
    result = in_company(shop.actor, lambda ctx: campaigns.get_control(ctx, campaign_id))
    assert (result.reached, result.held_out) == (40, 40)
    wrote, stopped = result.comparisons
    assert (wrote.reached, wrote.held_out) == ("75.0 % (30 of 40)", "5.0 % (2 of 40)")
    assert (wrote.is_certain, stopped.is_certain) == (True, False)
    assert result.until


def test_without_a_control_group_there_is_nothing_to_compare(shop: Shop) -> None:
    campaign_id = shop.draft()
    shop.launch(campaign_id)
    result = in_company(shop.actor, lambda ctx: campaigns.get_control(ctx, campaign_id))
    assert result.comparisons == []
    with pytest.raises(NotFound):
        in_company(shop.town.mallory.actor, lambda ctx: campaigns.get_control(ctx, campaign_id))
