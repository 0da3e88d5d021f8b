"""What WhatsApp says about a template takes effect: by its webhooks, by a pull, and on the campaigns that use it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

import pytest
from sqlmodel import select

from platform_app.core.clock import now
from platform_app.core.context import CompanyContext
from platform_app.core.db import in_company
from platform_app.core.errors import Conflict
from platform_app.integrations.whatsapp.management.templates import TemplateInfo
from platform_app.integrations.whatsapp.payloads import TemplateUpdate
from platform_app.models.audit import AuditEvent
from platform_app.models.campaigns import Campaign, CampaignStatus
from platform_app.models.channels import ChannelNotice
from platform_app.models.templates import MessageTemplate
from platform_app.services import campaigns, templates
from platform_app.services.templates import Pulled, TemplateDetail
from tests.support.servers import TestDatabase
from tests.support.shops import Shop, make_shop

T = TypeVar("T")
BODY = {"type": "BODY", "text": "Hello {{1}}, it is winter.", "example": {"body_text": [["Ana"]]}}
INFO = TemplateInfo(
    id="1", name="winter_offer", language="en", category="MARKETING", status="APPROVED",
    parameter_format="POSITIONAL", components=[BODY], quality="GREEN", rejected_reason="NONE",
)  # fmt: skip
NEWS = TemplateUpdate(
    waba_id="1", field="message_template_status_update", template_id="1", name="winter_offer", language="en",
    status=None, reason=None, category=None, future_category=None, quality=None, at=None, raw={},
)  # fmt: skip


@pytest.fixture
def shop(database: TestDatabase) -> Shop:
    return make_shop()


def inside(shop: Shop, work: Callable[[CompanyContext], T]) -> T:
    return in_company(shop.actor, work)


def hear(shop: Shop, **news: Any) -> None:
    def work(ctx: CompanyContext) -> None:
        template = ctx.db.get_one(MessageTemplate, (ctx.company_id, shop.template_id))
        templates.apply_update(ctx, template.channel_id, replace(NEWS, **news))

    inside(shop, work)


def pull(shop: Shop, *found: TemplateInfo, asked_at: datetime | None = None) -> None:
    def work(ctx: CompanyContext) -> None:
        template = ctx.db.get_one(MessageTemplate, (ctx.company_id, shop.template_id))
        templates.store(ctx, template.channel_id, Pulled(list(found), asked_at or now()))

    inside(shop, work)


def detail(shop: Shop) -> TemplateDetail:
    return inside(shop, lambda ctx: templates.get_detail(ctx, shop.template_id))


def campaign(shop: Shop, campaign_id: UUID) -> Campaign:
    return inside(shop, lambda ctx: ctx.db.get_one(Campaign, (ctx.company_id, campaign_id)))


def acts(shop: Shop, action: str) -> int:
    statement = select(AuditEvent).where(AuditEvent.action == action)
    return inside(shop, lambda ctx: len(ctx.db.exec(statement).all()))


def open_notices(shop: Shop) -> list[str]:
    def work(ctx: CompanyContext) -> list[str]:
        found = ctx.db.exec(select(ChannelNotice)).all()
        return sorted(one.key.partition(":")[0] for one in found if one.resolved_at is None)

    return inside(shop, work)


def test_a_rejection_is_explained_in_whatsapps_words_with_what_to_do(shop: Shop) -> None:
    hear(
        shop,
        status="REJECTED",
        reason="INVALID_FORMAT",
        explanation="Variables touch",
        advice="Part them.",
    )
    found = detail(shop)
    assert found.status == "REJECTED"
    assert found.status_words == "WhatsApp rejected it: Variables touch."
    assert found.status_advice == "Part them."
    assert open_notices(shop) == ["template-status"]


def test_a_rejection_without_words_gets_ours(shop: Shop) -> None:
    hear(shop, status="REJECTED", reason="PROMOTIONAL")
    assert "advertises" in detail(shop).status_words


def test_a_pause_stops_what_is_sending_with_the_reason_and_nobody_resumes_it(shop: Shop) -> None:
    campaign_id = shop.draft()
    shop.launch(campaign_id)
    shop.prepare(campaign_id)
    hear(shop, status="PAUSED", title="FIRST_PAUSE")
    paused = campaign(shop, campaign_id)
    assert paused.status == CampaignStatus.PAUSED
    assert "winter_offer" in (paused.pause_reason or "")
    assert "3 hours" in (paused.pause_reason or "")
    with pytest.raises(Conflict, match="winter_offer"):
        inside(shop, lambda ctx: campaigns.resume(ctx, campaign_id))
    hear(shop, status="APPROVED")
    inside(shop, lambda ctx: campaigns.resume(ctx, campaign_id))
    assert campaign(shop, campaign_id).status == CampaignStatus.SENDING
    assert open_notices(shop) == []


def test_a_campaign_that_still_prepares_stops_as_well(shop: Shop) -> None:
    campaign_id = shop.draft()
    shop.launch(campaign_id)
    hear(shop, status="DISABLED")
    assert campaign(shop, campaign_id).status == CampaignStatus.PAUSED
    shop.prepare(campaign_id)
    assert campaign(shop, campaign_id).status == CampaignStatus.PAUSED


def test_a_campaign_that_waits_for_approval_goes_back_to_its_author(shop: Shop) -> None:
    campaign_id = shop.draft()

    def wait(ctx: CompanyContext) -> None:
        one = ctx.db.get_one(Campaign, (ctx.company_id, campaign_id))
        one.approval_asked_at, one.approval_asked_by = now(), shop.town.carol.actor.user_id

    inside(shop, wait)
    hear(shop, status="DISABLED")
    returned = campaign(shop, campaign_id)
    assert returned.approval_asked_at is None
    assert "disabled it for good" in returned.approval_note


def test_a_pull_that_finds_it_paused_stops_campaigns_too(shop: Shop) -> None:
    campaign_id = shop.draft()
    shop.launch(campaign_id)
    shop.prepare(campaign_id)
    pull(shop, replace(INFO, status="PAUSED"))
    assert campaign(shop, campaign_id).status == CampaignStatus.PAUSED


def test_a_template_that_whatsapp_no_longer_has_stops_campaigns_too(shop: Shop) -> None:
    campaign_id = shop.draft()
    shop.launch(campaign_id)
    shop.prepare(campaign_id)
    pull(shop, replace(INFO, id="9", name="another"), asked_at=now() + timedelta(seconds=1))
    assert detail(shop).status == "DELETED"
    assert campaign(shop, campaign_id).status == CampaignStatus.PAUSED


def test_a_campaign_with_another_template_goes_on(shop: Shop) -> None:
    campaign_id = shop.draft()
    shop.launch(campaign_id)
    pull(shop, INFO, replace(INFO, id="9", name="another"))
    hear(shop, template_id="9", status="PAUSED")
    assert campaign(shop, campaign_id).status == CampaignStatus.PREPARING


def test_an_edit_in_review_lets_campaigns_go_on(shop: Shop) -> None:
    campaign_id = shop.draft()
    shop.launch(campaign_id)
    hear(shop, status="PENDING")
    assert campaign(shop, campaign_id).status == CampaignStatus.PREPARING


def test_low_quality_is_told_once_and_settled_when_it_rises(shop: Shop) -> None:
    hear(shop, field="message_template_quality_update", quality="RED")
    assert (detail(shop).quality, open_notices(shop)) == ("RED", ["template-quality"])
    hear(shop, field="message_template_quality_update", quality="GREEN")
    assert (detail(shop).quality, open_notices(shop)) == ("GREEN", [])


def test_a_category_to_come_is_not_the_one_of_today(shop: Shop) -> None:
    """In WhatsApp's notice `new_category` is the present one."""
    pull(shop, replace(INFO, category="UTILITY"))
    moment = datetime(2026, 12, 24, 9, 0, tzinfo=UTC)
    hear(
        shop,
        field="template_category_update",
        category="UTILITY",
        future_category="MARKETING",
        changes_at=moment,
    )
    found = detail(shop)
    assert found.category == "UTILITY"
    assert "from utility to marketing on 24 Dec 2026" in found.category_words
    assert "marketing rate" in found.category_advice
    hear(shop, field="template_category_update", category="MARKETING", previous_category="UTILITY")
    found = detail(shop)
    assert found.category == "MARKETING"
    assert "has moved it from utility to marketing" in found.category_words


