"""The list of campaigns in the browser: tagged, narrowed down, copied, archived, stopped."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.walking import Visit, demo_person
from tests.support.product import RunningProduct


def test_a_draft_is_tagged_found_copied_and_archived(running: RunningProduct, visit: Visit) -> None:
    page = demo_person(running, visit, "ana@acme.example")
    campaigns = f"{running.company('acme')}/campaigns"
    page.goto(f"{campaigns}/new")
    page.get_by_label("Name", exact=True).fill("Listed once")
    page.get_by_label("Name", exact=True).press("Tab")
    expect(page.get_by_text("Give the campaign a name to begin.")).to_have_count(0)
    page.goto(campaigns)
    choose(page, "Listed once", "tags")
    page.get_by_test_id("campaign-tags").fill("winter, oak")
    page.get_by_test_id("save-tags").click()
    page.get_by_test_id("tag-filter").select_option("oak")
    expect(page.get_by_test_id("campaign")).to_have_count(1)
    assert Axe().run(page).violations_count == 0
    choose(page, "Listed once", "copy")
    expect(page.get_by_label("Name", exact=True)).to_have_value("Copy of Listed once")
    page.goto(f"{campaigns}?search=listed+once")
    expect(page.get_by_test_id("campaign")).to_have_count(2)
    choose(page, "Copy of Listed once", "archive")
    expect(page.get_by_test_id("campaign")).to_have_count(1)
    page.get_by_test_id("kept-filter").select_option("archived")
    expect(page.get_by_test_id("campaign")).to_contain_text("Copy of Listed once")


def choose(page: Page, name: str, act: str) -> None:
    """Open the menu of a campaign's row, and press one of its acts."""
    page.get_by_role("row").filter(has_text=name).first.get_by_test_id("more").click()
    page.get_by_test_id(act).click()
