"""Mail on its way: nothing is lost while a server is away, nothing goes twice once it has answered."""

from datetime import timedelta
from uuid import UUID

import pytest
from pydantic import SecretStr

from platform_app.core.clock import now
from platform_app.core.config import settings
from platform_app.core.context import Actor, PlatformActor
from platform_app.core.db import company_transaction, platform_transaction, public_transaction
from platform_app.core.errors import Conflict
from platform_app.core.queue import rq_queue
from platform_app.dev.product import free_port
from platform_app.jobs import clock
from platform_app.jobs import mail as jobs
from platform_app.models.mail import Mail, MailStatus, PlatformMail
from platform_app.services import audit, mail
from platform_app.services.audit import Filters
from platform_app.services.mail.delivery import MAX_ATTEMPTS, WAITS
from tests.support.mails import newest_mail
from tests.support.people import Town, make_town
from tests.support.postmen import Postman, serving_mail
from tests.support.servers import TestDatabase

ROOT = PlatformActor(None, "Root")


@pytest.fixture
def town(database: TestDatabase) -> Town:
    return make_town()


@pytest.fixture
def port(monkeypatch: pytest.MonkeyPatch) -> int:
    """A port on which no mail server is yet, though it is configured."""
    port = free_port()
    monkeypatch.setattr(settings(), "smtp_url", SecretStr(f"smtp://127.0.0.1:{port}"))
    return port


def write(town: Town) -> UUID:
    """Write a mail and return its id."""
    with company_transaction(town.alice.actor) as ctx:
        mail.tell_of_security_change(ctx, "alice@acme.example", "Your password was changed.")
    with platform_transaction(ROOT) as ctx:
        return UUID(newest_mail(ctx).row.id)


def read(town: Town, mail_id: UUID) -> Mail:
    with company_transaction(Actor.system(town.alice.company_id)) as ctx:
        return ctx.db.get_one(Mail, (ctx.company_id, mail_id))


def make_due(town: Town, mail_id: UUID) -> None:
    with company_transaction(Actor.system(town.alice.company_id)) as ctx:
        ctx.db.get_one(Mail, (ctx.company_id, mail_id)).next_attempt_at = now()


def deliver(town: Town, mail_id: UUID) -> None:
    jobs.deliver(town.alice.actor, mail_id=str(mail_id))


def test_what_was_sent_keeps_no_words(town: Town, port: int) -> None:
    mail_id, postman = write(town), Postman()
    with serving_mail(postman, port):
        deliver(town, mail_id)
        deliver(town, mail_id)
    sent = read(town, mail_id)
    assert (sent.status, sent.body, sent.html) == (MailStatus.SENT, "(sent)", "")
    assert [letter["From"] for letter in postman.letters] == ["Acme <no-reply@localhost>"]


def test_a_server_that_comes_back_gets_every_mail_once(town: Town, port: int) -> None:
    ids, postman = [write(town) for _ in range(3)], Postman()
    for mail_id in ids:
        deliver(town, mail_id)
    assert {read(town, one).status for one in ids} == {MailStatus.WAITING}
    with serving_mail(postman, port):
        for mail_id in ids * 2:
            make_due(town, mail_id)
            deliver(town, mail_id)
    assert len(postman.letters) == 3
    assert {letter["Message-ID"] for letter in postman.letters} == {
        f"<{one.hex}@localhost>" for one in ids
    }


def test_each_attempt_that_fails_waits_longer_and_the_last_one_gives_up(
    town: Town, port: int
) -> None:
    mail_id = write(town)
    for attempt in range(1, MAX_ATTEMPTS):
        deliver(town, mail_id)
        waiting = read(town, mail_id)
        left = waiting.next_attempt_at - now()
        assert (waiting.attempts, waiting.status) == (attempt, MailStatus.WAITING)
        assert WAITS[attempt - 1] - timedelta(minutes=1) < left <= WAITS[attempt - 1]
        make_due(town, mail_id)
    deliver(town, mail_id)
    assert read(town, mail_id).status == MailStatus.FAILED
    assert "cannot be reached" in (read(town, mail_id).problem or "")


def test_a_mail_that_is_not_due_waits(town: Town, port: int) -> None:
    mail_id, postman = write(town), Postman()
    deliver(town, mail_id)
    with serving_mail(postman, port):
        deliver(town, mail_id)
    assert (len(postman.letters), read(town, mail_id).attempts) == (0, 1)


