"""A person's time in a team: invited, in, promoted, shown the door; each step counts at once."""

import re

from playwright.sync_api import Page, expect

from tests.browser.walking import Visit, demo_person, mailed_link
from tests.support.product import RunningProduct

ANA, NINA = "ana@acme.example", "nina@acme.example"
PASSWORD = "herons fish at dawn"


def test_invited_promoted_deactivated(running: RunningProduct, visit: Visit) -> None:
    ana = demo_person(running, visit, ANA)
    invite(ana, running, NINA, "Agent")
    nina = visit(mailed_link(running, visit, "/invite/", NINA))
    accept(nina)
    expect(nina.get_by_role("link", name="Campaigns")).to_have_count(0)
    promote(ana, running, "Manager")
    nina.goto(f"{running.company('acme')}/campaigns")
    expect(nina.locator("h1")).to_contain_text("Campaigns")
    deactivate(ana)
    nina.get_by_role("link", name="Contacts").first.click()
    nina.wait_for_url(re.compile("/login"))


def test_a_team_is_told_by_line_who_could_not_be_invited(
    running: RunningProduct, visit: Visit
) -> None:
    ana = demo_person(running, visit, ANA)
    invite(ana, running, f"not an address\n{ANA}", "Agent")
    expect(ana.get_by_test_id("not-invited")).to_contain_text("part of your team already")
    expect(ana.get_by_test_id("not-invited")).to_contain_text("not an address")


def test_an_agent_finds_no_way_to_the_team(running: RunningProduct, visit: Visit) -> None:
    rita = demo_person(running, visit, "rita@acme.example")
    expect(rita.get_by_role("link", name="Settings")).to_have_count(0)
    rita.goto(f"{running.company('acme')}/settings/team")
    expect(rita.get_by_text("Your role does not include this page")).to_be_visible()


def invite(page: Page, running: RunningProduct, addresses: str, role: str) -> None:
    page.goto(f"{running.company('acme')}/settings/team")
    page.get_by_test_id("invite").click()
    page.get_by_test_id("addresses").fill(addresses)
    page.get_by_test_id("role").select_option(label=role)
    page.get_by_test_id("send").click()


def accept(page: Page) -> None:
    page.get_by_test_id("name").fill("Nina Reis")
    page.get_by_test_id("password").fill(PASSWORD)
    page.get_by_test_id("set-up").click()
    page.get_by_test_id("user-menu").wait_for()


def promote(page: Page, running: RunningProduct, role: str) -> None:
    page.goto(f"{running.company('acme')}/settings/team")
    page.get_by_text("Nina Reis").click()
    page.get_by_test_id("member-role").select_option(label=role)
    page.get_by_test_id("save-role").click()
    expect(page.locator("dd").get_by_text(role, exact=True)).to_be_visible()


def deactivate(page: Page) -> None:
    page.get_by_test_id("deactivate").click()
    page.get_by_test_id("deactivate-now").click()
    expect(page.get_by_test_id("reactivate")).to_be_visible()
