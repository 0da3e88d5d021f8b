"""Numbers 24 to 30 of the checklist: what a one-time link is worth, for whom, and who may send one."""

import logging
from datetime import timedelta

import pytest

from platform_app.core.clock import now
from platform_app.core.context import Actor
from platform_app.core.crypto import new_token
from platform_app.core.db import company_transaction
from platform_app.core.errors import NotFound
from platform_app.models.accounts import AccountStatus, LinkPurpose
from platform_app.services import accounts, mail
from tests.support.people import PASSWORD, Person, Town
from tests.support.servers import TestDatabase
from tests.support.ways_in import Window, dump, link_in_mail, run, said, window, work_off_jobs

NEW = "seven brown kites at dusk"
DEAD = "has been used, has expired"


def ask_for_reset(person: Person, database: TestDatabase, opened: Window | None = None) -> str:
    """Ask for a link; return its token out of the mail."""
    (opened or window(person)).post("/auth/forgot", email=person.email)
    work_off_jobs()
    return link_in_mail(database, "reset", person.email)


def reset(person: Person, token: str, **form: str) -> str:
    return said(window(person).post("/auth/reset", token=token, password=NEW, **form))


def knows(person: Person, password: str) -> bool:
    opened = window(person)
    opened.sign_in(person, password)
    return opened.is_signed_in


def invite(inviter: Person, guest: Person, database: TestDatabase) -> str:
    """Make somebody's account a fresh invitation; return the link's token."""
    run(
        database,
        "update user_account set status = %s, password_hash = null, name = '' where email = %s",
        AccountStatus.INVITED,
        guest.email,
    )
    with company_transaction(inviter.actor) as ctx:
        return accounts.give_link(ctx, guest.user_id, LinkPurpose.INVITATION, accounts.INVITATION)


def accept(host: str, token: str, **form: str) -> Window:
    opened = Window(host)
    opened.post("/auth/invite", token=token, **{"name": "Bob", "password": NEW, **form})
    return opened


def later(database: TestDatabase, lives: timedelta) -> None:
    """Let a moment pass until links of this life are over."""
    run(database, "update one_time_link set expires_at = expires_at - %s", lives)


# 24 to 26: links by mail


def test_24_a_reset_link_is_256_bits_of_which_a_hash_is_kept(
    town: Town, database: TestDatabase
) -> None:
    token = ask_for_reset(town.alice, database)
    assert len(token) == len(new_token()) == 43
    [(mail_id,)] = run(database, "select id from mail where body like '%%/reset/%%'")
    with company_transaction(town.alice.actor) as ctx:
        mail.mark_sent(ctx, mail_id)
    assert token not in dump(database)
    [(kept,)] = run(database, "select token_hash from one_time_link where purpose like '%%reset'")
    assert reset(town.alice, kept).startswith("This link")
    assert "was changed" in reset(town.alice, token)


def test_24_a_reset_link_works_once(town: Town, database: TestDatabase) -> None:
    token = ask_for_reset(town.alice, database)
    assert "was changed" in reset(town.alice, token)
    assert DEAD in reset(town.alice, token)


def test_24_a_reset_link_lives_for_half_an_hour(town: Town, database: TestDatabase) -> None:
    token = ask_for_reset(town.alice, database)
    [(ends,)] = run(database, "select expires_at from one_time_link where purpose like '%%reset'")
    assert timedelta(minutes=29) < ends - now() <= timedelta(minutes=30)
    later(database, timedelta(minutes=30))
    assert DEAD in reset(town.alice, token)
    assert knows(town.alice, PASSWORD)


def test_24_only_the_newest_reset_link_works(town: Town, database: TestDatabase) -> None:
    older, newer = (ask_for_reset(town.alice, database) for _ in range(2))
    assert DEAD in reset(town.alice, older)
    assert "was changed" in reset(town.alice, newer)


def test_24_a_reset_link_is_for_its_own_person_and_purpose(
    town: Town, database: TestDatabase
) -> None:
    token = ask_for_reset(town.alice, database)
    assert DEAD in reset(town.mallory, token)
    for path in ("/auth/setup", "/auth/invite", "/auth/email"):
        form = {"token": token, "name": "Eve", "password": NEW}
        assert DEAD in said(window(town.alice).post(path, **form))
    reset(town.alice, token, email=town.bob.email, user_id=str(town.bob.user_id))
    assert knows(town.bob, PASSWORD)
    assert knows(town.alice, NEW)


