"""People held out on purpose: only those who would have got it, the same ones whenever asked, and no more than wished."""

from uuid import UUID

import pytest
from sqlmodel import col, select, update

from platform_app.core.context import CompanyContext
from platform_app.core.db import in_company
from platform_app.models.campaigns import Campaign, CampaignRecipient
from platform_app.services import campaigns
from tests.support.servers import TestDatabase
from tests.support.shops import Shop, contact, make_shop

PEOPLE = 1_000


@pytest.fixture
def shop(database: TestDatabase) -> Shop:
    shop = make_shop()
    crowd = [contact(shop.actor.company_id, n) for n in range(100, 100 + PEOPLE)]
    in_company(shop.actor, lambda ctx: ctx.db.add_all(crowd))
    return shop


def draft(shop: Shop, *, control_percent: int) -> UUID:
    campaign_id = shop.draft()
    change = update(Campaign).where(col(Campaign.id) == campaign_id)
    in_company(shop.actor, lambda ctx: ctx.db.exec(change.values(control_percent=control_percent)))
    return campaign_id


def held_out(shop: Shop, campaign_id: UUID) -> set[UUID]:
    def ask(ctx: CompanyContext) -> set[UUID]:
        statement = select(CampaignRecipient.contact_id).where(
            col(CampaignRecipient.campaign_id) == campaign_id,
            col(CampaignRecipient.skip_reason) == "control",
        )
        return set(ctx.db.exec(statement))

    return in_company(shop.actor, ask)


def test_preflight_promises_the_very_group_that_the_freeze_holds_out(shop: Shop) -> None:
    campaign_id = draft(shop, control_percent=20)
    check = in_company(shop.actor, lambda ctx: campaigns.preflight(ctx, campaign_id))
    promised = {one.key: one.total for one in check.skipped}["control"]
    shop.launch(campaign_id)
    shop.prepare(campaign_id)
    assert len(held_out(shop, campaign_id)) == promised
    assert check.will_receive + promised == PEOPLE + 2
    assert shop.report(campaign_id).waiting == check.will_receive


@pytest.mark.parametrize("percent", [5, 20, 50])
def test_the_group_is_about_as_large_as_wished(shop: Shop, percent: int) -> None:
    campaign_id = draft(shop, control_percent=percent)
    check = in_company(shop.actor, lambda ctx: campaigns.preflight(ctx, campaign_id))
    group = {one.key: one.total for one in check.skipped}["control"]
    # Six standard deviations: once in hundreds of millions of runs.
    spread = 6 * (PEOPLE * percent / 100 * (1 - percent / 100)) ** 0.5
    assert abs(group - PEOPLE * percent / 100) < spread


def test_whoever_would_not_get_it_anyway_keeps_their_own_reason(shop: Shop) -> None:
    campaign_id = draft(shop, control_percent=100)
    check = in_company(shop.actor, lambda ctx: campaigns.preflight(ctx, campaign_id))
    assert check.will_receive == 0
    assert {one.key: one.total for one in check.skipped} == {
        "control": PEOPLE + 2, "opted_out": 1, "no_consent": 1, "missing_value": 1, "no_phone": 1, "unreachable": 1,
    }  # fmt: skip


def test_two_campaigns_hold_out_different_people(shop: Shop) -> None:
    groups: list[set[UUID]] = []
    for _ in range(2):
        campaign_id = draft(shop, control_percent=50)
        shop.launch(campaign_id)
        shop.prepare(campaign_id)
        groups.append(held_out(shop, campaign_id))
    assert 0.35 < len(groups[0] & groups[1]) / len(groups[0]) < 0.65


def test_nobody_is_held_out_without_a_wish(shop: Shop) -> None:
    campaign_id = draft(shop, control_percent=0)
    check = in_company(shop.actor, lambda ctx: campaigns.preflight(ctx, campaign_id))
    assert check.will_receive == PEOPLE + 2
