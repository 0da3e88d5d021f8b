"""A company's life on the platform: suspended and restored, announced for deletion, erased but for its log."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlmodel import SQLModel, col, select

from platform_app.core import queue
from platform_app.core.clock import now
from platform_app.core.context import Actor, PlatformActor
from platform_app.core.db import (
    company_transaction,
    in_company,
    platform_transaction,
    public_transaction,
)
from platform_app.core.errors import Conflict, InvalidInput, NotVerified
from platform_app.jobs import companies as jobs
from platform_app.models.audit import AuditEvent, PlatformAuditEvent
from platform_app.models.companies import Company, RetiredSubdomain
from platform_app.models.inbox import Message
from platform_app.models.mail import Mail
from platform_app.services import companies, inbox, sending
from platform_app.services.companies.deletion import KEPT
from tests.support import factories, imports
from tests.support.campaigns import SendingCampaign, sending_campaign
from tests.support.conversations import act, all_of, hears, only_id, says
from tests.support.factories import TestCompany
from tests.support.servers import TestDatabase
from tests.support.webhooks import connect

ROOT = PlatformActor(None, "Root", verified_at=now() + timedelta(hours=1))
WHY = "They have not paid since May."
PHONE, EMAIL = "+351919191919", "canary@customer.example"


@pytest.fixture
def acme(database: TestDatabase) -> TestCompany:
    return factories.company("Acme")


def suspend(company_id: UUID) -> None:
    with platform_transaction(ROOT, company_id) as ctx:
        companies.suspend(ctx, company_id, reason=WHY)


def restore(company_id: UUID) -> None:
    with platform_transaction(ROOT, company_id) as ctx:
        companies.restore(ctx, company_id)


def schedule(company_id: UUID, *, typed: str = "acme", actor: PlatformActor = ROOT) -> None:
    with platform_transaction(actor, company_id) as ctx:
        companies.schedule_deletion(ctx, company_id, typed=typed, reason=WHY)


def end_grace(company_id: UUID) -> None:
    with platform_transaction(ROOT) as ctx:
        ctx.db.get_one(Company, company_id).deletion_due_at = now() - timedelta(seconds=1)


def status(company_id: UUID) -> str:
    with platform_transaction(ROOT) as ctx:
        return ctx.db.get_one(Company, company_id).status


def test_a_suspension_needs_a_reason_and_stands_in_both_logs(acme: TestCompany) -> None:
    with platform_transaction(ROOT, acme.id) as ctx, pytest.raises(InvalidInput):
        companies.suspend(ctx, acme.id, reason="no")
    suspend(acme.id)
    with platform_transaction(ROOT, acme.id) as ctx:
        own = ctx.db.exec(select(AuditEvent)).one()
        platforms = ctx.db.exec(select(PlatformAuditEvent)).one()
    assert (own.action, platforms.action) == ("company.suspended", "company.suspended")
    assert own.facts == platforms.facts == {"reason": WHY}
    assert platforms.about_company == acme.id


@pytest.fixture
def campaign(database: TestDatabase) -> Iterator[SendingCampaign]:
    yield sending_campaign(people=20)


def claim(campaign: SendingCampaign) -> list[sending.Claim]:
    work = sending.Work(
        campaign.company_id, sending.Source.RECIPIENT, campaign.id, campaign.number_id
    )
    return in_company(
        campaign.actor, lambda ctx: sending.claim(ctx, work, lane=campaign.id, size=5)
    )


def start(campaign: SendingCampaign, claims: list[sending.Claim]) -> int:
    ids = [one.id for one in claims]
    return len(
        in_company(
            campaign.actor,
            lambda ctx: sending.start(ctx, sending.Source.RECIPIENT, ids, lane=campaign.id),
        )
    )


def test_after_a_suspension_nothing_is_claimed_and_nothing_claimed_is_started(
    campaign: SendingCampaign,
) -> None:
    claims = claim(campaign)
    suspend(campaign.company_id)
    assert (len(claims), start(campaign, claims), claim(campaign)) == (5, 0, [])


def test_a_suspended_company_is_no_work_and_goes_on_when_restored(
    campaign: SendingCampaign,
) -> None:
    def due() -> int:
        with public_transaction() as ctx:
            return len(sending.find_work(ctx))

    suspend(campaign.company_id)
    held = due()
    restore(campaign.company_id)
    assert (held, due(), len(claim(campaign))) == (0, 1, 5)


def test_what_customers_write_to_a_suspended_company_is_kept_and_applied(
    acme: TestCompany,
) -> None:
    channel = connect(acme.id)
    suspend(acme.id)
    hears(channel, says("wamid.1", "Are you there?"))
    assert [one.body for one in all_of(channel, Message)] == ["Are you there?"]


def test_a_reply_that_waits_is_held_and_sent_after_the_restore(acme: TestCompany) -> None:
    channel = connect(acme.id)
    hears(channel, says("wamid.1"))
    act(acme.bob, inbox.reply, only_id(channel), body="Yes", client_key="k1")
    work = sending.Work(acme.id, sending.Source.REPLY)

    def claimed() -> int:
        return len(
            in_company(
                Actor.system(acme.id),
                lambda ctx: sending.claim(ctx, work, lane=acme.id, size=5),
            )
        )

    suspend(acme.id)
    held = claimed()
    restore(acme.id)
    assert (held, claimed()) == (0, 1)


def test_a_deletion_asks_for_the_subdomain_and_for_a_fresh_session(acme: TestCompany) -> None:
    with pytest.raises(InvalidInput):
        schedule(acme.id, typed="globex")
    with pytest.raises(NotVerified):
        schedule(acme.id, actor=PlatformActor(None, "Root", verified_at=now() - timedelta(hours=1)))
    assert status(acme.id) == "active"


def test_a_scheduled_deletion_is_mailed_to_the_admins_and_can_be_taken_back(
    acme: TestCompany,
) -> None:
    schedule(acme.id)
    restore(acme.id)
    with platform_transaction(ROOT) as ctx:
        letters = ctx.db.exec(select(Mail.recipient, Mail.subject).order_by(col(Mail.id))).all()
    assert letters == [
        ("alice@acme.example", "Acme is to be deleted"),
        ("alice@acme.example", "Acme is restored"),
    ]
    assert status(acme.id) == "active"


def test_within_the_grace_nothing_is_due_and_nothing_is_erased(acme: TestCompany) -> None:
    schedule(acme.id)
    with public_transaction() as ctx:
        assert companies.list_due_deletions(ctx) == []
    with pytest.raises(Conflict):
        jobs.erase(Actor.system(acme.id))


def test_after_the_grace_nobody_restores(acme: TestCompany) -> None:
    schedule(acme.id)
    end_grace(acme.id)
    with pytest.raises(Conflict):
        restore(acme.id)


def test_every_table_of_companies_is_erased_or_kept_for_a_reason(migrated: TestDatabase) -> None:
    with migrated.connect() as connection, connection.cursor() as cursor:
        cursor.execute(
            "select table_name from information_schema.columns "
            "where table_schema = 'public' and column_name = 'company_id'"
        )
        tables = {name for (name,) in cursor.fetchall()}
    connection.close()
    erased = set(companies.tables_to_erase()) | {"impersonation"}
    assert (erased | set(KEPT), erased & set(KEPT)) == (tables, set())


def fill(acme: TestCompany) -> None:
    """Let a customer's phone and address stand wherever the product keeps them."""
    channel = connect(acme.id)
    hears(channel, says("wamid.1", f"Write me to {EMAIL}", **{"from": PHONE.removeprefix("+")}))
    file = f"phone,mail\n{PHONE},{EMAIL}\n+1,{EMAIL}\n".encode()
    imports.create(acme.alice, file, mapping={"phone": "phone", "mail": "attribute"})
    queue.enqueue_now("accounts.mail_reset_link", Actor.system(acme.id), {"email": EMAIL})


