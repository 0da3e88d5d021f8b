"""Approval by a second person: asked for, given, refused, taken back; nothing goes out before it."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlmodel import col, update

from platform_app.core.clock import now
from platform_app.core.context import Actor, CompanyContext, PlatformActor
from platform_app.core.db import in_company, platform_transaction
from platform_app.core.errors import Conflict, InvalidInput, NotAllowed, NotFound
from platform_app.core.permissions import ROLE_PERMISSIONS, Permission, Role
from platform_app.models.campaigns import Campaign
from platform_app.services import accounts, campaigns, team
from platform_app.services.campaigns import DraftChanges
from platform_app.services.team import CompanyRule
from tests.support.mails import list_mails
from tests.support.servers import TestDatabase
from tests.support.shops import FIRST_NAME, Shop, make_shop


@pytest.fixture
def shop(database: TestDatabase) -> Shop:
    made = make_shop()
    act(made.actor, team.set_rule, CompanyRule.CAMPAIGNS_NEED_APPROVAL, is_on=True)
    return made


def act(actor: Actor, service: Any, *arguments: Any, **options: Any) -> Any:
    return in_company(actor, lambda ctx: service(ctx, *arguments, **options))


def carol(shop: Shop) -> Actor:
    """Return the manager of a company whose campaigns need approval."""
    actor = shop.town.carol.actor
    held = ROLE_PERMISSIONS[Role.MANAGER] - {Permission.CAMPAIGNS_APPROVE}
    return Actor(
        actor.company_id, Role.MANAGER, actor.via, actor.user_id, actor.name, held
    )  # fmt: skip


def asked(shop: Shop) -> UUID:
    campaign_id = shop.draft()
    act(carol(shop), campaigns.launch, campaign_id)
    return campaign_id


def mail_to(address: str) -> list[str]:
    with platform_transaction(PlatformActor(None)) as ctx:
        return [one.row.subject for one in list_mails(ctx) if one.row.recipient == address]


def test_a_launch_without_the_right_to_approve_waits_and_tells_who_may(shop: Shop) -> None:
    campaign_id = asked(shop)
    report = shop.report(campaign_id)
    assert (report.status, report.asked_by, report.can_approve) == ("waiting", "Carol", True)
    assert act(carol(shop), campaigns.get_report, campaign_id).can_approve is False
    assert mail_to(shop.town.alice.email) == ["Please approve: Winter"]
    assert mail_to(shop.town.bob.email) == []
    [row] = act(shop.actor, campaigns.list_waiting)
    assert (row.id, row.asked_by) == (str(campaign_id), "Carol")
    assert act(shop.actor, campaigns.list_rows).rows[0].status == "waiting"


def test_who_has_muted_approvals_finds_them_on_the_pages_alone(shop: Shop) -> None:
    # Nothing is ticked.
    act(shop.actor, accounts.choose_mail, [])
    asked(shop)
    assert mail_to(shop.town.alice.email) == []
    assert len(act(shop.actor, campaigns.list_waiting)) == 1


def test_approving_sends_it_once(shop: Shop) -> None:
    campaign_id = asked(shop)
    asked_at = shop.report(campaign_id).asked_at
    act(shop.actor, campaigns.approve, campaign_id, asked_at=asked_at)
    assert shop.report(campaign_id).status == "preparing"
    assert act(shop.actor, campaigns.list_waiting) == []
    with pytest.raises(Conflict):
        act(shop.actor, campaigns.approve, campaign_id, asked_at=asked_at)


def test_a_wish_that_is_too_old_is_not_listed_any_more(shop: Shop) -> None:
    campaign_id = asked(shop)
    old = update(Campaign).values(approval_asked_at=now() - timedelta(days=7, seconds=1))
    in_company(shop.actor, lambda ctx: ctx.db.exec(old.where(col(Campaign.id) == campaign_id)))
    assert act(shop.actor, campaigns.list_waiting) == []


def test_nobody_without_the_right_approves_or_sends_back(shop: Shop) -> None:
    campaign_id = asked(shop)
    asked_at = shop.report(campaign_id).asked_at
    for actor in (carol(shop), shop.town.bob.actor):
        with pytest.raises(NotAllowed):
            act(actor, campaigns.approve, campaign_id, asked_at=asked_at)
        with pytest.raises(NotAllowed):
            act(actor, campaigns.send_back, campaign_id, note="No.")
        with pytest.raises(NotAllowed):
            act(actor, campaigns.list_waiting)
    assert shop.report(campaign_id).status == "waiting"


def test_asking_twice_asks_once(shop: Shop) -> None:
    campaign_id = asked(shop)
    with pytest.raises(Conflict):
        act(carol(shop), campaigns.launch, campaign_id)
    assert len(mail_to(shop.town.alice.email)) == 1


def test_an_incomplete_draft_cannot_be_asked_for(shop: Shop) -> None:
    campaign_id = shop.draft(variables=())
    with pytest.raises(InvalidInput):
        act(carol(shop), campaigns.launch, campaign_id)


def test_whoever_asked_takes_it_back(shop: Shop) -> None:
    campaign_id = asked(shop)
    act(carol(shop), campaigns.withdraw, campaign_id)
    assert shop.report(campaign_id).status == "draft"


def test_editing_takes_it_back_and_the_old_approval_no_longer_counts(shop: Shop) -> None:
    campaign_id = asked(shop)
    seen = shop.report(campaign_id).asked_at
    changes = DraftChanges("Other", shop.template_id, shop.number_id, ["all"], [FIRST_NAME])
    act(carol(shop), campaigns.save_draft, campaign_id, changes)
    assert shop.report(campaign_id).status == "draft"
    with pytest.raises(Conflict):
        act(shop.actor, campaigns.approve, campaign_id, asked_at=seen)
    act(carol(shop), campaigns.launch, campaign_id)
    with pytest.raises(Conflict):
        act(shop.actor, campaigns.approve, campaign_id, asked_at=seen)


def test_sent_back_with_a_note_it_can_be_asked_for_again(shop: Shop) -> None:
    campaign_id = asked(shop)
    with pytest.raises(InvalidInput):
        act(shop.actor, campaigns.send_back, campaign_id, note=" ")
    act(shop.actor, campaigns.send_back, campaign_id, note="Fewer words.")
    draft = act(carol(shop), campaigns.get_draft, campaign_id)
    assert draft.note == "Alice: Fewer words."
    assert mail_to(shop.town.carol.email) == ["Sent back: Winter"]
    act(carol(shop), campaigns.launch, campaign_id)
    assert act(carol(shop), campaigns.get_draft, campaign_id).note == ""


def test_another_company_finds_nothing_to_approve(shop: Shop) -> None:
    campaign_id = asked(shop)
    mallory = shop.town.mallory.actor
    assert act(mallory, campaigns.list_waiting) == []
    with pytest.raises(NotFound):
        act(mallory, campaigns.approve, campaign_id, asked_at="")


def grow_old(shop: Shop, campaign_id: UUID) -> None:
    def age(ctx: CompanyContext) -> None:
        campaign = ctx.db.get_one(Campaign, (ctx.company_id, campaign_id))
        campaign.approval_asked_at = now() - timedelta(days=8)

    in_company(shop.actor, age)


def test_a_wish_of_last_week_is_not_granted_any_more_and_can_be_made_again(shop: Shop) -> None:
    campaign_id = asked(shop)
    grow_old(shop, campaign_id)
    report = shop.report(campaign_id)
    assert report.can_approve is False
    with pytest.raises(Conflict, match="7 days ago"):
        act(shop.actor, campaigns.approve, campaign_id, asked_at=report.asked_at)
    act(carol(shop), campaigns.launch, campaign_id)
    again = shop.report(campaign_id).asked_at
    act(shop.actor, campaigns.approve, campaign_id, asked_at=again)
    assert shop.report(campaign_id).status == "preparing"


def test_nobody_approves_what_they_have_asked_for(shop: Shop) -> None:
    campaign_id = asked(shop)
    # She may approve by now.
    promoted = shop.town.carol.actor
    held = ROLE_PERMISSIONS[Role.ADMIN]
    promoted = replace(promoted, role=Role.ADMIN, permissions=held)
    report = act(promoted, campaigns.get_report, campaign_id)
    assert report.can_approve is False
    with pytest.raises(NotAllowed, match="Somebody else"):
        act(promoted, campaigns.approve, campaign_id, asked_at=report.asked_at)
