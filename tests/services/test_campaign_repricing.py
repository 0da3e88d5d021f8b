"""WhatsApp moves a template to another category before its campaign starts, or while it sends."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlmodel import col, select, update

from platform_app.core.clock import now
from platform_app.core.context import CompanyContext
from platform_app.core.db import in_company
from platform_app.jobs import campaigns as jobs
from platform_app.models.audit import AuditEvent
from platform_app.models.campaigns import Campaign, CampaignRecipient
from platform_app.models.contacts import Contact
from platform_app.models.templates import MessageTemplate
from platform_app.services import campaigns, sending
from platform_app.services.sending import Source, Work
from platform_app.services.templates.changes import facts_of, settle
from tests.support.lanes import LANE
from tests.support.servers import TestDatabase
from tests.support.shops import Shop, make_shop


@pytest.fixture
def shop(database: TestDatabase) -> Shop:
    return make_shop()


def move(shop: Shop, category: str) -> None:
    """Let WhatsApp say that the template has this category now."""

    def take(ctx: CompanyContext) -> None:
        template = ctx.db.get_one(MessageTemplate, (ctx.company_id, shop.template_id))
        before = facts_of(template)
        template.category = category
        settle(ctx, template, before)

    in_company(shop.actor, take)


def set_category(shop: Shop, category: str) -> None:
    statement = update(MessageTemplate).values(category=category)
    in_company(shop.actor, lambda ctx: ctx.db.exec(statement))


def seen(shop: Shop, campaign_id: UUID) -> Campaign:
    return in_company(
        shop.actor, lambda ctx: ctx.db.get_one(Campaign, (ctx.company_id, campaign_id))
    )


def running(shop: Shop) -> UUID:
    campaign_id = shop.draft()
    shop.launch(campaign_id)
    shop.prepare(campaign_id)
    return campaign_id


def test_a_running_campaign_that_becomes_dearer_pauses_and_says_both_prices(shop: Shop) -> None:
    set_category(shop, "UTILITY")
    campaign_id = running(shop)
    move(shop, "MARKETING")
    paused = seen(shop, campaign_id)
    assert (paused.status, paused.pause_kind, paused.resumes_at) == ("paused", "category", None)
    assert "winter_offer from utility to marketing" in (paused.pause_reason or "")
    assert "USD 0.24 now, and USD 0.07 before" in (paused.pause_reason or "")
    assert paused.category == "MARKETING"


def test_whoever_agrees_is_not_asked_again(shop: Shop) -> None:
    set_category(shop, "UTILITY")
    campaign_id = running(shop)
    move(shop, "MARKETING")
    in_company(shop.actor, lambda ctx: campaigns.resume(ctx, campaign_id))
    in_company(shop.actor, lambda ctx: campaigns.reprice(ctx, campaign_id))
    assert seen(shop, campaign_id).status == "sending"


def test_people_without_an_opt_in_are_left_out_once_it_is_marketing(shop: Shop) -> None:
    set_category(shop, "UTILITY")
    campaign_id = running(shop)
    everybody = select(CampaignRecipient.name).where(col(CampaignRecipient.status) == "pending")
    assert "Rui 3" in in_company(shop.actor, lambda ctx: set(ctx.db.exec(everybody)))
    move(shop, "MARKETING")
    in_company(shop.actor, lambda ctx: campaigns.resume(ctx, campaign_id))
    work = Work(shop.actor.company_id, Source.RECIPIENT, campaign_id, shop.number_id)
    in_company(shop.actor, lambda ctx: sending.claim(ctx, work, lane=LANE, size=50))
    skips = {one.key: one.total for one in shop.report(campaign_id).skips}
    assert skips["no_consent"] == 1


def test_a_campaign_that_becomes_cheaper_goes_on_and_the_log_says_so(shop: Shop) -> None:
    campaign_id = running(shop)
    move(shop, "UTILITY")
    assert seen(shop, campaign_id).status == "sending"
    acts = select(AuditEvent.action).where(col(AuditEvent.subject_id) == campaign_id)
    assert "campaign.repriced" in in_company(shop.actor, lambda ctx: ctx.db.exec(acts).all())


def test_a_draft_takes_the_new_category_without_a_word(shop: Shop) -> None:
    campaign_id = shop.draft()
    move(shop, "UTILITY")
    assert seen(shop, campaign_id).category == "UTILITY"


def test_a_scheduled_campaign_asks_before_its_time(shop: Shop) -> None:
    set_category(shop, "UTILITY")
    campaign_id = shop.draft()
    later = update(Campaign).values(starts_at=now() + timedelta(days=1))
    in_company(shop.actor, lambda ctx: ctx.db.exec(later))
    shop.launch(campaign_id)
    move(shop, "MARKETING")
    jobs.reprice(shop.actor, campaign_id=str(campaign_id))
    assert seen(shop, campaign_id).pause_kind == "category"


def test_a_scheduled_campaign_whose_news_was_lost_asks_at_its_start(shop: Shop) -> None:
    set_category(shop, "UTILITY")
    campaign_id = shop.draft()
    in_company(
        shop.actor,
        lambda ctx: ctx.db.exec(update(Campaign).values(starts_at=now() + timedelta(days=1))),
    )
    shop.launch(campaign_id)
    set_category(shop, "MARKETING")
    in_company(shop.actor, lambda ctx: ctx.db.exec(update(Campaign).values(starts_at=now())))
    in_company(shop.actor, lambda ctx: campaigns.start_due(ctx, campaign_id))
    assert (seen(shop, campaign_id).status, seen(shop, campaign_id).pause_kind) == (
        "paused",
        "category",
    )


def test_nobody_left_to_write_to_costs_nothing_more(shop: Shop) -> None:
    set_category(shop, "UTILITY")
    campaign_id = running(shop)
    done = update(CampaignRecipient).where(col(CampaignRecipient.status) == "pending")
    in_company(shop.actor, lambda ctx: ctx.db.exec(done.values(status="accepted")))
    move(shop, "MARKETING")
    assert seen(shop, campaign_id).status == "sending"
    assert in_company(shop.actor, lambda ctx: ctx.db.exec(select(Contact.id)).first())