def places_of(database: TestDatabase, *canaries: str) -> set[str]:
    """Return the tables, and Redis, in which a text stands anywhere, as text or as bytes."""
    found: set[str] = set()
    with database.connect() as connection, connection.cursor() as cursor:
        for table in SQLModel.metadata.tables:
            cursor.execute(f'select to_jsonb(t)::text from "{table}" t')
            rows = " ".join(row for (row,) in cursor.fetchall())
            if any(one in rows or one.encode().hex() in rows for one in canaries):
                found.add(table)
    connection.close()
    waiting = repr([job.args for job in queue.rq_queue("default").get_jobs()])
    if any(one in waiting for one in canaries):
        found.add("redis")
    return found


def test_after_the_erasure_no_customer_is_anywhere(
    acme: TestCompany, database: TestDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "SETTLE_S", 0)
    fill(acme)
    other = factories.company("Globex")
    canaries = (PHONE.removeprefix("+"), EMAIL)
    assert {"contact", "contact_import", "message", "webhook_event", "redis"} <= places_of(
        database, *canaries
    )
    schedule(acme.id)
    end_grace(acme.id)
    jobs.erase(Actor.system(acme.id))
    assert places_of(database, *canaries) == set()
    assert status(acme.id) == "deleted"
    with company_transaction(other.alice) as ctx:
        assert ctx.db.execute(text("select count(*) from user_account")).scalar_one() == 3


def test_an_erased_company_leaves_its_log_and_its_subdomain_to_nobody(
    acme: TestCompany, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "SETTLE_S", 0)
    schedule(acme.id)
    end_grace(acme.id)
    jobs.erase(Actor.system(acme.id))
    with platform_transaction(ROOT) as ctx:
        log = ctx.db.exec(select(AuditEvent.action).order_by(col(AuditEvent.seq))).all()
        retired = ctx.db.exec(select(RetiredSubdomain)).one()
    assert log == ["company.deletion_scheduled", "company.erased"]
    assert (retired.subdomain, retired.kept_until) == ("acme", None)
    with public_transaction() as ctx:
        assert companies.find_by_host(ctx, "acme.localhost") is None
    with pytest.raises(InvalidInput), platform_transaction(ROOT) as ctx:
        companies.create(ctx, name="New", subdomain="acme", admin_email="a@new.example")
