"""Numbers 17 to 23 of the checklist: who must have a second factor, what a code is worth, what a password alone is not."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar
from uuid import UUID

import pytest
from cryptography.exceptions import InvalidTag

from platform_app.api.edge import COOKIE, ENROL
from platform_app.api.forms import PENDING_COOKIE
from platform_app.core.config import settings
from platform_app.core.context import Actor
from platform_app.core.db import company_transaction
from platform_app.models.accounts import LinkPurpose
from platform_app.pages import PAGES
from platform_app.pages.registry import Audience
from platform_app.services import accounts
from platform_app.state.access import ENROLLING
from platform_app.state.second_factor import SecondFactorState
from tests.support.doors import GUARDED, assert_refused, filled, guarded, is_private
from tests.support.people import PASSWORD, Person, Town, make_super_admin, ref_of
from tests.support.servers import TestDatabase
from tests.support.tabs import Browser, in_browser, rules
from tests.support.ways_in import (
    Authenticator,
    Window,
    dump,
    enrol,
    give_code,
    is_waiting_for_code,
    link_in_mail,
    run,
    said,
    window,
    work_off_jobs,
)

R = TypeVar("R")
AT_ONCE = 8


@pytest.fixture
def app(town: Town, database: TestDatabase) -> Authenticator:
    """Alice's authenticator."""
    return enrol(database, town.alice)