def test_24_a_deactivated_person_gets_no_link_and_their_old_one_is_dead(
    town: Town, database: TestDatabase
) -> None:
    token = ask_for_reset(town.alice, database)
    run(database, "update user_account set status = 'deactivated'")
    assert DEAD in reset(town.alice, token)
    assert ask_for_reset(town.alice, database) == token


def test_25_a_link_stands_in_no_log_and_no_audit(
    town: Town, database: TestDatabase, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        token = ask_for_reset(town.alice, database)
        reset(town.alice, token)
    assert token not in "\n".join(str(vars(record)) for record in caplog.records)
    events = run(database, "select e::text from audit_event e")
    assert "password_reset" in str(events) or "reset" in str(events)
    assert token not in str(events)


@pytest.mark.parametrize("path", ["/reset/x", "/invite/x", "/setup/x", "/email/x", "/visit/x"])
def test_25_a_page_behind_a_link_tells_no_foreign_host_where_it_is(town: Town, path: str) -> None:
    headers = window(town.alice).get(path).headers
    assert headers["referrer-policy"] == "same-origin"
    assert "connect-src 'self'" in headers["content-security-policy"]
    assert headers["cache-control"] == "no-store"


def test_26_a_forged_host_gets_no_mail_sent(town: Town, database: TestDatabase) -> None:
    for host in ("evil.example", "acme.localhost.evil.example"):
        answer = Window(host).post("/auth/forgot", email=town.alice.email)
        assert answer.status_code == 421
    work_off_jobs()
    assert run(database, "select * from mail where body like '%%/reset/%%'") == []


def test_26_links_lead_to_the_company_s_own_address(town: Town, database: TestDatabase) -> None:
    forged = window(town.alice, **{"x-forwarded-host": "evil.example"})
    ask_for_reset(town.alice, database, forged)
    [(body,)] = run(database, "select body from mail where body like '%%/reset/%%'")
    assert "http://acme.localhost:3000/reset/" in body
    assert "evil" not in body


# 28 and 29: invitations


def test_28_an_invitation_works_once_for_whom_it_was_sent(
    town: Town, database: TestDatabase
) -> None:
    token = invite(town.alice, town.bob, database)
    form = {
        "email": "eve@evil.example",
        "role": "admin",
        "company_id": str(town.mallory.company_id),
    }
    opened = accept(town.bob.host, token, **form)
    assert opened.session
    assert (opened.session.email, opened.session.role) == (town.bob.email, town.bob.role)
    assert opened.session.company_id == town.bob.company_id
    assert not accept(town.bob.host, token).is_signed_in


def test_28_an_invitation_is_worth_nothing_at_another_company(
    town: Town, database: TestDatabase
) -> None:
    token = invite(town.alice, town.bob, database)
    assert not accept(town.mallory.host, token).is_signed_in
    assert accept(town.bob.host, token).is_signed_in


def test_28_an_invitation_lives_for_three_days(town: Town, database: TestDatabase) -> None:
    token = invite(town.alice, town.bob, database)
    later(database, timedelta(hours=71))
    with company_transaction(Actor.visitor(town.bob.company_id)) as ctx:
        assert accounts.look_up_link(ctx, token, LinkPurpose.INVITATION).email == town.bob.email
    later(database, timedelta(hours=1))
    with company_transaction(Actor.visitor(town.bob.company_id)) as ctx, pytest.raises(NotFound):
        accounts.look_up_link(ctx, token, LinkPurpose.INVITATION)
    assert not accept(town.bob.host, token).is_signed_in


def test_28_a_second_welcome_of_the_same_person_is_dead_with_the_first(
    town: Town, database: TestDatabase
) -> None:
    token = invite(town.alice, town.bob, database)
    with company_transaction(Actor.system(town.bob.company_id)) as ctx:
        other = accounts.give_link(ctx, town.bob.user_id, LinkPurpose.SETUP, accounts.INVITATION)
    assert accept(town.bob.host, token).is_signed_in
    assert not accept(town.bob.host, other, password="another nine words").is_signed_in
    assert knows(town.bob, NEW)


@pytest.mark.parametrize("change", ["status = 'deactivated'", "role = 'agent'"])
def test_29_the_invitations_of_somebody_who_may_no_longer_invite_are_dead(
    town: Town, database: TestDatabase, change: str
) -> None:
    token = invite(town.alice, town.bob, database)
    run(database, f"update user_account set {change} where email = %s", town.alice.email)
    assert not accept(town.bob.host, token).is_signed_in
