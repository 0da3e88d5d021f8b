"""From a draft to a frozen audience, and the ways to stop."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from sqlmodel import col, select, update

from platform_app.core.clock import now
from platform_app.core.context import CompanyContext
from platform_app.core.db import in_company
from platform_app.core.errors import Conflict, InvalidInput, LimitReached, NotAllowed, NotFound
from platform_app.core.permissions import ROLE_PERMISSIONS, Permission, Role
from platform_app.models.audit import AuditEvent
from platform_app.models.campaigns import CampaignRecipient
from platform_app.models.contacts import Contact
from platform_app.models.deliveries import DeliveryStatus
from platform_app.models.plans import Metric
from platform_app.models.templates import MessageTemplate
from platform_app.services import campaigns, usage
from platform_app.services.campaigns import DraftChanges, VariableDraft
from tests.support.plans import limit
from tests.support.servers import TestDatabase
from tests.support.shops import Shop, make_shop


@pytest.fixture
def shop(database: TestDatabase) -> Shop:
    return make_shop()


def test_preflight_explains_everybody_who_will_not_get_it(shop: Shop) -> None:
    campaign_id = shop.draft()
    check = in_company(shop.actor, lambda ctx: campaigns.preflight(ctx, campaign_id))
    assert check.problems == []
    assert (check.audience, check.will_receive) == (7, 2)
    assert {one.key: one.total for one in check.skipped} == {
        "opted_out": 1, "no_consent": 1, "missing_value": 1, "no_phone": 1, "unreachable": 1,
    }  # fmt: skip
    assert check.samples[0].body == "Hello Rui, it is winter."


def test_the_frozen_audience_is_what_preflight_promised(shop: Shop) -> None:
    campaign_id = shop.draft()
    shop.launch(campaign_id)
    shop.prepare(campaign_id)
    report = shop.report(campaign_id)
    assert (report.status, report.audience, report.waiting, report.skipped) == ("sending", 7, 2, 5)
    assert sum(one.total for one in report.skips) == 5


def test_preparing_twice_makes_every_row_once(shop: Shop) -> None:
    campaign_id = shop.draft()
    shop.launch(campaign_id)
    shop.prepare(campaign_id)
    shop.prepare(campaign_id)
    assert shop.report(campaign_id).audience == 7


def test_an_audience_can_be_the_people_with_a_tag(shop: Shop) -> None:
    campaign_id = shop.draft(audience="tag:vip")
    shop.launch(campaign_id)
    shop.prepare(campaign_id)
    assert shop.report(campaign_id).audience == 2


def test_a_fall_back_reaches_people_without_a_value(shop: Shop) -> None:
    variable = VariableDraft("body.1", "", "", "first_name", "", "friend")
    campaign_id = shop.draft(variables=(variable,))
    assert (
        in_company(shop.actor, lambda ctx: campaigns.preflight(ctx, campaign_id)).will_receive == 3
    )


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        (DraftChanges("Winter", None, None, ["all"], []), "Choose a template."),
        (DraftChanges("Winter", None, None, [], []), "Choose an audience."),
        (DraftChanges("Winter", None, None, ["all"], []), "Choose the number"),
    ],
)
def test_an_incomplete_campaign_is_told_what_is_missing(
    shop: Shop, changes: DraftChanges, sentence: str
) -> None:
    campaign_id = shop.draft()
    in_company(shop.actor, lambda ctx: campaigns.save_draft(ctx, campaign_id, changes))
    with pytest.raises(InvalidInput, match=sentence):
        shop.launch(campaign_id)
    assert shop.report(campaign_id).status == "draft"


def test_a_campaign_without_its_variables_is_not_launched(shop: Shop) -> None:
    with pytest.raises(InvalidInput, match=r"Body \{\{1\}\}"):
        shop.launch(shop.draft(variables=()))


def test_a_template_that_is_not_approved_is_not_launched(shop: Shop) -> None:
    campaign_id = shop.draft()

    def pause(ctx: CompanyContext) -> None:
        ctx.db.get_one(MessageTemplate, (ctx.company_id, shop.template_id)).status = "PAUSED"

    in_company(shop.actor, pause)
    with pytest.raises(InvalidInput, match="not approved"):
        shop.launch(campaign_id)


def test_of_two_launches_at_once_one_wins(shop: Shop) -> None:
    campaign_id = shop.draft()

    def try_launch(_: int) -> str:
        try:
            shop.launch(campaign_id)
        except Conflict:
            return "refused"
        return "launched"

    with ThreadPoolExecutor(2) as tabs:
        assert sorted(tabs.map(try_launch, range(2))) == ["launched", "refused"]


def test_a_launched_campaign_cannot_be_edited(shop: Shop) -> None:
    campaign_id = shop.draft()
    shop.launch(campaign_id)
    changes = DraftChanges("Other", None, None, ["all"], [])
    with pytest.raises(Conflict):
        in_company(shop.actor, lambda ctx: campaigns.save_draft(ctx, campaign_id, changes))


def test_cancelling_accounts_for_everybody(shop: Shop) -> None:
    campaign_id = shop.draft()
    shop.launch(campaign_id)
    shop.prepare(campaign_id)
    in_company(shop.actor, lambda ctx: campaigns.cancel(ctx, campaign_id))
    report = shop.report(campaign_id)
    assert (report.status, report.waiting, report.skipped) == ("cancelled", 0, 7)
    assert {one.key: one.total for one in report.skips}["cancelled"] == 2


def test_pause_and_resume(shop: Shop) -> None:
    campaign_id = shop.draft()
    shop.launch(campaign_id)
    shop.prepare(campaign_id)
    in_company(shop.actor, lambda ctx: campaigns.pause(ctx, campaign_id))
    assert shop.report(campaign_id).status == "paused"
    in_company(shop.actor, lambda ctx: campaigns.resume(ctx, campaign_id))
    assert shop.report(campaign_id).status == "sending"


def test_only_who_may_pause_is_offered_it(shop: Shop) -> None:
    campaign_id = shop.draft()
    shop.launch(campaign_id)
    shop.prepare(campaign_id)
    held = ROLE_PERMISSIONS[Role.ADMIN] - {Permission.CAMPAIGNS_PAUSE}
    reader = replace(shop.actor, role=Role.CUSTOM, permissions=held)
    offered = in_company(reader, lambda ctx: campaigns.get_report(ctx, campaign_id)).can_pause
    assert (offered, shop.report(campaign_id).can_pause) == (False, True)


def test_the_log_tells_how_far_a_campaign_was(shop: Shop) -> None:
    campaign_id = shop.draft()
    shop.launch(campaign_id)
    shop.prepare(campaign_id)
    people = shop.report(campaign_id).waiting
    assert people > 0
    in_company(shop.actor, lambda ctx: campaigns.pause(ctx, campaign_id))
    in_company(shop.actor, lambda ctx: campaigns.cancel(ctx, campaign_id))

    def facts(ctx: CompanyContext) -> list[tuple[str, int, int]]:
        events = ctx.db.exec(select(AuditEvent).order_by(col(AuditEvent.id).desc()).limit(2))
        return [(one.action, one.facts["waiting"], one.facts["sent"]) for one in events]

    assert in_company(shop.actor, facts) == [
        ("campaign.cancelled", people, 0),
        ("campaign.paused", people, 0),
    ]


def test_an_agent_may_not_see_or_launch_campaigns(shop: Shop) -> None:
    campaign_id = shop.draft()
    for service in (campaigns.launch, campaigns.pause, campaigns.get_report, campaigns.preflight):
        with pytest.raises(NotAllowed):
            in_company(shop.town.bob.actor, lambda ctx, service=service: service(ctx, campaign_id))


def test_another_company_finds_no_such_campaign(shop: Shop) -> None:
    campaign_id = shop.draft()
    for service in (
        campaigns.launch,
        campaigns.pause,
        campaigns.get_report,
        campaigns.preflight,
        campaigns.get_draft,
    ):
        with pytest.raises(NotFound):
            in_company(
                shop.town.mallory.actor, lambda ctx, service=service: service(ctx, campaign_id)
            )


def test_a_foreign_template_cannot_be_chosen(shop: Shop) -> None:
    mallory = shop.town.mallory.actor
    campaign_id = in_company(mallory, lambda ctx: campaigns.create(ctx, name="Spy"))
    changes = DraftChanges("Spy", shop.template_id, shop.number_id, ["all"], [])
    draft = in_company(mallory, lambda ctx: campaigns.save_draft(ctx, campaign_id, changes))
    assert (draft.template_id, draft.phone_number_id) == ("", "")


def messages_used(shop: Shop) -> int:
    return in_company(shop.actor, lambda ctx: usage.count(ctx, Metric.CAMPAIGN_MESSAGES))


def test_a_launch_beyond_the_plan_is_refused_and_preflight_says_so(shop: Shop) -> None:
    limit(shop.actor.company_id, campaign_messages=1)
    campaign_id = shop.draft()
    check = in_company(shop.actor, lambda ctx: campaigns.preflight(ctx, campaign_id))
    assert "Your plan has 1 campaign messages a month" in check.problems[0].words
    with pytest.raises(LimitReached):
        shop.launch(campaign_id)
    assert (messages_used(shop), shop.report(campaign_id).status) == (0, "draft")


def test_a_launch_reserves_and_a_cancelled_campaign_gives_back(shop: Shop) -> None:
    campaign_id = shop.draft()
    shop.launch(campaign_id)
    assert messages_used(shop) == 2
    shop.prepare(campaign_id)
    in_company(shop.actor, lambda ctx: campaigns.cancel(ctx, campaign_id))
    assert messages_used(shop) == 0


def test_who_opts_out_between_launch_and_preparation_costs_nothing(shop: Shop) -> None:
    campaign_id = shop.draft()
    shop.launch(campaign_id)

    def opt_everybody_out(ctx: CompanyContext) -> None:
        for one in ctx.db.exec(select(Contact)):
            one.opted_out_at = now()

    in_company(shop.actor, opt_everybody_out)
    shop.prepare(campaign_id)
    assert messages_used(shop) == 0


def test_a_completed_campaign_gives_back_what_failed(shop: Shop) -> None:
    campaign_id = shop.draft()
    shop.launch(campaign_id)
    shop.prepare(campaign_id)

    def send(ctx: CompanyContext) -> None:
        waiting = select(CampaignRecipient).where(col(CampaignRecipient.status) == "pending")
        for row, status in zip(ctx.db.exec(waiting), ("accepted", "failed"), strict=True):
            row.status = DeliveryStatus(status)

    in_company(shop.actor, send)
    in_company(shop.actor, campaigns.finish_done)
    assert (messages_used(shop), shop.report(campaign_id).status) == (1, "completed")


def test_a_hidden_template_is_kept_in_a_draft_and_chosen_only_by_those_who_manage_templates(
    shop: Shop,
) -> None:
    known = shop.draft()
    hide = update(MessageTemplate).values(is_hidden=True)
    in_company(shop.actor, lambda ctx: ctx.db.exec(hide))
    held = frozenset({Permission.CAMPAIGNS_READ, Permission.CAMPAIGNS_EDIT})
    writer = replace(shop.actor, role=Role.CUSTOM, permissions=held)
    changes = DraftChanges("Spring", shop.template_id, shop.number_id, ["all"], [])
    kept = in_company(writer, lambda ctx: campaigns.save_draft(ctx, known, changes))
    assert kept.template_id == str(shop.template_id)
    new = in_company(writer, lambda ctx: campaigns.create(ctx, name="Spring"))
    with pytest.raises(NotFound):
        in_company(writer, lambda ctx: campaigns.save_draft(ctx, new, changes))