def test_events_that_come_late_do_not_undo_newer_ones(shop: Shop) -> None:
    hear(shop, status="PAUSED", at=now())
    hear(shop, status="APPROVED", at=now() - timedelta(minutes=10))
    assert detail(shop).status == "PAUSED"


def test_a_pull_does_not_undo_what_a_webhook_said_after_it_was_asked(shop: Shop) -> None:
    asked_at = now() - timedelta(seconds=30)
    hear(shop, status="REJECTED", reason="SCAM", at=now())
    pull(shop, INFO, asked_at=asked_at)
    assert detail(shop).status == "REJECTED"


def test_pulling_the_same_again_changes_and_remembers_nothing(shop: Shop) -> None:
    pull(shop, INFO)
    before = acts(shop, "template.judged")
    pull(shop, INFO)
    assert acts(shop, "template.judged") == before


def test_words_that_whatsapp_invents_stop_nothing_silently(shop: Shop) -> None:
    campaign_id = shop.draft()
    shop.launch(campaign_id)
    hear(shop, status="FROZEN_SOLID")
    assert "frozen solid" in detail(shop).status_words
    assert campaign(shop, campaign_id).status == CampaignStatus.PAUSED


def test_what_happened_stands_in_the_templates_history(shop: Shop) -> None:
    hear(shop, status="PAUSED", title="SECOND_PAUSE")
    assert acts(shop, "template.judged") == 1
    hear(shop, status="REINSTATED")
    assert (acts(shop, "template.judged"), detail(shop).status) == (2, "APPROVED")
