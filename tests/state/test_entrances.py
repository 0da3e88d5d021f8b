"""The first pages that somebody sees: sign-in, set-up link, home."""

import pytest

from platform_app.api.notices import sealed
from platform_app.core.context import PlatformActor
from platform_app.core.db import platform_transaction
from platform_app.services import companies
from platform_app.state.admin_outbox import AdminOutboxState
from platform_app.state.base import AppState
from platform_app.state.home import HomeState
from platform_app.state.links import LinksState
from platform_app.state.login import LoginState
from tests.support.people import Town, make_super_admin, make_town, ref_of
from tests.support.servers import TestDatabase
from tests.support.tabs import Browser, in_browser, scripts

PLATFORM = "localhost:3000"


@pytest.fixture
def town(database: TestDatabase) -> Town:
    return make_town()


@pytest.mark.parametrize(
    ("notice", "shown"),
    [(sealed({"": "Wait a little."}), "Wait a little."), ("QWxsIGdvb2QsIHBheSBoZXJl", "")],
    ids=["ours", "somebody else's"],
)
def test_the_sign_in_page_shows_only_our_own_sentences(town: Town, notice: str, shown: str) -> None:
    async def work(browser: Browser) -> None:
        tab = browser.tab()
        await tab.call(LoginState.load, f"/login?notice={notice}&next=/inbox")
        state = await tab.state(LoginState)
        assert (state.notice, state.next_path) == (shown, "/inbox")

    in_browser(work)


def test_a_set_up_link_says_whom_it_is_for(database: TestDatabase) -> None:
    with platform_transaction(PlatformActor(None)) as ctx:
        companies.create(ctx, name="Zeta", subdomain="zeta", admin_email="zoe@zeta.example")
    root = ref_of(make_super_admin())

    async def work(browser: Browser) -> None:
        outbox = browser.tab(root, host=PLATFORM)
        await outbox.call(AdminOutboxState.load, "/admin/outbox")
        link = (await outbox.state(AdminOutboxState)).picked.link
        tab = browser.tab(host="zeta.localhost:3000")
        await tab.call(LinksState.load, link.partition(":3000")[2])
        state = await tab.state(LinksState)
        assert (state.email, state.dead) == ("zoe@zeta.example", "")

    in_browser(work)


def test_a_dead_set_up_link_is_said_at_once(town: Town) -> None:
    async def work(browser: Browser) -> None:
        tab = browser.tab()
        await tab.call(LinksState.load, "/setup/nothing")
        state = await tab.state(LinksState)
        assert state.email == ""
        assert "has expired" in state.dead

    in_browser(work)


def test_home_greets_by_name_and_shows_what_is_left_to_do(town: Town) -> None:
    async def work(browser: Browser) -> None:
        tab = browser.tab(town.alice.ref())
        await tab.call(AppState.enter)
        await tab.call(HomeState.load)
        state = await tab.state(HomeState)
        assert state.greeting.endswith(", Alice")
        # Two of the town are a team already; nothing else has happened.
        assert (state.steps_done, state.next_step) == (1, "profile")

    in_browser(work)


def test_an_agents_home_asks_for_no_campaigns(town: Town) -> None:
    async def work(browser: Browser) -> None:
        tab = browser.tab(town.bob.ref())
        await tab.call(AppState.enter)
        await tab.call(HomeState.load)
        assert (await tab.state(HomeState)).is_loaded
        assert browser.failures == []

    in_browser(work)


def test_a_super_admins_home_is_the_list_of_companies(database: TestDatabase) -> None:
    root = ref_of(make_super_admin())

    async def work(browser: Browser) -> None:
        tab = browser.tab(root, host=PLATFORM)
        await tab.call(AppState.enter)
        assert "/admin" in scripts(await tab.call(HomeState.load))

    in_browser(work)
