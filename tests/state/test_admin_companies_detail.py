"""One company on the platform's page: acts upon it, and what never reaches a browser."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest

from platform_app.core.context import PlatformActor
from platform_app.core.db import platform_transaction
from platform_app.models.companies import Company
from platform_app.state.admin_companies_detail import AdminCompaniesDetailState as Page
from platform_app.state.base import AppState
from platform_app.state.home import HomeState
from tests.support.conversations import hears, says
from tests.support.people import Town, make_super_admin, make_town, ref_of
from tests.support.servers import TestDatabase
from tests.support.tabs import Browser, Tab, in_browser, scripts
from tests.support.webhooks import connect

WHY = "They have not paid since May."


@pytest.fixture
def town(database: TestDatabase) -> Town:
    return make_town()


@pytest.fixture
def root(town: Town) -> str:
    return ref_of(make_super_admin())


@dataclass(frozen=True)
class CompanyTab:
    """A super admin's tab that shows one company."""

    tab: Tab
    path: str

    async def call(self, handler: Any, **payload: Any) -> list[Any]:
        """Call a handler of the page."""
        return await self.tab.call(handler, self.path, **payload)

    async def page(self) -> Page:
        """Return what the page knows."""
        return await self.tab.state(Page)


async def open_company(browser: Browser, root: str, company_id: UUID) -> CompanyTab:
    tab = CompanyTab(browser.tab(root, host="localhost:3000"), f"/admin/companies/{company_id}")
    await tab.call(Page.load)
    return tab


def company(company_id: UUID) -> Company:
    with platform_transaction(PlatformActor(None)) as ctx:
        return ctx.db.get_one(Company, company_id)


def test_suspended_and_restored_on_the_page(town: Town, root: str) -> None:
    company_id = town.alice.company_id

    async def work(browser: Browser) -> None:
        tab = await open_company(browser, root, company_id)
        await tab.call(Page.open_window, window="suspend")
        await tab.call(Page.suspend, form={"reason": "no"})
        assert list((await tab.page()).problems) == ["reason"]
        await tab.call(Page.suspend, form={"reason": WHY})
        page = await tab.page()
        assert (page.detail.status, page.window, page.detail.suspend_reason) == (
            "suspended",
            "",
            WHY,
        )
        await tab.call(Page.restore)
        assert (await tab.page()).detail.status == "active"

    in_browser(work)


def test_an_open_page_of_a_suspended_company_is_shown_the_door(town: Town, root: str) -> None:
    ref = town.alice.ref()

    async def work(browser: Browser) -> None:
        theirs = browser.tab(ref)
        await theirs.call(AppState.enter)
        assert (await theirs.state(AppState)).user_name == "Alice"
        tab = await open_company(browser, root, town.alice.company_id)
        await tab.call(Page.suspend, form={"reason": WHY})
        assert "/login" in scripts(await theirs.call(HomeState.load))

    in_browser(work)


def test_limits_and_plan_are_set_for_one_company(town: Town, root: str) -> None:
    company_id = town.alice.company_id

    async def work(browser: Browser) -> None:
        tab = await open_company(browser, root, company_id)
        await tab.call(Page.choose_tab, tab="usage")
        await tab.call(Page.set_limits, form={"users": "many"})
        assert list((await tab.page()).problems) == ["users"]
        await tab.call(Page.set_limits, form={"users": "7", "contacts_unlimited": "on"})
        growth = next(p.id for p in (await tab.page()).plans if p.name == "Growth")
        await tab.call(Page.change_plan, form={"plan_id": growth})
        page = await tab.page()
        assert page.plan == "Growth"
        people = next(row for row in page.meters if row.metric == "users")
        assert (people.used, people.limit) == (4, 7)

    in_browser(work)
    assert company(company_id).limit_overrides == {"users": 7, "contacts": None}


def test_a_deletion_needs_the_subdomain_typed(town: Town, root: str) -> None:
    company_id = town.alice.company_id

    async def work(browser: Browser) -> None:
        tab = await open_company(browser, root, company_id)
        await tab.call(Page.delete, form={"typed": "mallcorp", "reason": WHY})
        assert list((await tab.page()).problems) == ["typed"]
        await tab.call(Page.delete, form={"typed": "acme", "reason": WHY})
        assert (await tab.page()).detail.status == "deleting"

    in_browser(work)
    assert company(town.mallory.company_id).status == "active"


def test_no_side_of_a_company_brings_a_customers_word_or_a_secret_to_the_browser(
    town: Town, root: str
) -> None:
    channel = connect(town.alice.company_id)
    hears(channel, says("wamid.1", "Secret words"), name="Canary Customer")

    async def work(browser: Browser) -> None:
        tab = await open_company(browser, root, town.alice.company_id)
        sent: list[object] = []
        for side in ("profile", "people", "numbers", "usage", "jobs", "danger"):
            sent += await tab.call(Page.choose_tab, tab=side)
        told = repr([getattr(update, "delta", update) for update in sent])
        assert "alice@acme.example" in told
        secrets = (channel.app_secret, channel.verify_token, channel.key)
        words = ("Secret words", "Canary", "351912000111", "sealed")
        assert [one for one in (*secrets, *words) if one in told] == []

    in_browser(work)


def test_a_company_that_does_not_exist_is_said_to_be_missing(town: Town, root: str) -> None:
    async def work(browser: Browser) -> None:
        tab = await open_company(browser, root, town.alice.user_id)
        assert (await tab.page()).is_missing

    in_browser(work)