@pytest.fixture
def demanded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Admins and super admins need a second factor, as they do outside of tests."""
    monkeypatch.setattr(settings(), "admins_need_second_factor", True)


def at_the_code(person: Person) -> Window:
    """Return a browser in which the password was right."""
    opened = window(person)
    assert opened.sign_in(person).headers["location"] == "/login/2fa"
    return opened


def at_once(work: Callable[[], R]) -> list[R]:
    """Do one thing in several threads at the same moment."""
    with ThreadPoolExecutor(AT_ONCE) as threads:
        return [one.result() for one in [threads.submit(work) for _ in range(AT_ONCE)]]


def confirms(actor: Actor, code: str) -> bool:
    with company_transaction(actor) as ctx:
        return accounts.confirm(ctx, password=PASSWORD, code=code)


def acting(person: Person) -> Actor:
    """Return a person with a session of their own."""
    opened = window(person)
    opened.sign_in(person)
    assert opened.session
    return opened.session.actor()


# 17: who must have one


def test_17_an_admin_without_a_second_factor_can_do_nothing_else(
    town: Town, database: TestDatabase, demanded: None, caplog: pytest.LogCaptureFixture
) -> None:
    assert_refused(database, caplog, list(guarded()), ref=town.alice.ref())
    assert {rule.access for rule in rules().values()} >= {ENROLLING}


def test_17_a_super_admin_without_a_second_factor_can_do_nothing_else(
    town: Town, database: TestDatabase, demanded: None, caplog: pytest.LogCaptureFixture
) -> None:
    ref = ref_of(make_super_admin())
    assert_refused(database, caplog, list(guarded()), ref=ref, host="localhost:3000")


def test_17_a_company_may_demand_it_of_everybody(
    town: Town, database: TestDatabase, caplog: pytest.LogCaptureFixture
) -> None:
    run(database, "update company set everyone_needs_second_factor = true")
    assert_refused(database, caplog, list(guarded()), ref=town.bob.ref())


def test_17_others_need_none(town: Town, demanded: None) -> None:
    opened = window(town.bob)
    opened.sign_in(town.bob)
    assert opened.session
    assert not opened.session.must_enrol


@pytest.mark.parametrize(
    "route", [r for r, page in PAGES.items() if page.audience is not Audience.PUBLIC]
)
def test_17_every_page_leads_to_the_set_up(town: Town, demanded: None, route: str) -> None:
    opened = Window(town.alice.host, is_private=is_private)
    opened.sign_in(town.alice)
    answer = opened.get(filled(route))
    assert answer.headers.get("location") == (None if route == ENROL else ENROL)


@pytest.mark.parametrize(("method", "path"), GUARDED)
def test_17_no_route_is_open_before_the_second_factor(
    town: Town, demanded: None, method: str, path: str
) -> None:
    opened = window(town.alice)
    opened.sign_in(town.alice)
    assert opened.ask(method, filled(path)).status_code == 403


def test_17_before_the_second_factor_one_can_only_leave(town: Town, demanded: None) -> None:
    opened = window(town.alice)
    opened.sign_in(town.alice)
    assert "second factor first" in said(
        opened.post("/auth/password", current=PASSWORD, new="seven brown kites at dusk")
    )
    opened.post("/auth/sign-out")
    assert not opened.is_signed_in


def test_17_with_a_second_factor_everything_is_open_again(
    town: Town, database: TestDatabase, demanded: None
) -> None:
    opened, app = window(town.alice), enrol(database, town.alice)
    opened.sign_in(town.alice)
    give_code(opened, app.code())
    assert opened.session
    assert not opened.session.must_enrol


# 18: the secret


def test_18_the_secret_is_kept_encrypted(
    town: Town, app: Authenticator, database: TestDatabase
) -> None:
    [(sealed,)] = run(database, "select totp_sealed from user_account where totp_sealed <> ''")
    assert sealed.startswith("v1.")
    assert app.secret not in dump(database)


def test_18_the_secret_is_bound_to_its_person(
    town: Town, app: Authenticator, database: TestDatabase
) -> None:
    run(
        database,
        "update user_account set second_factor_at = now(), totp_sealed = "
        "(select totp_sealed from user_account where totp_sealed <> '')",
    )
    with pytest.raises(InvalidTag), company_transaction(town.bob.actor) as ctx:
        accounts.confirm(ctx, password=PASSWORD, code=app.code())


def test_18_the_secret_is_shown_once(town: Town) -> None:
    async def work(browser: Browser) -> None:
        tab = browser.tab(town.alice.ref())
        await tab.call(SecondFactorState.begin)
        shown = (await tab.state(SecondFactorState)).secret
        assert len(shown) == 32
        await tab.call(SecondFactorState.load)
        assert shown not in repr((await tab.state(SecondFactorState)).dict())

    in_browser(work)


# 19 and 20: codes of the app


def test_19_a_code_counts_once(town: Town, app: Authenticator) -> None:
    first, code = at_the_code(town.alice), app.code()
    give_code(first, code)
    assert first.is_signed_in
    second = at_the_code(town.alice)
    assert "has been used" in said(give_code(second, code))
    assert not second.is_signed_in


def test_19_an_older_code_than_the_last_one_counts_no_more(town: Town, app: Authenticator) -> None:
    give_code(at_the_code(town.alice), app.code())
    assert said(give_code(at_the_code(town.alice), app.code(-1)))


def test_19_of_several_who_bring_one_code_at_once_one_gets_in(
    town: Town, app: Authenticator
) -> None:
    pending, code = at_the_code(town.alice).cookies[PENDING_COOKIE], app.code()
    actor = Actor.visitor(town.alice.company_id)

    def finish() -> str | None:
        with company_transaction(actor) as ctx:
            return accounts.finish_sign_in(ctx, pending, code=code, device="").token

    assert sum(token is not None for token in at_once(finish)) == 1


def test_19_a_code_confirms_one_of_several_acts_at_once(
    town: Town, app: Authenticator, database: TestDatabase
) -> None:
    opened = at_the_code(town.alice)
    give_code(opened, app.code(-1))
    assert opened.session
    actor, code = opened.session.actor(), app.code()
    assert sum(at_once(lambda: confirms(actor, code))) == 1


@pytest.mark.parametrize(
    ("step", "is_good"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)]
)
def test_20_a_code_is_good_one_step_early_or_late(
    town: Town, app: Authenticator, step: int, *, is_good: bool
) -> None:
    opened = at_the_code(town.alice)
    give_code(opened, app.code(step))
    assert opened.is_signed_in is is_good


def test_20_five_wrong_codes_end_the_wait(town: Town, app: Authenticator) -> None:
    opened = at_the_code(town.alice)
    told = [said(give_code(opened, "000000")) for _ in range(5)]
    assert "Sign in again" in told[4]
    assert "Sign in again" in said(give_code(opened, app.code()))
    assert not opened.is_signed_in


def test_20_guessing_codes_is_slowed_down_by_guessing_passwords(
    town: Town, app: Authenticator
) -> None:
    for _ in range(5):
        at_the_code(town.alice)
    assert "Too many attempts" in said(window(town.alice).sign_in(town.alice))


def test_20_the_wait_ends_after_ten_minutes(
    town: Town, app: Authenticator, database: TestDatabase
) -> None:
    opened = at_the_code(town.alice)
    run(database, "update one_time_link set expires_at = expires_at - interval '10 minutes'")
    assert "Sign in again" in said(give_code(opened, app.code()))


# 21: recovery codes


def test_21_ten_recovery_codes_of_80_bits_are_kept_as_digests(
    app: Authenticator, database: TestDatabase
) -> None:
    assert len(set(app.recovery_codes)) == 10
    everything = dump(database)
    for code in app.recovery_codes:
        letters = code.replace("-", "")
        assert len(letters) == 16  # of 32 different ones: 5 bits each
        assert letters not in everything
        assert code not in everything


def test_21_a_recovery_code_stands_in_once_however_it_is_typed(
    town: Town, app: Authenticator
) -> None:
    code = app.recovery_codes[3]
    for typed in (f" {code.upper()} ", code):
        opened = at_the_code(town.alice)
        give_code(opened, typed)
        assert opened.is_signed_in is (typed != code)


def test_21_of_several_who_bring_one_recovery_code_one_is_right(
    town: Town, app: Authenticator
) -> None:
    opened = at_the_code(town.alice)
    give_code(opened, app.code())
    assert opened.session
    actor = opened.session.actor()
    assert sum(at_once(lambda: confirms(actor, app.recovery_codes[0]))) == 1


def test_21_new_recovery_codes_kill_the_old_ones(town: Town, app: Authenticator) -> None:
    with company_transaction(town.alice.actor) as ctx:
        fresh = accounts.renew_recovery_codes(ctx)
    opened = at_the_code(town.alice)
    give_code(opened, app.recovery_codes[0])
    assert not opened.is_signed_in
    give_code(opened, fresh[0])
    assert opened.is_signed_in


# 22 and 23: a password alone


def test_22_a_right_password_alone_is_no_session(town: Town, app: Authenticator) -> None:
    opened = at_the_code(town.alice)
    assert is_waiting_for_code(opened)
    pending = opened.cookies[PENDING_COOKIE]
    assert not Window(town.alice.host, {COOKIE: pending}).is_signed_in
    answer = opened.get(f"/api/imports/{UUID(int=0)}/problems.csv")
    assert answer.status_code == 401
    assert said(opened.post("/auth/password", current=PASSWORD, new="seven brown kites at dusk"))


def test_22_a_wait_opens_no_handler(
    town: Town, app: Authenticator, database: TestDatabase, caplog: pytest.LogCaptureFixture
) -> None:
    pending = at_the_code(town.alice).cookies[PENDING_COOKIE]
    [(row,)] = run(database, "select id from one_time_link where purpose = 'second_factor'")
    for ref in (pending, f"{town.alice.company_id}.{row}", f"{town.alice.company_id}.{pending}"):
        assert_refused(database, caplog, list(guarded()), ref=ref)


def test_22_the_code_counts_only_in_the_browser_that_gave_the_password(
    town: Town, app: Authenticator
) -> None:
    at_the_code(town.alice)
    elsewhere = window(town.alice)
    assert "Sign in again" in said(give_code(elsewhere, app.code()))
    assert not elsewhere.is_signed_in


def test_22_the_wait_is_worth_nothing_at_another_company(town: Town, app: Authenticator) -> None:
    pending = at_the_code(town.alice).cookies[PENDING_COOKIE]
    elsewhere = Window(town.mallory.host, {PENDING_COOKIE: pending})
    assert "Sign in again" in said(give_code(elsewhere, app.code()))


def test_22_the_page_that_was_wanted_comes_after_the_code(town: Town, app: Authenticator) -> None:
    opened, wanted = window(town.alice), "/campaigns?tab=people&page=2"
    opened.sign_in(town.alice, next=wanted)
    assert opened.post("/auth/code", code=app.code(), next=wanted).headers["location"] == wanted


def test_23_a_new_password_does_not_skip_the_second_factor(
    town: Town, app: Authenticator, database: TestDatabase
) -> None:
    opened = window(town.alice)
    opened.post("/auth/forgot", email=town.alice.email)
    work_off_jobs()
    token = link_in_mail(database, "reset", town.alice.email)
    opened.post("/auth/reset", token=token, password="seven brown kites at dusk")
    assert not opened.is_signed_in
    opened.sign_in(town.alice, "seven brown kites at dusk")
    assert is_waiting_for_code(opened)


def test_23_no_welcome_link_skips_the_second_factor(
    town: Town, app: Authenticator, database: TestDatabase
) -> None:
    with company_transaction(town.alice.actor) as ctx:
        token = accounts.give_link(ctx, town.alice.user_id, LinkPurpose.SETUP, accounts.INVITATION)
    opened = window(town.alice)
    opened.post("/auth/setup", token=token, name="Alice", password="seven brown kites at dusk")
    assert not opened.is_signed_in
