"""Drafts of campaigns: their steps, their times by the company's clocks, and one save at a time."""

from dataclasses import replace
from uuid import UUID

import pytest

from platform_app.core.context import CompanyContext
from platform_app.core.db import in_company
from platform_app.core.errors import Conflict, InvalidInput, NotFound
from platform_app.core.paging import PAGE_ROWS
from platform_app.models.channels import PhoneNumber
from platform_app.models.templates import MessageTemplate
from platform_app.services import campaigns
from platform_app.services.campaigns import Brief, CampaignDraft, DraftChanges, Step, Timing
from tests.support.servers import TestDatabase
from tests.support.shops import FIRST_NAME, Shop, contact, make_shop


@pytest.fixture
def shop(database: TestDatabase) -> Shop:
    return make_shop()


def plain(shop: Shop) -> DraftChanges:
    return DraftChanges("Winter", shop.template_id, shop.number_id, ["all"], [FIRST_NAME])


def save(shop: Shop, campaign_id: UUID, changes: DraftChanges) -> CampaignDraft:
    return in_company(shop.actor, lambda ctx: campaigns.save_draft(ctx, campaign_id, changes))


def test_two_who_save_at_once_do_not_overwrite_each_other(shop: Shop) -> None:
    campaign_id = shop.draft()
    seen = in_company(shop.actor, lambda ctx: campaigns.get_draft(ctx, campaign_id)).version
    mine = save(shop, campaign_id, replace(plain(shop), version=seen))
    with pytest.raises(Conflict, match="another tab"):
        save(shop, campaign_id, replace(plain(shop), version=seen))
    save(shop, campaign_id, replace(plain(shop), version=mine.version))


def test_problems_name_the_step_in_which_they_are_mended(shop: Shop) -> None:
    campaign_id = in_company(shop.actor, lambda ctx: campaigns.create(ctx, name="Empty"))
    over = Brief(offer="20 %", offer_until="2020-01-31")
    save(shop, campaign_id, DraftChanges("Empty", None, None, [], [], brief=over))
    check = in_company(shop.actor, lambda ctx: campaigns.preflight(ctx, campaign_id))
    steps = [one.step for one in check.problems]
    assert steps == [Step.GOAL, Step.GOAL, Step.TEMPLATE, Step.AUDIENCE]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        (Timing(day="2020-01-01", clock="09:00"), "starts_at"),
        (Timing(day="soon", clock="09:00"), "starts_at"),
        (Timing(quiet_from="21:00"), "quiet"),
        (Timing(rate="0"), "rate"),
        (Timing(ramp_percent="100"), "ramp_percent"),
        (Timing(ramp_people="1e3"), "ramp_people"),
    ],
)
def test_a_time_that_makes_no_sense_is_refused_at_its_field(
    shop: Shop, wrong: Timing, field: str
) -> None:
    campaign_id = shop.draft()
    with pytest.raises(InvalidInput) as refused:
        save(shop, campaign_id, replace(plain(shop), timing=wrong))
    assert set(refused.value.fields) == {field}


def test_times_come_back_as_they_were_chosen(shop: Shop) -> None:
    day = in_company(shop.actor, campaigns.tomorrow)
    timing = Timing(day, "09:30", "21:00", "08:00", True, "5", "200", "5")  # noqa: FBT003  a form's fields
    draft = save(shop, shop.draft(), replace(plain(shop), timing=timing))
    assert draft.timing == timing


def test_samples_are_people_who_get_it(shop: Shop) -> None:
    campaign_id = shop.draft()
    check = in_company(shop.actor, lambda ctx: campaigns.preflight(ctx, campaign_id))
    assert [one.name for one in check.samples] == ["Rui 0", "Rui 1"]
    assert "Rui" in check.samples[0].body


def test_people_who_got_an_earlier_campaign_can_be_written_to(shop: Shop) -> None:
    earlier = shop.draft()
    shop.launch(earlier)
    shop.prepare(earlier)
    again = shop.draft(audience=f"campaign:{earlier}")
    check = in_company(shop.actor, lambda ctx: campaigns.preflight(ctx, again))
    assert (check.audience, check.will_receive) == (2, 2)


def test_each_number_of_the_preflight_opens_the_people_behind_it(shop: Shop) -> None:
    campaign_id = shop.draft()
    check = in_company(shop.actor, lambda ctx: campaigns.preflight(ctx, campaign_id))
    counted = {"": check.will_receive} | {one.key: one.total for one in check.skipped}
    for reason, total in counted.items():
        people, more = in_company(
            shop.actor,
            lambda ctx, reason=reason: campaigns.list_people(ctx, campaign_id, reason=reason),
        )
        assert (len(people), more) == (total, None)


def test_the_people_behind_a_number_come_in_pages(shop: Shop) -> None:
    many = [contact(shop.actor.company_id, n) for n in range(100, 100 + PAGE_ROWS)]
    in_company(shop.actor, lambda ctx: ctx.db.add_all(many))
    campaign_id = shop.draft()
    first, more = in_company(shop.actor, lambda ctx: campaigns.list_people(ctx, campaign_id))
    rest, end = in_company(
        shop.actor, lambda ctx: campaigns.list_people(ctx, campaign_id, cursor=more)
    )
    assert (len(first), len(rest), end) == (PAGE_ROWS, 2, None)
    assert len({one.id for one in [*first, *rest]}) == PAGE_ROWS + 2


def test_another_company_finds_nobody_behind_our_numbers(shop: Shop) -> None:
    campaign_id = shop.draft()
    with pytest.raises(NotFound):
        in_company(shop.town.mallory.actor, lambda ctx: campaigns.list_people(ctx, campaign_id))


def test_the_preflight_tells_how_whatsapp_judges_number_and_template(shop: Shop) -> None:
    def judge(ctx: CompanyContext) -> None:
        ctx.db.get_one(MessageTemplate, (ctx.company_id, shop.template_id)).quality = "RED"
        ctx.db.get_one(PhoneNumber, (ctx.company_id, shop.number_id)).quality = "YELLOW"

    in_company(shop.actor, judge)
    campaign_id = shop.draft()
    check = in_company(shop.actor, lambda ctx: campaigns.preflight(ctx, campaign_id))
    assert (check.number_quality, check.template_quality) == ("YELLOW", "RED")
