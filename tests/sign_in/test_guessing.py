"""Numbers 11 to 16 of the checklist: nobody learns who is here, nobody guesses for long, nobody locks others out."""

import bcrypt
import pytest
from redis import Redis
from redis.exceptions import RedisError

from platform_app.api.edge import COOKIE
from platform_app.core import queue
from platform_app.core.config import settings
from platform_app.core.context import PlatformActor
from platform_app.core.db import platform_transaction
from platform_app.core.errors import Conflict
from platform_app.services import accounts
from platform_app.services.accounts.throttle import PER_ADDRESS
from tests.support.people import PASSWORD, Person, Town, make_super_admin
from tests.support.servers import TestDatabase
from tests.support.ways_in import (
    Window,
    from_address,
    link_in_mail,
    run,
    said,
    subjects,
    window,
    work_off_jobs,
)

NOBODY = "nobody@acme.example"


def guess(opened: Window, email: str, *, times: int) -> str:
    """Type wrong passwords; return what the last try is told."""
    answers = [opened.post("/auth/sign-in", email=email, password="wrong") for _ in range(times)]
    return said(answers[-1])


def guess_at_many(town: Town, *addresses: str) -> None:
    """Type one wrong password for one unknown account per address."""
    for number, address in enumerate(addresses):
        guess(from_address(town.alice, address), f"guess-{number}@acme.example", times=1)


def gets_in(person: Person, *, address: str = "192.0.2.200") -> bool:
    opened = from_address(person, address)
    opened.sign_in(person)
    return opened.is_signed_in


