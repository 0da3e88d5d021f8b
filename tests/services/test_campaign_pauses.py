"""Every pause says who or what it was, whoever launched is told, and going on forgets it."""

from uuid import UUID

import pytest
from sqlmodel import col, select

from platform_app.core.context import CompanyContext, PlatformActor
from platform_app.core.db import in_company, platform_transaction
from platform_app.integrations.whatsapp.client import GraphError, Refused
from platform_app.models.accounts import UserAccount
from platform_app.models.campaigns import Campaign, PauseKind
from platform_app.models.mail import Mail
from platform_app.services import campaigns, sending
from platform_app.services.campaigns import Pause
from tests.support.campaigns import sending_campaign
from tests.support.lanes import attempt_one, record
from tests.support.servers import TestDatabase
from tests.support.shops import Shop, make_shop

TROUBLE = Pause(PauseKind.TEMPLATE, "WhatsApp has paused the template.")


@pytest.fixture
def shop(database: TestDatabase) -> Shop:
    return make_shop()


def at_work(shop: Shop) -> UUID:
    campaign_id = shop.draft()
    shop.launch(campaign_id)
    shop.prepare(campaign_id)
    return campaign_id


def read(shop: Shop, campaign_id: UUID) -> Campaign:
    return in_company(
        shop.actor, lambda ctx: ctx.db.get_one(Campaign, (ctx.company_id, campaign_id))
    )


def letters(shop: Shop) -> list[tuple[str, str]]:
    def find(ctx: CompanyContext) -> list[tuple[str, str]]:
        told = select(Mail).where(col(Mail.subject).contains("aused")).order_by(col(Mail.id))
        return [(one.recipient, one.subject) for one in ctx.db.exec(told)]

    return in_company(shop.actor, find)


def stop_all(shop: Shop) -> int:
    return in_company(
        shop.actor, lambda ctx: campaigns.pause_at_work(ctx, TROUBLE, template_id=shop.template_id)
    )


def test_a_pause_by_a_person_names_them_and_tells_nobody(shop: Shop) -> None:
    campaign_id = at_work(shop)
    in_company(shop.actor, lambda ctx: campaigns.pause(ctx, campaign_id))
    paused = read(shop, campaign_id)
    assert (paused.pause_kind, paused.pause_reason) == ("person", "Paused by Alice.")
    assert letters(shop) == []


def test_a_pause_for_a_reason_keeps_it_and_tells_whoever_launched(shop: Shop) -> None:
    campaign_id = at_work(shop)
    assert stop_all(shop) == 1
    assert read(shop, campaign_id).pause_kind == PauseKind.TEMPLATE
    assert letters(shop) == [("alice@acme.example", "Paused: Winter")]


def test_campaigns_that_pause_together_are_one_letter(shop: Shop) -> None:
    for _ in range(3):
        at_work(shop)
    assert stop_all(shop) == 3
    assert letters(shop) == [("alice@acme.example", "3 campaigns have paused")]


def test_whoever_wants_no_such_letters_gets_none(shop: Shop) -> None:
    at_work(shop)

    def mute(ctx: CompanyContext) -> None:
        for one in ctx.db.exec(select(UserAccount)):
            one.muted_mail = ["campaigns"]

    in_company(shop.actor, mute)
    stop_all(shop)
    assert letters(shop) == []


def test_going_on_forgets_the_pause(shop: Shop) -> None:
    campaign_id = at_work(shop)
    stop_all(shop)
    in_company(shop.actor, lambda ctx: campaigns.resume(ctx, campaign_id))
    gone_on = read(shop, campaign_id)
    assert (gone_on.pause_kind, gone_on.pause_reason, gone_on.resumes_at) == (None, None, None)


def test_the_emergency_stop_says_that_it_was_the_platform(shop: Shop) -> None:
    campaign_id = at_work(shop)
    with platform_transaction(PlatformActor(None), shop.actor.company_id) as ctx:
        assert campaigns.stop(ctx, shop.actor.company_id) == 1
    assert read(shop, campaign_id).pause_kind == PauseKind.PLATFORM


@pytest.mark.parametrize(
    ("code", "kind"), [(190, "credentials"), (131042, "account"), (132015, "template")]
)
def test_a_refusal_says_what_has_to_be_put_right(
    database: TestDatabase, code: int, kind: str
) -> None:
    campaign = sending_campaign(people=1)
    record(campaign, [sending.judge(attempt_one(campaign), Refused(GraphError(code, "no")))])
    paused = in_company(
        campaign.actor, lambda ctx: ctx.db.get_one(Campaign, (ctx.company_id, campaign.id))
    )
    assert paused.pause_kind == kind
