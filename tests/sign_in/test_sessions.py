"""Numbers 31 to 44 of the checklist: what a session is, when it ends, and where its cookie is worth something."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import httpx
import pytest

from platform_app.api.edge import COOKIE
from platform_app.api.forms import DEVICE_COOKIE, PENDING_COOKIE
from platform_app.api.identity import forget_companies
from platform_app.core.context import Actor
from platform_app.core.crypto import fingerprint, new_token
from platform_app.core.db import company_transaction
from platform_app.core.errors import NotFound, NotVerified
from platform_app.services import accounts
from platform_app.state.campaigns import CampaignsState
from platform_app.state.home import HomeState
from tests.support.asking import PLATFORM
from tests.support.people import PASSWORD, Person, Town, make_super_admin, ref_of
from tests.support.servers import TestDatabase
from tests.support.tabs import Browser, in_browser, scripts
from tests.support.ways_in import (
    Authenticator,
    Window,
    dump,
    enrol,
    give_code,
    link_in_mail,
    run,
    said,
    window,
)

NEW = "seven brown kites at dusk"


def signed_in(person: Person, password: str = PASSWORD) -> Window:
    opened = window(person)
    opened.sign_in(person, password)
    assert opened.is_signed_in
    return opened


def acting(opened: Window) -> Actor:
    """Return the person in a browser as one who acts."""
    assert opened.session
    return opened.session.actor()


def age(database: TestDatabase, **duration: float) -> None:
    """Let time pass for every session."""
    passed = timedelta(**duration)
    for table in ("web_session", "platform_session"):
        run(
            database,
            f"update {table} set last_seen_at = last_seen_at - %s, expires_at = expires_at - %s, "
            "verified_at = verified_at - %s, created_at = created_at - %s",
            *[passed] * 4,
        )


def set_cookies(answer: httpx.Response) -> dict[str, set[str]]:
    """Return the attributes of every cookie that an answer sets."""
    parts = [line.lower().split("; ") for line in answer.headers.get_list("set-cookie")]
    return {first.partition("=")[0]: set(rest) for first, *rest in parts}


# 31 to 33: tokens


def test_31_a_token_is_256_bits_that_nobody_foresees() -> None:
    tokens = {new_token() for _ in range(100_000)}
    assert len(tokens) == 100_000
    assert {len(token) for token in tokens} == {43}


def test_32_only_the_hash_of_a_token_is_kept(town: Town, database: TestDatabase) -> None:
    token = signed_in(town.alice).cookies[COOKIE]
    everything = dump(database)
    assert token not in everything
    assert fingerprint(token) in everything
    assert not Window(town.alice.host, {COOKIE: fingerprint(token)}).is_signed_in


def test_33_a_cookie_that_was_there_before_never_becomes_a_session(town: Town) -> None:
    planted = new_token()
    opened = Window(town.alice.host, {COOKIE: planted})
    opened.sign_in(town.alice)
    assert opened.cookies[COOKIE] != planted
    assert not Window(town.alice.host, {COOKIE: planted}).is_signed_in


def test_33_signing_in_ends_the_session_that_was_open(town: Town) -> None:
    opened = signed_in(town.alice)
    earlier = Window(town.alice.host, dict(opened.cookies))
    opened.sign_in(town.bob)
    assert opened.session
    assert opened.session.email == town.bob.email
    assert not earlier.is_signed_in


def test_33_a_second_factor_gives_another_token(town: Town, database: TestDatabase) -> None:
    opened = signed_in(town.bob)
    earlier = Window(town.bob.host, dict(opened.cookies))
    opened.post("/auth/renew")
    assert opened.is_signed_in
    assert not earlier.is_signed_in
    app = enrol(database, town.alice)
    waiting = window(town.alice)
    waiting.sign_in(town.alice)
    pending = waiting.cookies[PENDING_COOKIE]
    give_code(waiting, app.code())
    assert waiting.cookies[COOKIE] != pending
    assert PENDING_COOKIE not in waiting.cookies


# 34 to 37: how a session ends


@pytest.mark.parametrize(("minutes", "lives"), [(29, True), (30, False)])
def test_34_a_session_that_rests_for_half_an_hour_ends(
    town: Town, database: TestDatabase, minutes: int, *, lives: bool
) -> None:
    opened = signed_in(town.alice)
    age(database, minutes=minutes)
    assert opened.is_signed_in is lives


@pytest.mark.parametrize(("minutes", "lives"), [(14, True), (15, False)])
def test_34_a_super_admin_s_session_rests_for_a_quarter_of_an_hour(
    town: Town, database: TestDatabase, minutes: int, *, lives: bool
) -> None:
    opened = Window(PLATFORM, {COOKIE: make_super_admin()})
    age(database, minutes=minutes)
    assert opened.is_signed_in is lives


def test_34_no_session_lives_longer_than_twelve_hours(town: Town, database: TestDatabase) -> None:
    opened = signed_in(town.alice)
    age(database, hours=12)
    run(database, "update web_session set last_seen_at = now()")
    assert not opened.is_signed_in


def test_34_a_page_left_open_keeps_no_session_alive(town: Town, database: TestDatabase) -> None:
    """Its own refreshes are not its person's doing."""
    ref = town.alice.ref()

    def seen() -> object:
        return run(database, "select last_seen_at from web_session")

    async def work(browser: Browser) -> None:
        tab = browser.tab(ref)
        await tab.call(CampaignsState.load)
        age(database, minutes=20)
        before = seen()
        await tab.call(CampaignsState.refresh)
        assert seen() == before
        await tab.call(CampaignsState.load)
        assert seen() != before
        age(database, minutes=31)
        assert "location.assign(" in scripts(await tab.call(CampaignsState.refresh))

    in_browser(work)


