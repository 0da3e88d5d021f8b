"""Whom a campaign is for: included and excluded, frozen with the versions that it was launched with."""

from uuid import UUID

import pytest
from sqlmodel import col, select

from platform_app.core.context import CompanyContext
from platform_app.core.db import in_company
from platform_app.core.errors import Conflict, NotFound
from platform_app.models.campaigns import Campaign, CampaignRecipient
from platform_app.models.contacts import Contact
from platform_app.services import campaigns, segments
from platform_app.services.campaigns import DraftChanges
from tests.support.servers import TestDatabase
from tests.support.shops import Shop, make_shop

NAMED = {"subject": "name", "operator": "set", "values": []}
FIRST = {"subject": "phone", "operator": "begins", "values": ["+3519120"]}


@pytest.fixture
def shop(database: TestDatabase) -> Shop:
    return make_shop()


def make_segment(shop: Shop, name: str, *parts: dict[str, object]) -> UUID:
    definition: dict[str, object] = {"match": "all", "parts": list(parts)}
    return in_company(
        shop.actor, lambda ctx: segments.create(ctx, name=name, definition=definition)
    )


def make_list(shop: Shop, name: str, *names: str) -> UUID:
    def fill(ctx: CompanyContext) -> UUID:
        list_id = segments.create_list(ctx, name=name)
        found = ctx.db.exec(select(Contact.id).where(col(Contact.name).in_(names)))
        segments.add_members(ctx, list_id, list(found))
        return list_id

    return in_company(shop.actor, fill)


def names_of(shop: Shop, campaign_id: UUID) -> list[str]:
    shop.launch(campaign_id)
    shop.prepare(campaign_id)

    def ask(ctx: CompanyContext) -> list[str]:
        statement = select(CampaignRecipient.name).where(
            col(CampaignRecipient.campaign_id) == campaign_id
        )
        return sorted(ctx.db.exec(statement))

    return in_company(shop.actor, ask)


def test_whoever_is_included_twice_gets_it_once(shop: Shop) -> None:
    named = make_segment(shop, "Named", NAMED)
    few = make_list(shop, "Few", "Rui 0", "Rui 3")
    campaign_id = shop.draft(audience="tag:vip")
    include = ["tag:vip", f"segment:{few}", f"segment:{named}"]
    variables = in_company(shop.actor, lambda ctx: campaigns.get_draft(ctx, campaign_id)).variables
    changes = DraftChanges("Winter", shop.template_id, shop.number_id, include, variables)
    in_company(shop.actor, lambda ctx: campaigns.save_draft(ctx, campaign_id, changes))
    assert names_of(shop, campaign_id) == ["Rui 0", "Rui 1", "Rui 2", "Rui 3", "Rui 5", "Rui 6"]


def test_whoever_is_excluded_is_left_out_and_counted(shop: Shop) -> None:
    few = make_list(shop, "Few", "Rui 0", "Rui 3")
    campaign_id = shop.draft(without=(f"segment:{few}", "tag:nobody"))
    check = in_company(shop.actor, lambda ctx: campaigns.preflight(ctx, campaign_id))
    assert (check.audience, check.excluded, check.will_receive) == (5, 2, 1)
    assert check.audience_words == "Everybody, without people in “Few” and people tagged “nobody”"
    assert "Rui 0" not in names_of(shop, campaign_id)


def test_people_of_whom_nothing_is_known_are_not_excluded(shop: Shop) -> None:
    lisbon = {"subject": "phone", "operator": "begins", "values": ["+1"]}
    campaign_id = shop.draft(without=(f"segment:{make_segment(shop, 'Americans', lisbon)}",))
    check = in_company(shop.actor, lambda ctx: campaigns.preflight(ctx, campaign_id))
    assert (check.audience, check.excluded) == (7, 0)


def test_whoever_got_a_campaign_or_is_about_to_can_be_excluded(shop: Shop) -> None:
    first = shop.draft()
    assert len(names_of(shop, first)) == 7
    second = shop.draft(without=(f"campaign:{first}",))
    check = in_company(shop.actor, lambda ctx: campaigns.preflight(ctx, second))
    # Two wait to be sent the first one; the others were skipped.
    assert (check.audience, check.excluded, check.will_receive) == (5, 2, 0)


def test_a_launched_campaign_keeps_the_segment_as_it_was(shop: Shop) -> None:
    segment_id = make_segment(shop, "Named", NAMED, FIRST)
    campaign_id = shop.draft(audience=f"segment:{segment_id}")
    shop.launch(campaign_id)
    everybody: dict[str, object] = {"match": "all", "parts": []}
    in_company(
        shop.actor,
        lambda ctx: segments.save(ctx, segment_id, name="Anybody", definition=everybody),
    )
    shop.prepare(campaign_id)
    report = shop.report(campaign_id)
    assert (report.audience, report.audience_words) == (5, "People in “Anybody”")
    pinned = in_company(shop.actor, lambda ctx: ctx.db.exec(select(Campaign.audience)).one())
    assert pinned["versions"] == {str(segment_id): 1}


def test_a_segment_that_a_draft_needs_is_not_deleted(shop: Shop) -> None:
    segment_id = make_segment(shop, "Named", NAMED)
    campaign_id = shop.draft(audience=f"segment:{segment_id}")

    def delete(ctx: CompanyContext) -> None:
        segments.delete(ctx, segment_id)

    with pytest.raises(Conflict, match="the campaign “Winter”"):
        in_company(shop.actor, delete)
    shop.launch(campaign_id)
    shop.prepare(campaign_id)
    in_company(shop.actor, delete)
    assert "“Named”" in shop.report(campaign_id).audience_words


@pytest.mark.parametrize("key", ["segment:{}", "campaign:{}", "segment:x", "shoe:1", "all:1", ""])
def test_what_the_company_does_not_have_is_not_chosen(shop: Shop, key: str) -> None:
    theirs = make_segment(shop, "Named", NAMED)
    mallory = shop.town.mallory.actor
    campaign_id = in_company(mallory, lambda ctx: campaigns.create(ctx, name="Spy"))
    for sides in (([key.format(theirs)], []), (["all"], [key.format(theirs)])):
        changes = DraftChanges("Spy", None, None, sides[0], [], sides[1])
        with pytest.raises(NotFound):
            in_company(
                mallory, lambda ctx, new=changes: campaigns.save_draft(ctx, campaign_id, new)
            )