def test_two_workers_at_once_send_one_mail(town: Town, port: int) -> None:
    mail_id = write(town)
    with company_transaction(town.alice.actor) as ctx:
        assert mail.claim(ctx, mail_id)
    with company_transaction(town.alice.actor) as ctx:
        assert mail.claim(ctx, mail_id) is None


def test_the_clock_starts_what_is_due_of_companies_and_of_the_platform(town: Town) -> None:
    waiting, due = write(town), write(town)
    with company_transaction(town.alice.actor) as ctx:
        ctx.db.get_one(Mail, (ctx.company_id, waiting)).next_attempt_at = now() + timedelta(hours=1)
    with platform_transaction(ROOT) as ctx:
        mail.tell_of_security_change(ctx, "root@platform.example", "Your password was changed.")
    with public_transaction() as ctx:
        ids = [mail_id for _, mail_id in mail.list_waiting(ctx)]
        own = mail.list_waiting_own(ctx)
    assert (due in ids, waiting in ids, len(own)) == (True, False, 1)
    rq_queue("default").empty()
    clock.tick({})
    names = [(job.args[0], job.args[2].get("mail_id")) for job in rq_queue("default").jobs]
    assert ("mail.deliver", str(due)) in names
    assert ("mail.deliver_own", str(own[0])) in names
    assert ("mail.deliver", str(waiting)) not in names


def test_a_super_admin_gets_the_mails_of_the_platform(town: Town, port: int) -> None:
    postman = Postman()
    with platform_transaction(ROOT) as ctx:
        mail.tell_of_security_change(ctx, "root@platform.example", "Your password was changed.")
    with public_transaction() as ctx:
        (mail_id,) = mail.list_waiting_own(ctx)
    with serving_mail(postman, port):
        jobs.deliver_own(mail_id=str(mail_id))
    with platform_transaction(ROOT) as ctx:
        assert ctx.db.get_one(PlatformMail, mail_id).status == MailStatus.SENT
    assert postman.letters[0]["To"] == "root@platform.example"


def test_a_mail_that_failed_is_tried_again_by_a_super_admin(town: Town, port: int) -> None:
    mail_id, postman = write(town), Postman(recipient_answer="550 no such person")
    company_id = town.alice.company_id
    with serving_mail(postman, port):
        deliver(town, mail_id)
        assert read(town, mail_id).status == MailStatus.FAILED
        postman.recipient_answer = "250 OK"
        with platform_transaction(ROOT, company_id) as ctx:
            mail.try_again(ctx, mail_id, company_id)
        deliver(town, mail_id)
    assert read(town, mail_id).status == MailStatus.SENT
    with company_transaction(town.alice.actor) as ctx:
        (event,) = audit.list_events(ctx, Filters(act="mail")).rows
    assert (event.details[0].old, event.details[0].new) == ("failed", "waiting")
    with platform_transaction(ROOT, company_id) as ctx, pytest.raises(Conflict):
        mail.try_again(ctx, mail_id, company_id)


def test_without_a_server_mails_are_kept_and_shown(town: Town) -> None:
    mail_id = write(town)
    deliver(town, mail_id)
    with platform_transaction(ROOT) as ctx:
        kept = mail.list_rows(ctx, status="kept").rows
        assert [row.id for row in kept] == [str(mail_id)]
        assert "Your password was changed." in newest_mail(ctx).body
    with platform_transaction(ROOT, town.alice.company_id) as ctx, pytest.raises(Conflict):
        mail.try_again(ctx, mail_id, town.alice.company_id)


def test_the_outbox_shows_everybodys_mails_in_pages(town: Town) -> None:
    with company_transaction(town.alice.actor) as ctx:
        for number in range(60):
            mail.tell_of_security_change(ctx, f"p{number}@acme.example", "Changed.")
    with platform_transaction(ROOT) as ctx:
        mail.tell_of_security_change(ctx, "root@platform.example", "Changed.")
    with platform_transaction(ROOT) as ctx:
        first = mail.list_rows(ctx)
        second = mail.list_rows(ctx, cursor=first.next_cursor)
    rows = [*first.rows, *second.rows]
    assert (len(first.rows), first.total, second.next_cursor) == (50, 63, None)
    assert len({row.id for row in rows}) == len(rows) == 63
    assert {row.company for row in rows} == {"Acme", "Mallcorp", "The platform"}
