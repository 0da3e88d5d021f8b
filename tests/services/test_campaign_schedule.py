"""A campaign with a time starts by itself, once, by the database's clock, or says why it does not."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlmodel import col, func, select

from platform_app import jobs
from platform_app.core import queue
from platform_app.core.clock import now
from platform_app.core.context import Actor, CompanyContext, PlatformActor
from platform_app.core.db import in_company, platform_transaction, public_transaction
from platform_app.core.errors import Conflict, InvalidInput, LimitReached, NotAllowed
from platform_app.core.permissions import ROLE_PERMISSIONS, Permission, Role
from platform_app.jobs import campaigns as campaign_jobs
from platform_app.jobs import clock
from platform_app.models.audit import AuditEvent
from platform_app.models.campaigns import Campaign
from platform_app.models.mail import Mail
from platform_app.services import campaigns, companies, tags
from tests.support.plans import limit
from tests.support.servers import TestDatabase
from tests.support.shops import Shop, make_shop

SOON = timedelta(hours=2)


@pytest.fixture
def shop(database: TestDatabase) -> Shop:
    return make_shop()


def put(shop: Shop, campaign_id: UUID, **values: object) -> None:
    def change(ctx: CompanyContext) -> None:
        campaign = ctx.db.get_one(Campaign, (ctx.company_id, campaign_id))
        for name, value in values.items():
            setattr(campaign, name, value)

    in_company(shop.actor, change)


def scheduled(shop: Shop, *, ahead: timedelta = SOON) -> UUID:
    campaign_id = shop.draft()
    put(shop, campaign_id, starts_at=now() + ahead)
    shop.launch(campaign_id)
    return campaign_id


def let_come(shop: Shop, campaign_id: UUID, *, late: timedelta = timedelta(seconds=1)) -> None:
    put(shop, campaign_id, starts_at=now() - late)


def start(shop: Shop, campaign_id: UUID) -> None:
    campaign_jobs.start(Actor.system(shop.actor.company_id), campaign_id=str(campaign_id))


def read(shop: Shop, campaign_id: UUID) -> Campaign:
    return in_company(
        shop.actor, lambda ctx: ctx.db.get_one(Campaign, (ctx.company_id, campaign_id))
    )


def change(shop: Shop, statement: str) -> None:
    in_company(shop.actor, lambda ctx: ctx.db.connection().execute(text(statement)))


def acts(shop: Shop, action: str) -> int:
    counted = select(func.count()).where(col(AuditEvent.action) == action)
    return in_company(shop.actor, lambda ctx: ctx.db.exec(counted).one())


def test_a_launch_with_a_time_waits_for_it(shop: Shop) -> None:
    campaign_id = scheduled(shop)
    assert read(shop, campaign_id).status == "scheduled"
    with public_transaction() as ctx:
        assert campaigns.list_due(ctx) == []
    start(shop, campaign_id)
    assert read(shop, campaign_id).status == "scheduled"


def test_the_clock_starts_it_at_its_time(shop: Shop) -> None:
    campaign_id = scheduled(shop)
    let_come(shop, campaign_id)
    clock.tick({})
    [found] = [one.args for one in queue.rq_queue("default").jobs if "start" in one.args[0]]
    jobs.run(*found)
    started = read(shop, campaign_id)
    assert (started.status, started.launched_by) == ("preparing", shop.town.alice.user_id)
    shop.prepare(campaign_id)
    assert shop.report(campaign_id).waiting == 2


def test_of_two_clocks_one_starts_it(shop: Shop) -> None:
    campaign_id = scheduled(shop)
    let_come(shop, campaign_id)
    with ThreadPoolExecutor(2) as clocks:
        list(clocks.map(lambda _: start(shop, campaign_id), range(2)))
    assert (read(shop, campaign_id).status, acts(shop, "campaign.launched")) == ("preparing", 1)


def test_within_an_hour_it_starts_late_and_afterwards_somebody_is_asked(shop: Shop) -> None:
    late, too_late = scheduled(shop), scheduled(shop)
    let_come(shop, late, late=timedelta(minutes=59))
    let_come(shop, too_late, late=timedelta(minutes=61))
    start(shop, late)
    start(shop, too_late)
    assert read(shop, late).status == "preparing"
    paused = read(shop, too_late)
    assert (paused.status, paused.pause_kind) == ("paused", "start")
    assert "It should have started on" in (paused.pause_reason or "")


def suspend(shop: Shop) -> None:
    company_id = shop.actor.company_id
    with platform_transaction(PlatformActor(None), company_id) as ctx:
        companies.suspend(ctx, company_id, reason="They have not paid.")


def use_up(shop: Shop) -> None:
    limit(shop.actor.company_id, campaign_messages=1)


@pytest.mark.parametrize(
    ("meanwhile", "words"),
    [
        (lambda shop: change(shop, "update message_template set status = 'PAUSED'"), "approved"),
        (
            lambda shop: change(shop, """update message_template set components = '[{"type": "BODY", "text": "Hi {{1}}"}]'"""),
            "was changed",
        ),
        (lambda shop: change(shop, "update channel set status = 'revoked'"), "connected again"),
        (lambda shop: change(shop, "update contact set opted_out_at = now()"), "Nobody"),
        (suspend, "suspended"),
        (use_up, "Your plan has 1 campaign messages"),
    ],
)  # fmt: skip
def test_one_that_is_not_ready_at_its_time_says_why_and_tells_whoever_launched(
    shop: Shop, meanwhile: Callable[[Shop], None], words: str
) -> None:
    campaign_id = scheduled(shop)
    let_come(shop, campaign_id)
    meanwhile(shop)
    start(shop, campaign_id)
    paused = read(shop, campaign_id)
    assert (paused.status, paused.pause_kind) == ("paused", "start")
    assert words in (paused.pause_reason or "")
    told = select(Mail.recipient).where(col(Mail.subject) == "Paused: Winter")
    assert in_company(shop.actor, lambda ctx: ctx.db.exec(told).all()) == ["alice@acme.example"]


def test_one_that_could_not_start_is_resumed_with_its_audience_of_then(shop: Shop) -> None:
    campaign_id = scheduled(shop)
    let_come(shop, campaign_id)
    change(shop, "update message_template set status = 'PAUSED'")
    start(shop, campaign_id)
    change(shop, "update message_template set status = 'APPROVED'")
    in_company(shop.actor, lambda ctx: campaigns.resume(ctx, campaign_id))
    gone_on = read(shop, campaign_id)
    assert (gone_on.status, gone_on.pause_reason) == ("preparing", None)
    shop.prepare(campaign_id)
    assert shop.report(campaign_id).waiting == 2


def test_the_emergency_stop_stops_it_and_a_resume_waits_for_its_time_again(shop: Shop) -> None:
    campaign_id = scheduled(shop)
    company_id = shop.actor.company_id
    with platform_transaction(PlatformActor(None), company_id) as ctx:
        assert campaigns.companies_at_work(ctx) == [company_id]
        assert campaigns.stop(ctx, company_id) == 1
    assert read(shop, campaign_id).pause_kind == "platform"
    in_company(shop.actor, lambda ctx: campaigns.resume(ctx, campaign_id))
    assert read(shop, campaign_id).status == "scheduled"


def test_it_can_be_taken_back_and_is_a_draft_again(shop: Shop) -> None:
    campaign_id = scheduled(shop)
    in_company(shop.actor, lambda ctx: campaigns.unschedule(ctx, campaign_id))
    draft = read(shop, campaign_id)
    assert (draft.status, draft.template_snapshot) == ("draft", {})
    start(shop, campaign_id)
    assert read(shop, campaign_id).status == "draft"


def test_one_that_has_started_cannot_be_taken_back(shop: Shop) -> None:
    campaign_id = shop.draft()
    shop.launch(campaign_id)
    shop.prepare(campaign_id)
    in_company(shop.actor, lambda ctx: campaigns.pause(ctx, campaign_id))
    with pytest.raises(Conflict, match="has started"):
        in_company(shop.actor, lambda ctx: campaigns.unschedule(ctx, campaign_id))


def test_its_time_can_be_changed_by_those_who_may_approve(shop: Shop) -> None:
    campaign_id, later = scheduled(shop), now() + timedelta(days=3)
    in_company(shop.actor, lambda ctx: campaigns.reschedule(ctx, campaign_id, later))
    assert read(shop, campaign_id).starts_at == later
    held = ROLE_PERMISSIONS[Role.ADMIN] - {Permission.CAMPAIGNS_APPROVE}
    sender = replace(shop.actor, role=Role.CUSTOM, permissions=held)
    with pytest.raises(NotAllowed, match="approved with it"):
        in_company(sender, lambda ctx: campaigns.reschedule(ctx, campaign_id, later))


def test_a_scheduled_campaign_can_be_cancelled(shop: Shop) -> None:
    campaign_id = scheduled(shop)
    in_company(shop.actor, lambda ctx: campaigns.cancel(ctx, campaign_id))
    start(shop, campaign_id)
    assert read(shop, campaign_id).status == "cancelled"


def test_approval_schedules_what_has_a_time(shop: Shop) -> None:
    held = ROLE_PERMISSIONS[Role.ADMIN] - {Permission.CAMPAIGNS_APPROVE}
    sender = replace(shop.town.carol.actor, role=Role.CUSTOM, permissions=held)
    campaign_id = shop.draft()
    put(shop, campaign_id, starts_at=now() + SOON)
    in_company(sender, lambda ctx: campaigns.launch(ctx, campaign_id))
    asked_at = shop.report(campaign_id).asked_at
    in_company(shop.actor, lambda ctx: campaigns.approve(ctx, campaign_id, asked_at=asked_at))
    assert read(shop, campaign_id).status == "scheduled"


def test_a_launch_for_a_time_that_is_long_over_is_refused(shop: Shop) -> None:
    campaign_id = shop.draft()
    let_come(shop, campaign_id, late=SOON)
    with pytest.raises(InvalidInput, match="has passed"):
        shop.launch(campaign_id)


def test_a_launch_beyond_this_months_plan_is_refused_at_once(shop: Shop) -> None:
    limit(shop.actor.company_id, campaign_messages=1)
    campaign_id = shop.draft()
    put(shop, campaign_id, starts_at=now() + timedelta(seconds=1))
    with pytest.raises(LimitReached):
        shop.launch(campaign_id)


def test_a_day_and_a_time_are_read_in_the_companys_zone(shop: Shop) -> None:
    change(shop, "update company set time_zone = 'America/New_York'")
    day = (now() + timedelta(days=7)).date().isoformat()
    moment = in_company(shop.actor, lambda ctx: campaigns.read_start(ctx, day, "09:00"))
    assert moment.hour in (13, 14)  # by season


@pytest.mark.parametrize("day", ["2020-01-01", "9999-01-01", "soon", ""])
def test_days_that_make_no_sense_are_refused_at_their_field(shop: Shop, day: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        in_company(shop.actor, lambda ctx: campaigns.read_start(ctx, day, "09:00"))
    assert set(refused.value.fields) == {"starts_at"}


def test_a_tag_that_it_names_keeps_being_named(shop: Shop) -> None:
    campaign_id = shop.draft(audience="tag:vip")
    put(shop, campaign_id, starts_at=now() + SOON)
    shop.launch(campaign_id)
    tag_id = in_company(shop.actor, lambda ctx: tags.create(ctx, "vip"))
    in_company(shop.actor, lambda ctx: tags.save(ctx, tag_id, name="gold", colour="green"))
    assert read(shop, campaign_id).audience["include"] == [{"kind": "tag", "tag": "gold"}]
