"""A campaign that two people send: a manager asks, an admin sends it back, then lets it go."""

import re

from playwright.sync_api import Page, expect

from tests.browser.walking import Visit, demo_person
from tests.support.product import RunningProduct

NOTE = "Leave the people of Faro out, please"
RULE = "rule-campaigns_need_approval"


def test_a_manager_asks_and_an_admin_decides(running: RunningProduct, visit: Visit) -> None:
    acme = running.company("acme")
    ana = demo_person(running, visit, "ana@acme.example")
    turn_rule(ana, acme, is_on=True)
    miguel = demo_person(running, visit, "miguel@acme.example")
    ask_for(miguel, acme)
    expect(miguel.get_by_test_id("waits-for-approval")).to_be_visible()
    expect(miguel.get_by_test_id("approve")).to_have_count(0)
    ana.goto(f"{acme}/")
    ana.get_by_test_id("approvals").get_by_role("link").first.click()
    ana.get_by_test_id("send-back").click()
    ana.get_by_test_id("note").fill(NOTE)
    ana.get_by_test_id("send-back-now").click()
    ana.wait_for_url(re.compile(r"/campaigns$"))
    turn_rule(ana, acme, is_on=False)


def turn_rule(page: Page, company: str, *, is_on: bool) -> None:
    page.goto(f"{company}/settings/roles")
    page.get_by_test_id(RULE).click()
    expect(page.get_by_test_id(RULE)).to_be_checked(checked=is_on)


def ask_for(page: Page, company: str) -> None:
    page.goto(f"{company}/campaigns/new")
    page.get_by_test_id("campaign-name").fill("Winter, asked for")
    page.get_by_test_id("campaign-number").select_option(index=1)
    page.get_by_test_id("continue").click()
    page.get_by_test_id("campaign-template").select_option(label="winter_offer (en)")
    page.get_by_test_id("source-body.first_name").select_option(label="First name")
    page.get_by_test_id("source-body.discount").select_option(label="The same text for everybody")
    page.get_by_test_id("text-body.discount").fill("10")
    page.get_by_test_id("continue").click()
    page.get_by_test_id("campaign-audience").select_option(value="tag:newsletter")
    page.get_by_test_id("step-review").click()
    page.get_by_test_id("launch").click()
    page.get_by_test_id("launch-now").click()
    page.wait_for_url(re.compile(r"/campaigns/[0-9a-f-]{36}"))
