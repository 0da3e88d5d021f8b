"""A super admin's visit inside a company: it looks, changes nothing, and stands in both logs."""

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


def open_company(root: Page, running: RunningProduct, name: str) -> None:
    root.goto(f"{running.platform}/admin/companies")
    root.get_by_text(name).first.click()
    root.get_by_test_id("visit-company").wait_for()


def stands_in_both_logs(running: RunningProduct, visit: Visit, root: Page) -> None:
    root.goto(f"{running.platform}/admin/audit")
    expect(root.locator("table").get_by_text("began a visit").first).to_be_visible()
    expect(root.locator("table").get_by_text("looked at a page").first).to_be_visible()
    ana = demo_person(running, visit, "ana@acme.example")
    ana.goto(f"{running.company('acme')}/settings/audit")
    expect(ana.locator("table").get_by_text("ended a visit").first).to_be_visible()