def test_35_signing_out_ends_the_session_on_the_server(town: Town) -> None:
    opened = signed_in(town.alice)
    stolen = Window(town.alice.host, dict(opened.cookies))
    opened.post("/auth/sign-out")
    assert COOKIE not in opened.cookies
    assert not stolen.is_signed_in


CHANGES: dict[str, str] = {
    "the person is deactivated": "update user_account set status = 'deactivated'",
    "the company is suspended": "update company set status = 'suspended'",
    "the session was ended": "update web_session set ended_at = now()",
}


@pytest.mark.parametrize("change", CHANGES)
def test_36_the_next_event_is_refused_when(town: Town, database: TestDatabase, change: str) -> None:
    ref = town.alice.ref()

    async def work(browser: Browser) -> None:
        tab = browser.tab(ref)
        await tab.call(HomeState.load)
        assert (await tab.state(HomeState)).is_loaded
        run(database, CHANGES[change])
        forget_companies()
        assert "location.assign(" in scripts(await tab.call(HomeState.load))

    in_browser(work)


def by_password(opened: Window, database: TestDatabase) -> None:
    opened.post("/auth/password", current=PASSWORD, new=NEW)


def by_reset(opened: Window, database: TestDatabase) -> None:
    assert opened.session
    with company_transaction(Actor.visitor(opened.session.company_id or UUID(int=0))) as ctx:
        accounts.mail_reset_link(ctx, opened.session.email)
    token = link_in_mail(database, "reset", opened.session.email)
    opened.post("/auth/reset", token=token, password=NEW)


def by_second_factor(opened: Window, database: TestDatabase) -> None:
    with company_transaction(acting(opened)) as ctx:
        secret = accounts.offer_second_factor(ctx, issuer="Acme").secret
    with company_transaction(acting(opened)) as ctx:
        accounts.accept_second_factor(ctx, Authenticator(secret, []).code())


def by_removing_second_factor(opened: Window, database: TestDatabase) -> None:
    with company_transaction(acting(opened)) as ctx:
        accounts.remove_second_factor(ctx)


def by_email(opened: Window, database: TestDatabase) -> None:
    with company_transaction(acting(opened)) as ctx:
        accounts.ask_for_email_change(ctx, "alice@new.example")
    token = link_in_mail(database, "email", "alice@new.example")
    assert "was changed" in said(opened.post("/auth/email", token=token))


@pytest.mark.parametrize(
    "change", [by_password, by_reset, by_second_factor, by_removing_second_factor, by_email]
)
def test_37_other_sessions_end_with_a_change(
    town: Town, database: TestDatabase, change: Callable[[Window, TestDatabase], None]
) -> None:
    other, opened = signed_in(town.alice), signed_in(town.alice)
    bystander = signed_in(town.bob)
    change(opened, database)
    assert not other.is_signed_in
    assert bystander.is_signed_in


# 38 to 40: a person's own sessions


def test_38_a_person_sees_their_own_sessions_and_ends_one(town: Town) -> None:
    first, second = signed_in(town.alice), signed_in(town.alice)
    signed_in(town.bob)
    with company_transaction(acting(second)) as ctx:
        rows = accounts.list_own_sessions(ctx)
        assert [row.is_this for row in rows].count(True) == 1
        assert len(rows) == 2
        accounts.end_own_session(ctx, UUID(next(row.id for row in rows if not row.is_this)))
    assert not first.is_signed_in
    assert second.is_signed_in


def test_38_nobody_ends_a_session_of_somebody_else(town: Town) -> None:
    theirs = signed_in(town.alice)
    assert theirs.session
    for person in (town.bob, town.mallory):
        with company_transaction(acting(signed_in(person))) as ctx, pytest.raises(NotFound):
            accounts.end_own_session(ctx, theirs.session.session_id)
    assert theirs.is_signed_in


