"""The platform's console: lists over all companies, operations, walls and health; never a word of a customer."""

import dataclasses
from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pytest
from rq.job import JobStatus
from sqlalchemy import text
from sqlmodel import select

from platform_app.core import queue
from platform_app.core.clock import now
from platform_app.core.context import Actor, PlatformActor
from platform_app.core.db import company_transaction, in_company, platform_transaction
from platform_app.core.errors import NotFound
from platform_app.models.audit import PlatformAuditEvent
from platform_app.models.campaigns import Campaign, CampaignStatus
from platform_app.models.companies import Company
from platform_app.models.webhooks import WebhookEvent
from platform_app.services import campaigns, companies, platform
from platform_app.services.platform import CompanyFilter
from platform_app.services.platform.queues import one_line
from tests.support.campaigns import SendingCampaign, make_company, sending_campaign
from tests.support.conversations import hears, says
from tests.support.servers import TestDatabase
from tests.support.webhooks import connect

ROOT = PlatformActor(None, "Root")


def names(wish: CompanyFilter | None = None) -> list[str]:
    with platform_transaction(ROOT) as ctx:
        return [row.name for row in platform.list_companies(ctx, wish).rows]


def make_many(total: int) -> None:
    with platform_transaction(ROOT) as ctx:
        start = now() - timedelta(hours=1)
        ctx.db.add_all(
            Company(
                name=f"C{n:03}", subdomain=f"c-{n:03}", created_at=start + timedelta(seconds=n // 2)
            )
            for n in range(total)
        )


def test_pages_show_every_company_once_newest_first(database: TestDatabase) -> None:
    make_many(120)
    seen: list[str] = []
    cursor = None
    with platform_transaction(ROOT) as ctx:
        while True:
            page = platform.list_companies(ctx, cursor=cursor)
            seen += [row.name for row in page.rows]
            cursor = page.next_cursor
            if cursor is None:
                break
    assert len(seen) == len(set(seen)) == 120
    assert (seen[0] in ("C118", "C119"), page.total) == (True, 120)


def test_companies_are_found_by_name_subdomain_state_and_plan(database: TestDatabase) -> None:
    acme = make_company("acme")
    make_company("globex")
    with platform_transaction(ROOT, acme) as ctx:
        companies.suspend(ctx, acme, reason="They have not paid.")
        plan = ctx.db.get_one(Company, acme).plan_id
    assert names(CompanyFilter("GLOB")) == ["Globex"]
    assert names(CompanyFilter("%")) == []
    assert names(CompanyFilter(status="suspended")) == ["Acme"]
    assert names(CompanyFilter(plan_id=plan)) == ["Globex", "Acme"]


def test_a_row_tells_numbers_quality_steps_and_use(database: TestDatabase) -> None:
    company_id = make_company("acme")
    channel = connect(company_id)
    with company_transaction(channel.system) as ctx:
        ctx.db.connection().execute(text("update phone_number set quality = 'RED'"))
    hears(channel, says("wamid.1"))
    with platform_transaction(ROOT) as ctx:
        [row] = platform.list_companies(ctx).rows
    assert (row.numbers, row.quality, row.plan, row.usage_percent) == (
        1,
        "RED",
        "Without limits",
        -1,
    )
    assert 2 <= row.steps_done < row.steps


@pytest.fixture
def campaign(database: TestDatabase) -> Iterator[SendingCampaign]:
    yield sending_campaign(people=3)


def status_of(campaign: SendingCampaign) -> tuple[str, str]:
    with company_transaction(campaign.actor) as ctx:
        row = ctx.db.get_one(Campaign, (campaign.company_id, campaign.id))
        return row.status, row.pause_reason or ""


def stop(company_id: UUID, campaign_id: UUID | None = None) -> int:
    with platform_transaction(ROOT, company_id) as ctx:
        return campaigns.stop(ctx, company_id, campaign_id)


def test_the_emergency_stop_pauses_says_who_and_is_in_both_logs(campaign: SendingCampaign) -> None:
    assert stop(campaign.company_id) == 1
    status, reason = status_of(campaign)
    assert (status, "by the platform" in reason) == ("paused", True)
    with platform_transaction(ROOT, campaign.company_id) as ctx:
        query = text(
            "select count(*) from audit_event where action = 'campaign.stopped_by_platform'"
        )
        own = ctx.db.connection().execute(query).scalar_one()
        platforms = ctx.db.connection().execute(
            text(
                "select count(*) from platform_audit_event where action = 'campaign.stopped_by_platform'"
            )
        )
        assert (own, platforms.scalar_one()) == (1, 1)


def test_the_emergency_stop_touches_no_other_company(campaign: SendingCampaign) -> None:
    other = sending_campaign(people=1, subdomain="globex")
    stop(campaign.company_id, other.id)
    stop(campaign.company_id)
    assert (status_of(campaign)[0], status_of(other)[0]) == ("paused", "sending")


def test_a_campaign_stopped_before_its_audience_was_fixed_goes_on_with_that(
    campaign: SendingCampaign,
) -> None:
    with company_transaction(campaign.actor) as ctx:
        ctx.db.connection().execute(text("delete from campaign_recipient"))
        ctx.db.connection().execute(text("delete from campaign_count"))
        ctx.db.get_one(
            Campaign, (campaign.company_id, campaign.id)
        ).status = CampaignStatus.PREPARING
    stop(campaign.company_id)
    in_company(campaign.actor, lambda ctx: campaigns.resume(ctx, campaign.id))
    assert status_of(campaign)[0] == "preparing"


def test_what_runs_is_listed_and_a_suspended_company_is_said_to_be_held(
    campaign: SendingCampaign,
) -> None:
    with platform_transaction(ROOT, campaign.company_id) as ctx:
        [running] = platform.list_running(ctx)
        companies.suspend(ctx, campaign.company_id, reason="They have not paid.")
    with platform_transaction(ROOT) as ctx:
        [held] = platform.list_running(ctx)
    assert (running.name, running.people, running.waiting, running.note) == ("Winter", 3, 3, "")
    assert "suspended" in held.note


def test_work_that_stands_still_for_ten_minutes_is_listed(database: TestDatabase) -> None:
    company_id = make_company("acme")
    channel = connect(company_id)
    with company_transaction(channel.system) as ctx:
        for minutes in (5, 15):
            event = WebhookEvent(
                company_id=company_id,
                channel_id=channel.id,
                body=b"{}",
                created_at=now() - timedelta(minutes=minutes),
            )
            ctx.db.add(event)
    with platform_transaction(ROOT) as ctx:
        [stuck] = platform.list_stuck(ctx)
    assert (stuck.company, stuck.what, stuck.total) == (
        "Acme",
        "Webhook events that are not applied",
        1,
    )


def test_a_refused_channel_is_a_failing_webhook(database: TestDatabase) -> None:
    channel = connect(make_company("acme"))
    with company_transaction(channel.system) as ctx:
        ctx.db.connection().execute(
            text("update channel set status = 'refused', created_at = now() - interval '1 hour'")
        )
    with platform_transaction(ROOT) as ctx:
        [problem] = platform.list_webhook_problems(ctx)
    assert (problem.company, problem.what) == ("Acme", "WhatsApp refuses the token.")


def test_today_is_counted_in_and_out(database: TestDatabase) -> None:
    channel = connect(make_company("acme"))
    hears(channel, says("wamid.1"), says("wamid.2"))
    with platform_transaction(ROOT) as ctx:
        figures = {figure.key: figure.value for figure in platform.list_figures(ctx)}
    assert (figures["inbound"], figures["replies"], figures["running"]) == (2, 0, 0)


def test_the_funnel_counts_active_companies_by_step(database: TestDatabase) -> None:
    connect(make_company("acme"))
    make_company("globex")
    with platform_transaction(ROOT) as ctx:
        steps = {step.key: step for step in platform.list_funnel(ctx)}
    assert (steps["whatsapp"].companies, steps["whatsapp"].percent) == (1, 50)


def test_the_walls_stand(database: TestDatabase) -> None:
    with platform_transaction(ROOT) as ctx:
        assert platform.check_walls(ctx) == []


BREACHES = {
    "alter table contact no force row level security": "row-level security is not forced: contact",
    "create policy hole on contact to app_user using (true)": "that names the company: contact",
    "alter role app_router bypassrls": "too strong: app_router",
    "alter table contact owner to app_user": "app_user owns contact",
}
REPAIRS = (
    "alter table contact owner to app_owner",
    # Whoever gives a table away gives the rights that stood beside ownership away, too.
    "grant select, insert, update, delete on contact to app_user",
    "alter role app_router nobypassrls",
    "drop policy if exists hole on contact",
    "alter table contact force row level security",
)


@pytest.mark.parametrize("breach", BREACHES)
def test_a_breach_of_the_walls_is_found(database: TestDatabase, breach: str) -> None:
    with database.connect() as connection, connection.cursor() as cursor:
        cursor.execute(breach)
    try:
        with platform_transaction(ROOT) as ctx:
            assert BREACHES[breach] in "\n".join(platform.check_walls(ctx))
    finally:
        with connection, connection.cursor() as cursor:
            for repair in REPAIRS:
                cursor.execute(repair)
        connection.close()


def test_health_says_what_is_missing(database: TestDatabase) -> None:
    with platform_transaction(ROOT) as ctx:
        rows = platform.check_database(ctx)
    states = {row.key: row.state for row in [*rows, *platform.check_processes()]}
    assert states == {
        "database": "good", "migrations": "good", "walls": "good", "mail": "watch", "upkeep": "watch",
        "redis": "good", "workers": "bad", "clock": "bad",
    }  # fmt: skip
    platform.note_tick()
    assert {row.key: row.state for row in platform.check_processes()}["clock"] == "good"


CANARIES = ("351912000111", "canary@customer.example", "Secret words")


def test_nothing_that_the_console_lists_holds_a_word_of_a_customer(database: TestDatabase) -> None:
    company_id = make_company("acme")
    channel = connect(company_id)
    hears(channel, says("wamid.1", "Secret words of canary@customer.example"), name=CANARIES[1])
    with company_transaction(channel.system) as ctx:
        ctx.db.connection().execute(
            text(
                "update webhook_event set applied_at = null, created_at = now() - interval '1 hour'"
            )
        )
    with platform_transaction(ROOT) as ctx:
        shown = [
            platform.list_companies(ctx).rows,
            platform.get_company(ctx, company_id),
            platform.list_people(ctx, company_id),
            platform.list_numbers(ctx, company_id),
            platform.list_usage(ctx, company_id),
            platform.list_running(ctx),
            platform.list_stuck(ctx),
            platform.list_webhook_problems(ctx),
            platform.list_figures(ctx),
        ]
    told = repr(shown)
    assert "Webhook events" in told
    secrets = (channel.app_secret, channel.verify_token, channel.key, "sealed")
    assert [one for one in (*CANARIES, *secrets) if one in told] == []


@pytest.mark.parametrize(
    "table", ["contact", "message", "channel", "webhook_event", "contact_import"]
)
def test_the_consoles_role_cannot_read_words_or_secrets(database: TestDatabase, table: str) -> None:
    with database.connect() as connection, connection.cursor() as cursor:
        cursor.execute(
            "select column_name from information_schema.column_privileges "
            "where grantee = 'app_admin' and privilege_type = 'SELECT' and table_name = %s "
            "and column_name ~ '(phone|name$|body|content|sealed|key|attributes|wa_user)'",
            (table,),
        )
        readable = {name for (name,) in cursor.fetchall()}
    connection.close()
    assert readable <= ({"name"} if table == "channel" else set())


ERROR = """Traceback (most recent call last):
  File "x.py", line 1, in <module>
sqlalchemy.exc.IntegrityError: (UniqueViolation) duplicate key: (phone)=(+351 912 000 111), ana@customer.example
DETAIL:  Key already exists.
(Background on this error at: https://sqlalche.me/e/20/gkpj)
"""


def test_an_error_in_one_line_names_nobody() -> None:
    line = one_line(ERROR)
    assert line.startswith("sqlalchemy.exc.IntegrityError: (UniqueViolation) duplicate key")
    assert "912" not in line
    assert "ana@" not in line


def fail_a_job(company_id: UUID) -> str:
    """Let a job fail as a worker would let it."""
    queue.redis().flushdb()
    queue.enqueue_now("campaigns.prepare", Actor.system(company_id), {"campaign_id": "x"})
    rq = queue.rq_queue("default")
    [job] = rq.get_jobs()
    rq.remove(job)
    job.ended_at = now()
    rq.failed_job_registry.add(job, exc_string=ERROR)
    job.set_status(JobStatus.FAILED)
    return job.id


def test_a_failed_job_is_listed_started_again_and_remembered(database: TestDatabase) -> None:
    company_id = make_company("acme")
    job_id = fail_a_job(company_id)
    [row] = platform.list_failed_jobs()
    assert (row.id, row.name, row.company_id) == (job_id, "campaigns.prepare", str(company_id))
    platform.requeue_job(row.id)
    with platform_transaction(ROOT, company_id) as ctx:
        platform.note_requeued(ctx, row)
    with platform_transaction(ROOT) as ctx:
        actions = list(ctx.db.exec(select(PlatformAuditEvent.action)))
    assert platform.list_failed_jobs() == []
    assert queue.rq_queue("default").get_job_ids() == [job_id]
    assert "job.requeued" in actions


def test_a_failed_job_is_deleted_once(database: TestDatabase) -> None:
    job_id = fail_a_job(make_company("acme"))
    platform.delete_job(job_id)
    assert platform.list_failed_jobs() == []
    with pytest.raises(NotFound):
        platform.delete_job(job_id)


def test_the_jobs_of_one_company_are_dropped_and_no_others(database: TestDatabase) -> None:
    acme, globex = make_company("acme"), make_company("globex")
    queue.redis().flushdb()
    fail_a_job(acme)
    for company_id in (acme, globex):
        queue.enqueue_now("campaigns.prepare", Actor.system(company_id), {"campaign_id": "x"})
    platform.drop_jobs_of(acme)
    left = [job.args[1]["company_id"] for job in queue.rq_queue("default").get_jobs()]
    assert (left, platform.list_failed_jobs()) == ([str(globex)], [])


def test_queues_tell_how_long_they_are(database: TestDatabase) -> None:
    company_id = make_company("acme")
    queue.redis().flushdb()
    queue.enqueue_now("campaigns.prepare", Actor.system(company_id), {"campaign_id": "x"})
    rows = {row.name: dataclasses.astuple(row) for row in platform.list_queues()}
    assert rows["default"][:4] == ("default", 1, 0, 0)
    assert rows["send"][:4] == ("send", 0, 0, 0)
