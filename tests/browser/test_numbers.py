"""A number's page: what WhatsApp does to a number shows by itself, and a test message tells its whole life."""

import re

import httpx
import pytest
from playwright.sync_api import Page, expect

from platform_app.dev.whatsapp_simulator.accounts import DEMO_ACCOUNTS
from tests.browser.walking import Visit, demo_person
from tests.support.product import RunningProduct

ANA = "ana@acme.example"
ACCOUNT = DEMO_ACCOUNTS["acme"]
NUMBER = ACCOUNT.numbers[1]


@pytest.fixture
def page(running: RunningProduct, visit: Visit) -> Page:
    page = demo_person(running, visit, ANA)
    page.goto(f"{running.company('acme')}/settings/whatsapp")
    page.get_by_test_id("account").wait_for()
    return page


def open_number(page: Page) -> None:
    page.get_by_role("link", name=re.compile(re.escape(NUMBER.display_number))).click()
    page.get_by_test_id("number-facts").wait_for()


def turn(running: RunningProduct, path: str, **values: object) -> None:
    # The edge takes what changes something from its own pages only.
    own = {"origin": running.platform}
    httpx.post(f"{running.simulator}api/{path}", json=values, headers=own).raise_for_status()


def test_a_fall_in_quality_is_found_by_a_check_and_kept_in_the_history(
    page: Page, running: RunningProduct
) -> None:
    open_number(page)
    turn(running, f"numbers/{NUMBER.id}", quality="RED")
    page.get_by_test_id("check").click()
    facts = page.get_by_test_id("number-facts")
    expect(facts.get_by_text("Low", exact=True)).to_be_visible()
    expect(page.get_by_text("Quality: Medium → Low")).to_be_visible()
    turn(running, f"numbers/{NUMBER.id}", quality=NUMBER.quality)


def test_a_test_message_is_followed_to_the_phone(page: Page) -> None:
    open_number(page)
    page.get_by_test_id("view-test").click()
    page.get_by_test_id("trial-template").select_option(index=1)
    page.get_by_test_id("trial-phone").fill("+351 912 777 001")
    page.get_by_test_id("send-trial").click()
    arrived = page.get_by_test_id("trial").locator("li.done", has_text="Arrived on the phone")
    expect(arrived).to_be_visible(timeout=20_000)


def test_the_profile_is_written_at_whatsapp_and_read_back(page: Page) -> None:
    open_number(page)
    page.get_by_test_id("view-profile").click()
    page.get_by_label("About").fill("Chairs that last")
    page.get_by_test_id("save-profile").click()
    expect(page.get_by_text("Customers see the new profile now.")).to_be_visible()
    page.reload()
    page.get_by_test_id("view-profile").click()
    expect(page.get_by_label("About")).to_have_value("Chairs that last")


def test_a_profile_that_is_refused_stays_as_it_was_typed(page: Page) -> None:
    open_number(page)
    page.get_by_test_id("view-profile").click()
    page.get_by_label("About").fill("x" * 140)
    page.get_by_label("Address").fill("Rua Augusta 1")
    page.get_by_test_id("save-profile").click()
    expect(page.get_by_text("At most 139 characters.")).to_be_visible()
    expect(page.get_by_label("About")).to_have_value("x" * 140)
    expect(page.get_by_label("Address")).to_have_value("Rua Augusta 1")


def test_a_number_in_trouble_leaves_the_inbox_on_the_screen(
    page: Page, running: RunningProduct
) -> None:
    open_number(page)
    turn(running, f"numbers/{NUMBER.id}", quality="RED")
    page.get_by_test_id("check").click()
    expect(page.get_by_test_id("number-facts").get_by_text("Low", exact=True)).to_be_visible()
    page.goto(f"{running.company('acme')}/inbox")
    expect(page.locator(".strip")).to_contain_text("Low quality.")
    below = "document.querySelector('.main.fill').getBoundingClientRect().bottom - innerHeight"
    assert page.evaluate(below) <= 0
    turn(running, f"numbers/{NUMBER.id}", quality=NUMBER.quality)


def test_a_short_link_comes_with_its_qr_code(page: Page) -> None:
    open_number(page)
    page.get_by_test_id("view-links").click()
    page.get_by_test_id("link-message").fill("Hello, I saw your chairs")
    page.get_by_test_id("make-link").click()
    link = page.get_by_test_id("short-link").first
    expect(link.get_by_role("img", name="QR code of this link")).to_be_visible()


def test_news_of_the_account_is_brought_here(page: Page) -> None:
    page.get_by_test_id("take-callback").click()
    expect(page.get_by_text("Comes here", exact=True)).to_be_visible()