def test_39_the_eleventh_session_ends_the_oldest(town: Town) -> None:
    opened = [signed_in(town.alice) for _ in range(11)]
    assert [one.is_signed_in for one in opened] == [False, *[True] * 10]


def test_40_dangerous_acts_ask_again_after_five_minutes(town: Town, database: TestDatabase) -> None:
    opened = signed_in(town.alice)
    age(database, minutes=5)
    for act in (
        lambda ctx: accounts.ask_for_email_change(ctx, "alice@new.example"),
        lambda ctx: accounts.offer_second_factor(ctx, issuer="Acme"),
        accounts.remove_second_factor,
        accounts.renew_recovery_codes,
    ):
        with company_transaction(acting(opened)) as ctx, pytest.raises(NotVerified):
            act(ctx)
    with company_transaction(acting(opened)) as ctx:
        assert not accounts.confirm(ctx, password="wrong", code="")
    with company_transaction(acting(opened)) as ctx, pytest.raises(NotVerified):
        accounts.remove_second_factor(ctx)
    with company_transaction(acting(opened)) as ctx:
        assert accounts.confirm(ctx, password=PASSWORD, code="")
    with company_transaction(acting(opened)) as ctx:
        accounts.remove_second_factor(ctx)


def test_40_with_a_second_factor_a_password_alone_confirms_nothing(
    town: Town, database: TestDatabase
) -> None:
    app, opened = enrol(database, town.alice), window(town.alice)
    opened.sign_in(town.alice)
    give_code(opened, app.code(-1))
    with company_transaction(acting(opened)) as ctx:
        assert not accounts.confirm(ctx, password=PASSWORD, code="")
        assert not accounts.confirm(ctx, password="wrong", code=app.code())
    with company_transaction(acting(opened)) as ctx:
        assert accounts.confirm(ctx, password=PASSWORD, code=app.code(1))


# 41 to 44: the cookie


def test_41_every_cookie_is_host_only_and_out_of_reach_of_scripts(
    town: Town, database: TestDatabase
) -> None:
    app = enrol(database, town.alice)
    opened = window(town.alice)
    answers = [
        opened.sign_in(town.alice),
        give_code(opened, app.code()),
        opened.post("/auth/renew"),
        opened.post("/auth/password", current=PASSWORD, new=NEW),
        opened.post("/auth/sign-out"),
    ]
    cookies = [cookie for answer in answers for cookie in set_cookies(answer).items()]
    assert {name for name, _ in cookies} == {
        one.lower() for one in (COOKIE, PENDING_COOKIE, DEVICE_COOKIE)
    }
    for name, attributes in cookies:
        assert name.startswith("__host-")
        assert {"httponly", "secure", "samesite=lax", "path=/"} <= attributes
        assert not any(attribute.startswith("domain") for attribute in attributes)


def test_41_the_session_s_cookie_ends_with_the_browser(town: Town) -> None:
    answer = window(town.alice).sign_in(town.alice)
    attributes = set_cookies(answer)[COOKIE.lower()]
    assert not any(attribute.startswith(("expires", "max-age")) for attribute in attributes)


def test_43_a_cookie_is_worth_nothing_at_another_company_or_at_the_platform(town: Town) -> None:
    cookies = signed_in(town.alice).cookies
    path = f"/api/imports/{UUID(int=7)}/problems.csv"
    assert Window(town.alice.host, dict(cookies)).get(path).status_code == 404
    for host in (town.mallory.host, PLATFORM):
        assert Window(host, dict(cookies)).get(path).status_code == 401


def test_43_a_super_admin_s_cookie_is_worth_nothing_at_a_company(town: Town) -> None:
    cookies = {COOKIE: make_super_admin()}
    path = f"/api/imports/{UUID(int=7)}/problems.csv"
    assert Window(town.alice.host, cookies).get(path).status_code == 401
    assert ref_of(cookies[COOKIE]).startswith("platform.")


def test_44_a_cookie_that_a_sibling_has_tossed_over_is_no_session(town: Town) -> None:
    own = signed_in(town.alice).cookies[COOKIE]
    path = f"/api/imports/{UUID(int=7)}/problems.csv"
    for tossed in (signed_in(town.bob).cookies[COOKIE], signed_in(town.mallory).cookies[COOKIE]):
        for pair in ((own, tossed), (tossed, own)):
            header = "; ".join(f"{COOKIE}={value}" for value in pair)
            assert window(town.alice).get(path, cookie=header).status_code == 401
    for name in ("sid", "__host-sid", "__Secure-sid"):
        assert window(town.alice).get(path, cookie=f"{name}={own}").status_code == 401
