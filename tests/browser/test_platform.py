"""The platform's people at work: a company suspended and restored, and a visit that only looks."""

import re

from playwright.sync_api import Page, expect

from tests.browser.walking import Visit, demo_person, super_admin
from tests.support.product import RunningProduct

REASON = "Ticket 4711: a number does not connect"


def test_a_visit_looks_and_changes_nothing(running: RunningProduct, visit: Visit) -> None:
    root = super_admin(running, visit)
    open_company(root, running, "Acme Furniture")
    root.get_by_test_id("visit-company").click()
    root.get_by_test_id("reason").fill(REASON)
    root.get_by_test_id("prepare-visit").click()
    way_in = root.get_by_test_id("way-in").get_attribute("href")
    assert way_in
    inside = visit(way_in)
    inside.get_by_test_id("begin-visit").click()
    expect(inside.get_by_test_id("visiting")).to_contain_text(REASON)
    inside.goto(f"{running.company('acme')}/settings/roles")
    inside.get_by_test_id("rule-hide_phone_numbers").click()
    expect(inside.get_by_text("You are here to look only")).to_be_visible()
    inside.get_by_test_id("leave").click()
    expect(inside.get_by_test_id("done")).to_contain_text("visit has ended")
    stands_in_both_logs(running, visit, root)


def test_a_suspended_company_is_shut_at_once_and_opens_again(
    running: RunningProduct, visit: Visit
) -> None:
    root, rita = super_admin(running, visit), demo_person(running, visit, "rita@acme.example")
    open_company(root, running, "Acme Furniture")
    suspend(root)
    rita.get_by_role("link", name="Contacts").first.click()
    expect(rita.get_by_text("This company is paused")).to_be_visible(timeout=10_000)
    root.get_by_test_id("restore").click()
    root.get_by_test_id("confirm").click()
    expect(root.get_by_text("Active", exact=True).first).to_be_visible()
    demo_person(running, visit, "rita@acme.example")


def test_health_says_that_everything_works(running: RunningProduct, visit: Visit) -> None:
    root = super_admin(running, visit)
    root.goto(f"{running.platform}/admin/health")
    expect(root.get_by_text("Everything that must work, works.")).to_be_visible()


def open_company(root: Page, running: RunningProduct, name: str) -> None:
    root.goto(f"{running.platform}/admin/companies")
    root.get_by_text(name).first.click()
    root.get_by_test_id("visit-company").wait_for()


def suspend(root: Page) -> None:
    root.get_by_test_id("view-danger").click()
    root.get_by_role("button", name="Suspend").first.click()
    root.get_by_test_id("reason").fill("The bill of October is not paid")
    root.get_by_role("dialog").get_by_role("button", name=re.compile("Suspend")).click()
    expect(root.get_by_text("Suspended", exact=True).first).to_be_visible()


def stands_in_both_logs(running: RunningProduct, visit: Visit, root: Page) -> None:
    root.goto(f"{running.platform}/admin/audit")
    expect(root.locator("table").get_by_text("began a visit").first).to_be_visible()
    expect(root.locator("table").get_by_text("looked at a page").first).to_be_visible()
    ana = demo_person(running, visit, "ana@acme.example")
    ana.goto(f"{running.company('acme')}/settings/audit")
    expect(ana.locator("table").get_by_text("ended a visit").first).to_be_visible()
