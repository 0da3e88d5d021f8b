"""Bringing a company on, as the super admin's page does it."""

import pytest

from platform_app.state.admin_companies import AdminCompaniesState as Page
from tests.support.people import make_super_admin, ref_of
from tests.support.servers import TestDatabase
from tests.support.tabs import Browser, Tab, in_browser

FORM = {"name": "Zeta", "subdomain": "zeta", "admin_email": "zoe@zeta.example"}


@pytest.fixture
def root(database: TestDatabase) -> str:
    return ref_of(make_super_admin())


async def create(browser: Browser, root: str, **changes: str) -> Page:
    tab: Tab = browser.tab(root, host="localhost:3000")
    await tab.call(Page.load, "/admin/companies")
    await tab.call(Page.open_form, is_open=True)
    await tab.call(Page.create, form=FORM | changes)
    return await tab.state(Page)


def test_a_created_company_is_listed_and_the_window_closes(root: str) -> None:
    async def work(browser: Browser) -> None:
        page = await create(browser, root)
        assert [row.name for row in page.rows] == ["Zeta"]
        assert not page.is_creating
        assert page.created_for == "zoe@zeta.example"

    in_browser(work)


@pytest.mark.parametrize(
    ("field", "value"), [("name", " "), ("subdomain", "admin"), ("admin_email", "zoe")]
)
def test_what_is_wrong_stands_at_its_field_and_nothing_is_made(
    root: str, field: str, value: str
) -> None:
    async def work(browser: Browser) -> None:
        page = await create(browser, root, **{field: value})
        assert list(page.problems) == [field]
        assert page.is_creating
        assert page.rows == []

    in_browser(work)


def test_a_taken_subdomain_is_said_at_its_field(root: str) -> None:
    async def work(browser: Browser) -> None:
        await create(browser, root)
        page = await create(browser, root, name="Another")
        assert "Another company has it" in page.problems["subdomain"]

    in_browser(work)
