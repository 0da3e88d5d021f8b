"""The list of campaigns: narrowed down, paged, copied, tagged, archived, stopped at once."""

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from platform_app.core.context import Actor
from platform_app.core.db import in_company
from platform_app.core.errors import Conflict, InvalidInput, NotFound
from platform_app.core.paging import PAGE_ROWS
from platform_app.core.permissions import ROLE_PERMISSIONS, Permission, Role
from platform_app.services import campaigns
from platform_app.services.campaigns import CampaignFilters
from tests.support.servers import TestDatabase
from tests.support.shops import Shop, make_shop


@pytest.fixture
def shop(database: TestDatabase) -> Shop:
    return make_shop()


def act(actor: Actor, service: Any, *arguments: Any, **options: Any) -> Any:
    return in_company(actor, lambda ctx: service(ctx, *arguments, **options))


def names(actor: Actor, **filters: str) -> list[str]:
    return [row.name for row in act(actor, campaigns.list_rows, CampaignFilters(**filters)).rows]


def create(actor: Actor, name: str) -> UUID:
    return act(actor, campaigns.create, name=name)


def test_pages_show_every_campaign_once_the_newest_first(shop: Shop) -> None:
    for number in range(PAGE_ROWS + 5):
        create(shop.actor, f"Number {number}")
    first = act(shop.actor, campaigns.list_rows)
    second = act(shop.actor, campaigns.list_rows, cursor=first.next_cursor)
    seen = [row.name for row in (*first.rows, *second.rows)]
    assert seen == [f"Number {number}" for number in reversed(range(PAGE_ROWS + 5))]
    assert first.total_label == str(PAGE_ROWS + 5)


def test_it_is_narrowed_by_name_state_tag_number_and_person(shop: Shop) -> None:
    ready, mine = shop.draft(), create(shop.town.carol.actor, "50 % off")
    act(shop.actor, campaigns.set_tags, mine, ["spring", " spring ", "sale"])
    number = act(shop.actor, campaigns.list_numbers)[0].id
    launched = act(shop.actor, campaigns.list_rows).rows[1].name
    act(shop.actor, campaigns.launch, ready)
    assert names(shop.actor, search="0 %") == ["50 % off"]
    assert names(shop.actor, status="preparing") == [launched]
    assert names(shop.actor, status="draft") == ["50 % off"]
    assert names(shop.actor, tag="spring") == ["50 % off"]
    assert names(shop.actor, number=number) == [launched]
    assert names(shop.town.carol.actor, whose="mine") == ["50 % off"]
    assert act(shop.actor, campaigns.list_tags) == ["sale", "spring"]


def test_a_draft_that_waits_for_approval_is_no_draft_in_the_list(shop: Shop) -> None:
    carol = shop.town.carol.actor
    held = ROLE_PERMISSIONS[Role.MANAGER] - {Permission.CAMPAIGNS_APPROVE}
    asker = replace(carol, permissions=held)
    act(asker, campaigns.launch, shop.draft())
    assert names(shop.actor, status="draft") == []
    assert names(shop.actor, status="waiting") == ["Winter"]


def test_a_copy_is_a_draft_that_sends_the_same(shop: Shop) -> None:
    source = shop.draft()
    act(shop.actor, campaigns.set_tags, source, ["spring"])
    act(shop.actor, campaigns.launch, source)
    made = act(shop.actor, campaigns.copy, source)
    was, copied = (
        act(shop.actor, campaigns.get_draft, source),
        act(shop.actor, campaigns.get_draft, made),
    )
    assert (copied.name, copied.status) == (f"Copy of {was.name}", "draft")
    assert (copied.template_id, copied.phone_number_id) == (was.template_id, was.phone_number_id)
    assert (copied.include, copied.exclude, copied.variables) == (
        was.include,
        was.exclude,
        was.variables,
    )
    assert act(shop.actor, campaigns.list_rows).rows[0].tags == ["spring"]
    act(shop.actor, campaigns.launch, made)


def test_the_archive_keeps_what_is_over_and_nothing_that_is_at_work(shop: Shop) -> None:
    running, kept = shop.draft(), create(shop.actor, "Old")
    act(shop.actor, campaigns.launch, running)
    with pytest.raises(Conflict, match="is not over"):
        act(shop.actor, campaigns.archive, running)
    act(shop.actor, campaigns.archive, kept)
    assert "Old" not in names(shop.actor)
    assert names(shop.actor, kept="archived") == ["Old"]
    act(shop.actor, campaigns.restore, kept)
    assert names(shop.actor, kept="archived") == []


def test_too_many_and_too_long_tags_are_refused(shop: Shop) -> None:
    campaign_id = shop.draft()
    for tags in ([str(number) for number in range(11)], ["x" * 41]):
        with pytest.raises(InvalidInput):
            act(shop.actor, campaigns.set_tags, campaign_id, tags)


def test_the_emergency_stop_pauses_everything_and_says_who_did_it(shop: Shop) -> None:
    running, _draft = shop.draft(), shop.draft()
    shop.launch(running)
    shop.prepare(running)
    assert act(shop.actor, campaigns.count_at_work) == (1, 2)
    assert act(shop.town.mallory.actor, campaigns.stop_all) == 0
    assert act(shop.actor, campaigns.stop_all) == 1
    report = shop.report(running)
    assert (report.status, "Stopped by Alice" in report.pause_reason) == ("paused", True)
    assert act(shop.actor, campaigns.stop_all) == 0


def test_another_companys_campaign_is_neither_copied_nor_tagged_nor_archived(shop: Shop) -> None:
    campaign_id, mallory = shop.draft(), shop.town.mallory.actor
    for service in (campaigns.copy, campaigns.archive, campaigns.restore):
        with pytest.raises(NotFound):
            act(mallory, service, campaign_id)
    with pytest.raises(NotFound):
        act(mallory, campaigns.set_tags, campaign_id, ["x"])
