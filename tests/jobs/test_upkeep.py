"""The daily upkeep: once a day, what has served its time goes, and nothing else."""

from datetime import timedelta
from uuid import UUID

import pytest

from platform_app.core.clock import now
from platform_app.core.context import Actor, PlatformActor
from platform_app.core.db import company_transaction, platform_transaction, public_transaction
from platform_app.core.ids import first_id_at, new_id
from platform_app.jobs import upkeep as jobs
from platform_app.models.accounts import (
    LinkPurpose,
    OneTimeLink,
    SignInFailure,
    WebSession,
)
from platform_app.models.mail import Mail, MailStatus
from platform_app.models.webhooks import WebhookEvent
from platform_app.services import audit, upkeep
from platform_app.services.audit import AuditAction, Filters
from tests.support.people import Town, make_town
from tests.support.servers import TestDatabase

PLATFORM = PlatformActor(None)


@pytest.fixture
def town(database: TestDatabase) -> Town:
    return make_town()


def old_id(days: int) -> UUID:
    """Return an id as it was given so many days ago."""
    past = first_id_at(now() - timedelta(days=days)).int
    return UUID(int=past | (new_id().int & ((1 << 80) - 1)))


def session(town: Town, days: int, *, has_ended: bool = True) -> WebSession:
    past = now() - timedelta(days=days)
    return WebSession(
        company_id=town.bob.company_id,
        id=old_id(days),
        user_id=town.bob.user_id,
        token_hash=new_id().hex,
        expires_at=past if has_ended else now() + timedelta(days=1),
        ended_at=past if has_ended else None,
    )


def mail(town: Town, days: int, status: MailStatus) -> Mail:
    past = now() - timedelta(days=days)
    return Mail(
        company_id=town.bob.company_id,
        id=old_id(days),
        recipient="x@acme.example",
        subject=f"{status} {days}",
        body="(sent)",
        status=status,
        sent_at=past if status == MailStatus.SENT else None,
    )


def event(town: Town, days: int, *, is_applied: bool) -> WebhookEvent:
    past = now() - timedelta(days=days)
    return WebhookEvent(
        company_id=town.bob.company_id,
        id=old_id(days),
        channel_id=new_id(),
        body=b"{}",
        applied_at=past if is_applied else None,
    )


def add(town: Town, *rows: object) -> None:
    with company_transaction(Actor.system(town.bob.company_id)) as ctx:
        ctx.db.add_all(rows)


def left(database: TestDatabase, table: str) -> int:
    with database.connect() as connection, connection.cursor() as cursor:
        cursor.execute(f"select count(*) from {table}")
        (count,) = cursor.fetchone() or (0,)
    connection.close()
    return count


def test_ended_sessions_go_after_ninety_days(town: Town, database: TestDatabase) -> None:
    add(town, session(town, 91), session(town, 89), session(town, 91, has_ended=False))
    jobs.run()
    assert left(database, "web_session") == 2


def test_sent_mails_go_and_those_that_failed_stay(town: Town, database: TestDatabase) -> None:
    before = left(database, "mail")
    add(town, *(mail(town, days, MailStatus.SENT) for days in (91, 89)))
    add(town, mail(town, 91, MailStatus.FAILED))
    jobs.run()
    assert left(database, "mail") == before + 2


def test_applied_events_go_and_those_that_wait_stay(
    town: Town, database: TestDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("platform_app.services.upkeep.retention.BATCH_ROWS", 2)
    add(town, *(event(town, 15, is_applied=True) for _ in range(5)))
    add(town, event(town, 13, is_applied=True), event(town, 15, is_applied=False))
    jobs.run()
    assert left(database, "webhook_event") == 2


def test_links_go_thirty_days_after_their_end(town: Town, database: TestDatabase) -> None:
    before = left(database, "one_time_link")
    links = [
        OneTimeLink(
            company_id=town.bob.company_id,
            id=old_id(40),
            user_id=town.bob.user_id,
            purpose=LinkPurpose.PASSWORD_RESET,
            token_hash=new_id().hex,
            expires_at=now() - timedelta(days=days),
        )
        for days in (31, 29)
    ]
    add(town, *links)
    jobs.run()
    assert left(database, "one_time_link") == before + 1


def test_failures_to_sign_in_go_after_a_day(town: Town, database: TestDatabase) -> None:
    with platform_transaction(PLATFORM) as ctx:
        for hours in (25, 23):
            past = now() - timedelta(hours=hours)
            ctx.db.add(SignInFailure(id=first_id_at(past), subject="x", created_at=past))
    jobs.run()
    assert left(database, "sign_in_failure") == 1


def test_upkeep_is_done_once_a_day_and_remembered(town: Town) -> None:
    with public_transaction() as ctx:
        assert upkeep.is_due(ctx)
    add(town, session(town, 91))
    jobs.run()
    jobs.run()
    with public_transaction() as ctx:
        assert not upkeep.is_due(ctx)
    with platform_transaction(PLATFORM) as ctx:
        (done,) = audit.list_platform_events(ctx, Filters(act=AuditAction.UPKEEP_DONE)).rows
        anchors = audit.list_platform_events(ctx, Filters(act=AuditAction.LOG_ANCHORED)).rows
    assert [one.new for one in done.details] == ["Web session: 1"]
    assert {row.company for row in anchors} == {"Acme", "Mallcorp"}
    assert len(anchors) == 2