def test_11_an_unknown_address_costs_as_much_as_a_wrong_password(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """How long both take is measured by benchmarks/sign_in.py."""
    costs: list[bytes] = []
    check = bcrypt.checkpw
    monkeypatch.setattr(bcrypt, "checkpw", lambda p, h: costs.append(h[:7]) or check(p, h))
    for email in (town.alice.email, NOBODY):
        guess(window(town.alice), email, times=1)
    assert costs == [b"$2b$04$"] * 2


def test_11_an_unknown_address_and_a_wrong_password_look_the_same(town: Town) -> None:
    answers = [
        window(town.alice).post("/auth/sign-in", email=email, password="wrong")
        for email in (town.alice.email, NOBODY)
    ]
    assert answers[0].status_code == answers[1].status_code
    assert answers[0].headers == answers[1].headers
    assert answers[0].content == answers[1].content
    assert "is wrong" in said(answers[0])
    assert "set-cookie" not in answers[0].headers


def test_11_somebody_who_has_no_password_yet_is_as_unknown(
    town: Town, database: TestDatabase
) -> None:
    run(database, "update user_account set status = 'invited', password_hash = null")
    known = guess(window(town.alice), town.alice.email, times=1)
    assert known == guess(window(town.alice), NOBODY, times=1)


def test_12_asking_for_a_reset_tells_nothing(town: Town, database: TestDatabase) -> None:
    opened = window(town.alice)
    answers = [opened.post("/auth/forgot", email=e) for e in (town.alice.email, NOBODY)]
    assert answers[0].headers == answers[1].headers
    assert answers[0].content == answers[1].content
    work_off_jobs()
    assert subjects(database, town.alice.email) == ["Choose a new password"]
    assert subjects(database, NOBODY) == []


def test_12_the_address_is_looked_up_after_the_answer(town: Town, database: TestDatabase) -> None:
    window(town.alice).post("/auth/forgot", email=town.alice.email)
    assert subjects(database, town.alice.email) == []


def test_12_asking_too_often_tells_nothing_either(town: Town) -> None:
    opened = window(town.alice)
    answers = [opened.post("/auth/forgot", email=town.alice.email) for _ in range(7)]
    assert len({str(answer.headers) for answer in answers}) == 1


@pytest.mark.parametrize("path", ["/auth/setup", "/auth/invite", "/auth/reset", "/auth/email"])
def test_12_a_link_that_never_was_looks_like_one_that_is_dead(
    town: Town, database: TestDatabase, path: str
) -> None:
    window(town.alice).post("/auth/forgot", email=town.alice.email)
    work_off_jobs()
    used = link_in_mail(database, "reset", town.alice.email)
    form = {"name": "Alice", "password": "seven brown kites at dusk"}
    window(town.alice).post("/auth/reset", token=used, **form)
    told = {said(window(town.alice).post(path, token=token, **form)) for token in (used, "x" * 43)}
    assert len(told) == 1
    assert "has been used" in told.pop()


def test_13_the_sixth_guess_at_an_account_waits_and_other_people_do_not(town: Town) -> None:
    opened = window(town.alice)
    assert "is wrong" in guess(opened, town.alice.email, times=5)
    assert "Too many attempts" in guess(opened, town.alice.email, times=1)
    assert not gets_in(town.alice)
    assert gets_in(town.bob)


def test_13_an_address_that_guesses_at_many_accounts_is_stopped(town: Town) -> None:
    guess_at_many(town, *[""] * PER_ADDRESS)
    assert not gets_in(town.alice)


def test_13_an_address_that_is_only_claimed_does_not_reset_the_brake(town: Town) -> None:
    guess_at_many(town, *(f"192.0.2.{number}" for number in range(PER_ADDRESS)))
    assert not gets_in(town.alice)


def test_13_behind_our_proxy_one_guesser_locks_nobody_else_out(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings(), "trusted_proxies", 1)
    guess_at_many(town, *(f"10.0.0.{number}, 192.0.2.7" for number in range(PER_ADDRESS)))
    assert gets_in(town.alice)
    assert not gets_in(town.alice, address="10.0.0.200, 192.0.2.7")


def test_13_who_owns_a_whole_ipv6_network_is_one_guesser(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings(), "trusted_proxies", 1)
    guess_at_many(town, *(f"2001:db8:1:2::{number:x}" for number in range(PER_ADDRESS)))
    assert not gets_in(town.alice, address="2001:db8:1:2:ffff::1")
    assert gets_in(town.alice, address="2001:db8:1:3::1")


def test_13_guesses_from_everywhere_are_counted_together(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings(), "trusted_proxies", 1)
    monkeypatch.setattr("platform_app.services.accounts.throttle.IN_ALL", 20)
    guess_at_many(town, *(f"192.0.2.{number}" for number in range(20)))
    assert not gets_in(town.alice)


def test_13_the_current_password_cannot_be_guessed_from_inside(town: Town) -> None:
    opened = window(town.alice)
    opened.sign_in(town.alice)
    form = {"current": "wrong", "new": "seven brown kites at dusk"}
    told = [said(opened.post("/auth/password", **form)) for _ in range(6)]
    assert "signed in with" in told[4]
    assert "Too many attempts" in told[5]


def test_14_a_thousand_guesses_leave_the_owner_the_way_by_mail(
    town: Town, database: TestDatabase
) -> None:
    guess(window(town.alice), town.alice.email, times=1_000)
    window(town.alice).post("/auth/forgot", email=town.alice.email)
    work_off_jobs()
    token = link_in_mail(database, "reset", town.alice.email)
    window(town.alice).post("/auth/reset", token=token, password="seven brown kites at dusk")
    opened = window(town.alice)
    opened.sign_in(town.alice, "seven brown kites at dusk")
    assert opened.is_signed_in


def test_14_a_quarter_of_an_hour_later_the_owner_gets_in(
    town: Town, database: TestDatabase
) -> None:
    guess(window(town.alice), town.alice.email, times=50)
    assert not gets_in(town.alice)
    run(database, "update sign_in_failure set created_at = created_at - interval '15 minutes'")
    assert gets_in(town.alice)


def test_15_without_redis_guesses_are_counted_all_the_same(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    nowhere = Redis.from_url("redis://127.0.0.1:1/0")
    monkeypatch.setattr(queue, "redis", lambda: nowhere)
    with pytest.raises(RedisError):
        nowhere.ping()
    guess(window(town.alice), town.alice.email, times=5)
    assert not gets_in(town.alice)
    assert gets_in(town.bob)


def test_16_nobody_is_there_before_somebody_makes_them(database: TestDatabase) -> None:
    for table in ("platform_user", "user_account", "company"):
        assert run(database, f"select * from {table}") == []


def test_16_the_first_super_admin_is_made_once(database: TestDatabase) -> None:
    make_super_admin()
    with pytest.raises(Conflict), platform_transaction(PlatformActor(None)) as ctx:
        accounts.create_super_admin(ctx, email="eve@x.example", name="Eve", password=PASSWORD)
    assert run(database, "select count(*) from platform_user") == [(1,)]


def test_13_a_flood_from_everywhere_does_not_stop_a_browser_that_has_been_in(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = window(town.alice)
    known.sign_in(town.alice)
    monkeypatch.setattr(settings(), "trusted_proxies", 1)
    monkeypatch.setattr("platform_app.services.accounts.throttle.IN_ALL", 20)
    guess_at_many(town, *(f"192.0.2.{number}" for number in range(20)))
    assert not gets_in(town.alice)
    known.sign_in(town.alice)
    assert known.is_signed_in
    known.cookies.pop(COOKIE)
    known.sign_in(town.bob)
    assert not known.is_signed_in
