"""A template's way: written on one page, approved or rejected live, used by a campaign that its pause stops."""

import re

import httpx
from playwright.sync_api import Page, expect

from tests.browser.walking import Visit, demo_person
from tests.support.product import RunningProduct


def test_a_template_is_written_approved_used_and_paused(
    running: RunningProduct, visit: Visit
) -> None:
    acme = running.company("acme")
    have_news_come_here(running, visit)
    page = demo_person(running, visit, "miguel@acme.example")
    write(page, acme, "spring_sale")
    submit(page)
    expect(page.get_by_test_id("status-words")).to_contain_text("is reviewing it")
    expect(page.locator(".badge", has_text="Approved")).to_be_visible()
    template = page.url
    try:
        control(running, "behaviour", latency_s=1.0)
        launch(page, acme)
        control(running, "templates/spring_sale", status="PAUSED", title="SECOND_PAUSE")
        expect(page.get_by_test_id("pause-reason")).to_contain_text("spring_sale")
        expect(page.get_by_test_id("pause-reason")).to_contain_text("6 hours")
    finally:
        control(running, "behaviour", latency_s=0.05)
    page.goto(template)
    expect(page.get_by_test_id("status-words")).to_contain_text("paused it for 6 hours")
    page.get_by_test_id("view-use").click()
    expect(page.get_by_test_id("use")).to_contain_text("Spring")


def test_a_rejection_is_read_and_answered(running: RunningProduct, visit: Visit) -> None:
    acme = running.company("acme")
    have_news_come_here(running, visit)
    page = demo_person(running, visit, "miguel@acme.example")
    write(page, acme, "autumn_rejected")
    submit(page)
    expect(page.get_by_test_id("status-words")).to_contain_text("WhatsApp rejected it")
    page.get_by_test_id("edit").click()
    expect(page.get_by_test_id("template-name")).to_be_disabled()
    page.get_by_test_id("template-footer").fill("Answer STOP to stop")
    expect(page.get_by_test_id("phone-bubble")).to_contain_text("Answer STOP to stop")
    submit(page)
    expect(page.get_by_test_id("status-words")).to_contain_text("is reviewing it")


def have_news_come_here(running: RunningProduct, visit: Visit) -> None:
    """What WhatsApp says about templates goes to the app's own address, which somebody has to set once."""
    ana = demo_person(running, visit, "ana@acme.example")
    ana.goto(f"{running.company('acme')}/settings/whatsapp")
    ana.get_by_test_id("check").first.click()
    here, take = ana.get_by_text("Comes here").first, ana.get_by_test_id("take-callback").first
    expect(here.or_(take)).to_be_visible()
    if take.is_visible():
        take.click()
    expect(here).to_be_visible()


def write(page: Page, company: str, name: str) -> None:
    """Write a template with a variable; what is missing is said before, the phone follows each change."""
    page.goto(f"{company}/templates/new")
    page.get_by_test_id("begin-MARKETING").click()
    page.get_by_test_id("submit").click()
    expect(page.get_by_text("Give it a name.").first).to_be_visible()
    page.get_by_test_id("template-name").fill(name)
    page.get_by_test_id("template-body").fill("Hello , spring is here and everything costs less.")
    expect(page.get_by_test_id("phone-bubble")).to_contain_text("spring is here")
    page.evaluate("document.getElementById('body').setSelectionRange(6, 6)")
    page.get_by_test_id("insert-in-body").click()
    expect(page.get_by_test_id("template-body")).to_have_value(re.compile(r"^Hello \{\{1\}\}, "))
    page.get_by_test_id("sample-body.1").fill("Ana")
    expect(page.get_by_test_id("phone-bubble")).to_contain_text("Hello Ana, spring is here")
    page.get_by_test_id("add-QUICK_REPLY").click()
    page.get_by_test_id("buttons.0.text").fill("Tell me more")
    expect(page.get_by_test_id("ready")).to_be_visible()


def submit(page: Page) -> None:
    page.get_by_test_id("submit").click()
    page.wait_for_url(re.compile(r"/templates/[0-9a-f-]{36}$"))


def launch(page: Page, company: str) -> None:
    page.goto(f"{company}/campaigns/new")
    page.get_by_test_id("campaign-name").fill("Spring")
    page.get_by_test_id("campaign-number").select_option(index=1)
    page.get_by_test_id("continue").click()
    page.get_by_test_id("campaign-template").select_option(label="spring_sale (en)")
    page.get_by_test_id("source-body.1").select_option(label="First name")
    page.get_by_test_id("continue").click()
    page.get_by_test_id("campaign-audience").select_option(value="tag:newsletter")
    page.get_by_test_id("step-review").click()
    page.get_by_test_id("launch").click()
    page.get_by_test_id("launch-now").click()
    page.wait_for_url(re.compile(r"/campaigns/[0-9a-f-]{36}"))


def control(running: RunningProduct, path: str, **body: object) -> None:
    """Turn a dial of the simulator, or decide about a template in WhatsApp's place."""
    # The edge takes what changes something from its own pages only.
    own = {"origin": running.platform}
    httpx.post(f"{running.simulator}api/{path}", json=body, headers=own).raise_for_status()
