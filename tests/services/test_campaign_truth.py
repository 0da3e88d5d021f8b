"""Counters and states of a campaign are checked against its rows, and what is wrong is mended with an alarm."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlmodel import col, select

from platform_app.core.context import CompanyContext, PlatformActor
from platform_app.core.db import in_company, platform_transaction
from platform_app.jobs import upkeep as jobs
from platform_app.models.audit import AuditEvent
from platform_app.models.campaigns import CampaignRecipient
from platform_app.models.deliveries import DeliveryStatus
from platform_app.services import campaigns, platform, sending
from platform_app.services.audit import AuditAction
from tests.support.servers import TestDatabase
from tests.support.shops import Shop, make_shop

SPOIL = "update campaign_count set total = total + 5 where status = 'pending'"


@pytest.fixture
def shop(database: TestDatabase) -> Shop:
    return make_shop()


@pytest.fixture
def campaign_id(shop: Shop) -> UUID:
    campaign_id = shop.draft()
    shop.launch(campaign_id)
    shop.prepare(campaign_id)
    return campaign_id


def run(shop: Shop, sql: str) -> None:
    in_company(shop.actor, lambda ctx: ctx.db.connection().execute(text(sql)))


def check(shop: Shop, campaign_id: UUID) -> int:
    return in_company(shop.actor, lambda ctx: campaigns.check_truth(ctx, campaign_id))


def acts(shop: Shop) -> list[object]:
    wanted = select(AuditEvent.facts).where(col(AuditEvent.action) == AuditAction.CAMPAIGN_MENDED)
    return in_company(shop.actor, lambda ctx: list(ctx.db.exec(wanted)))


def people(shop: Shop, status: DeliveryStatus) -> int:
    wanted = select(CampaignRecipient.id).where(col(CampaignRecipient.status) == status)
    return in_company(shop.actor, lambda ctx: len(list(ctx.db.exec(wanted))))


def test_a_sound_campaign_is_left_alone(shop: Shop, campaign_id: UUID) -> None:
    assert check(shop, campaign_id) == 0
    assert acts(shop) == []


def test_wrong_counters_are_set_right_and_told(
    shop: Shop, campaign_id: UUID, caplog: pytest.LogCaptureFixture
) -> None:
    run(shop, SPOIL)
    run(shop, "delete from campaign_count where status = 'skipped'")
    assert shop.report(campaign_id).waiting == 7
    assert check(shop, campaign_id) == 2
    report = shop.report(campaign_id)
    assert (report.audience, report.waiting, report.skipped) == (7, 2, 5)
    assert acts(shop) == [{"stuck": 0, "miscounted": {"pending": -5, "skipped": 5}}]
    assert "had to be mended" in caplog.text


def test_a_counter_without_people_goes_to_nought(shop: Shop, campaign_id: UUID) -> None:
    run(shop, "update campaign_count set status = 'read' where status = 'pending'")
    assert check(shop, campaign_id) == 2
    assert (shop.report(campaign_id).waiting, shop.report(campaign_id).read) == (2, 0)


def test_changes_under_way_are_not_counted_twice(shop: Shop, campaign_id: UUID) -> None:
    run(shop, SPOIL)
    changed, may_end = Event(), Event()

    def change() -> None:
        def slowly(ctx: CompanyContext) -> None:
            ctx.db.connection().execute(
                text("update campaign_recipient set status = 'failed' where status = 'pending'")
            )
            changed.set()
            may_end.wait(10)

        in_company(shop.actor, slowly)

    with ThreadPoolExecutor(2) as pool:
        changing = pool.submit(change)
        assert changed.wait(10)
        checking = pool.submit(check, shop, campaign_id)
        may_end.set()
        changing.result()
        checking.result()
    assert check(shop, campaign_id) == 0
    assert (shop.report(campaign_id).waiting, shop.report(campaign_id).failed) == (0, 2)


def test_a_row_without_a_lease_is_found_by_the_sweeper(shop: Shop, campaign_id: UUID) -> None:
    run(shop, "update campaign_recipient set status = 'sending' where status = 'pending'")
    assert in_company(shop.actor, sending.recover) == 0
    assert check(shop, campaign_id) == 2
    assert in_company(shop.actor, sending.recover) == 2
    assert people(shop, DeliveryStatus.UNCONFIRMED) == 2


def test_nobody_waits_in_a_campaign_that_is_over(shop: Shop, campaign_id: UUID) -> None:
    run(shop, "update campaign set status = 'completed', finished_at = now()")
    assert check(shop, campaign_id) == 2
    assert people(shop, DeliveryStatus.PENDING) == 0
    assert shop.report(campaign_id).waiting == 0


def test_drafts_and_old_campaigns_are_not_looked_at(shop: Shop, campaign_id: UUID) -> None:
    shop.draft()
    assert in_company(shop.actor, campaigns.list_moving) == [campaign_id]
    run(
        shop,
        "update campaign set finished_at = now() - interval '36 days' where status = 'sending'",
    )
    assert in_company(shop.actor, campaigns.list_moving) == []


def test_the_daily_upkeep_mends_and_the_health_page_says_so(shop: Shop, campaign_id: UUID) -> None:
    run(shop, SPOIL)
    jobs.run()
    assert shop.report(campaign_id).waiting == 2
    with platform_transaction(PlatformActor(None)) as ctx:
        row = next(row for row in platform.check_database(ctx) if row.key == "upkeep")
    assert row.state == "watch"
    assert "mend 1 figures" in row.words


def test_an_upkeep_that_found_nothing_is_good(shop: Shop, campaign_id: UUID) -> None:
    jobs.run()
    with platform_transaction(PlatformActor(None)) as ctx:
        row = next(row for row in platform.check_database(ctx) if row.key == "upkeep")
    assert row.state == "good"
