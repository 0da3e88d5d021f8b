"""Every event handler that exists, called by people who may not: refused, and nothing has changed.

The cases are made from what Reflex has registered, so a new handler cannot be forgotten.
"""

import pytest

from platform_app.core.permissions import ROLE_PERMISSIONS, Permission
from platform_app.state.access import SIGNED_IN, SUPER_ADMIN
from platform_app.state.base import AppState
from tests.support.asking import ACME, PLATFORM
from tests.support.doors import assert_refused, guarded, let_in, payload_of
from tests.support.people import Person, Town, make_super_admin, make_town, ref_of
from tests.support.servers import TestDatabase
from tests.support.tabs import Browser, handlers, in_browser, rules, scripts


@pytest.fixture
def town(database: TestDatabase) -> Town:
    return make_town()


def test_47_every_handler_of_ours_says_who_may_call_it() -> None:
    silent = [name for name in handlers() if name not in rules()]
    ours = [
        name for name in silent if handlers()[name].handler.fn.__module__.startswith("platform")
    ]
    assert ours == []


def test_47_what_says_nothing_cannot_be_called(
    town: Town, database: TestDatabase, caplog: pytest.LogCaptureFixture
) -> None:
    silent = [name for name in handlers() if name not in rules()]
    assert any(name.endswith(".setvar") for name in silent)
    assert_refused(database, caplog, silent, ref=town.alice.ref())


def test_47_nobody_calls_anything_without_a_session(
    town: Town, database: TestDatabase, caplog: pytest.LogCaptureFixture
) -> None:
    assert_refused(database, caplog, list(guarded()))


def test_a_session_of_another_company_is_none(
    town: Town, database: TestDatabase, caplog: pytest.LogCaptureFixture
) -> None:
    assert_refused(database, caplog, list(guarded()), ref=town.mallory.ref(), host=ACME)


def test_a_session_of_a_company_is_none_at_the_platform(
    town: Town, database: TestDatabase, caplog: pytest.LogCaptureFixture
) -> None:
    assert_refused(database, caplog, list(guarded()), ref=town.alice.ref(), host=PLATFORM)


def test_a_super_admin_is_nobody_at_a_company(
    town: Town, database: TestDatabase, caplog: pytest.LogCaptureFixture
) -> None:
    ref = ref_of(make_super_admin())
    assert_refused(database, caplog, list(guarded()), ref=ref, host=ACME)


def test_a_session_that_has_ended_is_none(
    town: Town, database: TestDatabase, caplog: pytest.LogCaptureFixture
) -> None:
    ref = town.alice.ref()
    with database.connect() as connection, connection.cursor() as cursor:
        cursor.execute("update web_session set ended_at = now()")
    connection.close()
    assert_refused(database, caplog, list(guarded()), ref=ref)


@pytest.mark.parametrize("who", ["bob", "carol", "alice"])
def test_47_a_role_does_only_what_it_may(
    town: Town, database: TestDatabase, caplog: pytest.LogCaptureFixture, who: str
) -> None:
    person: Person = getattr(town, who)
    held = ROLE_PERMISSIONS[person.role]
    refused = [
        n for n, access in guarded().items() if access is not SIGNED_IN and access not in held
    ]
    assert refused
    assert_refused(database, caplog, refused, ref=person.ref())


def test_61_a_super_admin_does_nothing_that_a_company_does(
    town: Town, database: TestDatabase, caplog: pytest.LogCaptureFixture
) -> None:
    refused = [name for name, access in guarded().items() if isinstance(access, Permission)]
    assert_refused(database, caplog, refused, ref=ref_of(make_super_admin()), host=PLATFORM)


def test_a_person_does_what_their_role_may(town: Town, caplog: pytest.LogCaptureFixture) -> None:
    loads = [
        name
        for name, access in guarded().items()
        if name.endswith(".load") and access is not SUPER_ADMIN and not payload_of(name)
    ]
    assert len(loads) > 3

    async def work(browser: Browser) -> None:
        assert await let_in(browser.tab(town.alice.ref()), loads, caplog) == loads

    in_browser(work)


def test_whoever_is_signed_out_is_sent_to_the_sign_in_page(town: Town) -> None:
    async def work(browser: Browser) -> None:
        name = next(iter(guarded()))
        answer = scripts(await browser.tab().send(name, **payload_of(name)))
        assert "location.assign(" in answer

    in_browser(work)


def test_a_page_shows_who_is_here_and_nobody_else(town: Town) -> None:
    async def work(browser: Browser) -> None:
        tab = browser.tab(town.bob.ref())
        await tab.call(AppState.enter)
        state = await tab.state(AppState)
        assert (state.user_email, state.company_name, state.is_super_admin) == (
            town.bob.email, "Acme", False,
        )  # fmt: skip
        assert Permission.WHATSAPP_MANAGE not in state.permissions

    in_browser(work)


def test_who_was_here_is_forgotten_when_the_session_ends(town: Town) -> None:
    async def work(browser: Browser) -> None:
        tab = browser.tab(town.bob.ref())
        await tab.call(AppState.enter)
        tab.ref = ""
        await tab.call(AppState.enter)
        state = await tab.state(AppState)
        assert (state.user_email, state.permissions) == ("", [])

    in_browser(work)
