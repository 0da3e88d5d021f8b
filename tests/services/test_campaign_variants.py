"""Several templates in one campaign: everybody gets one of them, the shares are equal, and each has its own values."""

from collections import Counter
from uuid import UUID

import pytest
from sqlmodel import col, select

from platform_app.core.context import CompanyContext
from platform_app.core.db import in_company
from platform_app.core.errors import Conflict, InvalidInput
from platform_app.jobs.rendering import Renderer
from platform_app.models.campaigns import CampaignRecipient, PauseKind, SkipReason
from platform_app.models.templates import MessageTemplate
from platform_app.services import campaigns, sending
from platform_app.services.campaigns import VariableDraft, VariantDraft
from platform_app.services.sending import Source, Work
from tests.support.lanes import LANE
from tests.support.servers import TestDatabase
from tests.support.shops import FIRST_NAME, Shop, contact, make_shop

CITY = VariableDraft("body.1", "", "", "attribute", "city", "")
PEOPLE = 900


@pytest.fixture
def shop(database: TestDatabase) -> Shop:
    shop = make_shop()
    crowd = [contact(shop.actor.company_id, n) for n in range(100, 100 + PEOPLE)]
    in_company(shop.actor, lambda ctx: ctx.db.add_all(crowd))
    return shop


def another(shop: Shop, name: str, *, category: str = "MARKETING") -> UUID:
    """Add a template that greets differently."""

    def add(ctx: CompanyContext) -> UUID:
        own = ctx.db.get_one(MessageTemplate, (ctx.company_id, shop.template_id))
        body = f"{name.title()} says hello, {{{{1}}}}."
        template = MessageTemplate(
            company_id=ctx.company_id, channel_id=own.channel_id, wa_template_id=name, name=name, language="en",
            category=category, status="APPROVED",
            components=[{"type": "BODY", "text": body, "example": {"body_text": [["Ana"]]}}],
        )  # fmt: skip
        ctx.db.add(template)
        return template.id

    return in_company(shop.actor, add)


def draft(shop: Shop, *variants: VariantDraft) -> UUID:
    campaign_id = shop.draft()
    in_company(shop.actor, lambda ctx: campaigns.save_variants(ctx, campaign_id, list(variants)))
    return campaign_id


def run(shop: Shop, campaign_id: UUID) -> list[CampaignRecipient]:
    shop.launch(campaign_id)
    shop.prepare(campaign_id)
    rows = select(CampaignRecipient).where(col(CampaignRecipient.campaign_id) == campaign_id)
    return in_company(shop.actor, lambda ctx: list(ctx.db.exec(rows)))


def test_three_templates_are_shared_out_evenly(shop: Shop) -> None:
    campaign_id = draft(
        shop,
        VariantDraft(another(shop, "bea"), [FIRST_NAME]),
        VariantDraft(another(shop, "cleo"), [FIRST_NAME]),
    )
    shares = Counter(one.variant for one in run(shop, campaign_id) if one.status == "pending")
    assert shares.total() == PEOPLE + 2
    # Six standard deviations.
    assert all(abs(shares[place] - PEOPLE / 3) < 6 * (PEOPLE * 2 / 9) ** 0.5 for place in range(3))


def test_the_message_is_that_of_the_rows_template(shop: Shop) -> None:
    campaign_id = draft(shop, VariantDraft(another(shop, "bea"), [FIRST_NAME]))
    run(shop, campaign_id)
    work = Work(shop.actor.company_id, Source.RECIPIENT, campaign_id, shop.number_id)
    claims = in_company(shop.actor, lambda ctx: sending.claim(ctx, work, lane=LANE, size=50))
    route = in_company(shop.actor, lambda ctx: sending.load_route(ctx, shop.number_id, campaign_id))
    renderer = Renderer(route.template, route.variants)
    for claim in claims:
        payload = renderer.render(claim, "callback")
        assert isinstance(payload, bytes)
        assert (b'"bea"' in payload) == (claim.variant == 1)
    assert {claim.variant for claim in claims} == {0, 1}


def test_a_value_that_only_one_template_needs_keeps_only_its_people_out(shop: Shop) -> None:
    campaign_id = draft(shop, VariantDraft(another(shop, "bea"), [CITY]))
    check = in_company(shop.actor, lambda ctx: campaigns.preflight(ctx, campaign_id))
    rows = run(shop, campaign_id)
    states = Counter((one.variant, one.skip_reason) for one in rows)
    assert states[1, None] == 0
    assert states[0, None] > PEOPLE / 3
    assert check.will_receive == states[0, None]
    lacking = {one.key: one.total for one in check.skipped}["missing_value"]
    assert lacking == states[1, SkipReason.MISSING_VALUE] + states[0, SkipReason.MISSING_VALUE]


def test_a_variant_of_another_category_is_not_launched(shop: Shop) -> None:
    campaign_id = draft(shop, VariantDraft(another(shop, "bea", category="UTILITY"), [FIRST_NAME]))
    with pytest.raises(InvalidInput, match="Variant B needs a template of the same category"):
        shop.launch(campaign_id)


def test_variants_are_saved_in_drafts_only_and_not_without_end(shop: Shop) -> None:
    bea = VariantDraft(another(shop, "bea"), [FIRST_NAME])
    campaign_id = draft(shop, bea, bea, bea)
    with pytest.raises(InvalidInput, match="At most 4"):
        in_company(shop.actor, lambda ctx: campaigns.save_variants(ctx, campaign_id, [bea] * 4))
    found = in_company(shop.actor, lambda ctx: campaigns.list_variants(ctx, campaign_id))
    assert [(one.letter, one.template) for one in found] == [
        ("B", "bea (en)"), ("C", "bea (en)"), ("D", "bea (en)"),
    ]  # fmt: skip
    run(shop, campaign_id)
    with pytest.raises(Conflict):
        in_company(shop.actor, lambda ctx: campaigns.save_variants(ctx, campaign_id, []))


def test_a_variants_template_that_whatsapp_pauses_stops_the_campaign(shop: Shop) -> None:
    bea = another(shop, "bea")
    campaign_id = draft(shop, VariantDraft(bea, [FIRST_NAME]))
    run(shop, campaign_id)
    pause = campaigns.Pause(PauseKind.TEMPLATE, "Paused by WhatsApp.")
    in_company(shop.actor, lambda ctx: campaigns.pause_at_work(ctx, pause, template_id=bea))
    assert shop.report(campaign_id).status == "paused"


def test_without_variants_everybody_gets_the_campaigns_own(shop: Shop) -> None:
    rows = run(shop, shop.draft())
    assert {one.variant for one in rows} == {0}
