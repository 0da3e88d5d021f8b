"""Consent in the browser: STOP from the phone, START, by hand with its proof, and a suppression list."""

import re

import httpx
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from platform_app.core.clock import now
from platform_app.dev.whatsapp_simulator.accounts import DEMO_ACCOUNTS
from tests.browser.walking import Visit, demo_person
from tests.support.product import RunningProduct

NUMBER = DEMO_ACCOUNTS["acme"].numbers[0]
CUSTOMER, NAME = "+351912777001", "Olga Reis"


def write(running: RunningProduct, text: str) -> None:
    asked = {"phone_number_id": NUMBER.id, "from": CUSTOMER, "name": NAME, "text": text}
    # The edge takes what changes something from its own pages only.
    own = {"origin": running.platform}
    httpx.post(f"{running.simulator}api/inbound", json=asked, headers=own).raise_for_status()


def test_stop_and_start_are_seen_everywhere(running: RunningProduct, visit: Visit) -> None:
    page = demo_person(running, visit, "ana@acme.example")
    write(running, "Please stop 🛑")
    page.goto(f"{running.company('acme')}/inbox")
    conversation = page.get_by_test_id("conversation").filter(has_text=NAME)
    conversation.click()
    expect(page.get_by_text("You will get no more offers").first).to_be_visible()
    expect(page.locator("main").get_by_text("Opted out").first).to_be_visible()
    page.goto(f"{running.company('acme')}/consent")
    entry = page.get_by_test_id("consent-events").get_by_role("row").filter(has_text=NAME).first
    expect(entry).to_contain_text("Wrote “Please stop 🛑” on WhatsApp")
    entry.get_by_role("link", name=NAME).click()
    panel = page.get_by_test_id("contact-consent")
    expect(panel).to_contain_text("Opted out on")
    write(running, "I want to subscribe again")
    expect(panel).to_contain_text("Opted in on")
    expect(panel.get_by_test_id("consent-entry")).to_have_count(2)
    by_hand(page)


def by_hand(page: Page) -> None:
    """Take consent back and give it again on somebody's page, and download its proof."""
    panel = page.get_by_test_id("contact-consent")
    page.get_by_test_id("record-opt-out").click()
    page.get_by_test_id("opt-out-reason").fill("Said so at the counter")
    page.get_by_test_id("withdraw").click()
    expect(panel).to_contain_text("Opted out on")
    page.get_by_test_id("record-consent").click()
    page.get_by_test_id("consent-where").fill("At the counter")
    page.get_by_test_id("consent-day").fill(now().date().isoformat())
    page.get_by_test_id("consent-wording").fill("Yes, write to me.")
    page.get_by_test_id("grant").click()
    expect(panel).to_contain_text("Opted in on")
    with page.expect_download() as started:
        page.get_by_test_id("proof").click()
    proof = started.value.path().read_text(encoding="utf-8-sig")
    assert "Said so at the counter" in proof
    assert "Yes, write to me." in proof
    assert len(proof.strip().splitlines()) == 5


def test_suppression_list_is_uploaded(running: RunningProduct, visit: Visit) -> None:
    page = demo_person(running, visit, "ana@acme.example")
    page.goto(f"{running.company('acme')}/consent?view=suppression")
    page.get_by_test_id("upload-suppression").click()
    page.wait_for_url(re.compile("mode=suppression"))
    page.get_by_test_id("choose-file").wait_for()
    content = b"phone\n" + b"".join(b"+3519277780%02d\n" % n for n in range(30))
    page.set_input_files(
        "input[type=file]", {"name": "never.csv", "mimeType": "text/csv", "buffer": content}
    )
    page.get_by_test_id("check-file").click()
    page.get_by_test_id("start-import").click()
    expect(page.get_by_text("Completed")).to_be_visible()
    page.goto(f"{running.company('acme')}/consent?view=suppression")
    page.get_by_test_id("suppression-number").fill("+351 927 778 007")
    page.get_by_test_id("look-up").click()
    expect(page.get_by_test_id("looked-up")).to_contain_text("on the list")
    assert Axe().run(page).violations_count == 0
