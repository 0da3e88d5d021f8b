"""The ways in and out, as people walk them: a second factor, a lost password, a session ended elsewhere."""

import re

from playwright.sync_api import Page, expect
from pyotp.totp import TOTP

from tests.browser.walking import Visit, demo_person, mailed_link, password_of, sign_in
from tests.support.product import RunningProduct

MIGUEL, RITA, GRETA = "miguel@acme.example", "rita@acme.example", "greta@globex.example"


def enrol(page: Page) -> tuple[str, list[str]]:
    """Set up a second factor; return its secret and the recovery codes."""
    page.get_by_test_id("begin-2fa").click()
    page.get_by_text("Cannot scan it?").click()
    secret = page.get_by_test_id("secret").inner_text()
    page.get_by_test_id("code").fill(TOTP(secret).now())
    page.get_by_test_id("accept-2fa").click()
    codes = page.get_by_test_id("recovery-codes").inner_text().split()
    page.get_by_test_id("kept").check()
    page.get_by_test_id("codes-kept").click()
    return secret, codes


def test_a_second_factor_is_set_up_asked_for_and_stood_in_for(
    running: RunningProduct, visit: Visit
) -> None:
    acme = running.company("acme")
    page = demo_person(running, visit, MIGUEL)
    page.goto(f"{acme}/me/security")
    _, codes = enrol(page)
    expect(page.get_by_test_id("second-factor")).to_contain_text("On")
    other = visit(f"{acme}/login")
    sign_in(other, acme, MIGUEL, password_of(running, MIGUEL))
    other.get_by_test_id("code").fill("000000")
    other.get_by_test_id("give-code").click()
    expect(other.get_by_test_id("form-problem")).to_contain_text("wrong or has been used")
    other.get_by_test_id("code").fill(codes[0])
    other.get_by_test_id("give-code").click()
    expect(other.locator("h1")).to_contain_text("Miguel")
    other.goto(f"{acme}/me/security")
    other.get_by_test_id("remove-2fa").click()
    other.get_by_test_id("confirm").click()
    expect(other.get_by_test_id("begin-2fa")).to_be_visible()


def test_a_session_that_is_ended_elsewhere_asks_for_the_password_again(
    running: RunningProduct, visit: Visit
) -> None:
    here, there = demo_person(running, visit, RITA), demo_person(running, visit, RITA)
    here.goto(f"{running.company('acme')}/me/security")
    here.get_by_test_id("end-others").click()
    here.get_by_test_id("confirm").click()
    expect(here.get_by_test_id("end-others")).to_be_hidden()
    there.get_by_role("link", name="Contacts").first.click()
    there.wait_for_url(re.compile("/login"))
    expect(there.get_by_test_id("form-problem")).to_contain_text("session has ended")


def test_a_lost_password_is_chosen_anew_by_mail(running: RunningProduct, visit: Visit) -> None:
    page = visit(f"{running.company('globex')}/forgot")
    page.get_by_test_id("email").fill(GRETA)
    page.get_by_test_id("send-link").click()
    expect(page.get_by_test_id("sent")).to_be_visible()
    page.goto(mailed_link(running, visit, "/reset/", GRETA))
    page.get_by_test_id("password").fill("Globex Clinics 2026")
    page.get_by_test_id("save-password").click()
    expect(page.locator("#password-error")).to_be_visible()
    page.get_by_test_id("password").fill(password_of(running, GRETA))
    page.get_by_test_id("save-password").click()
    expect(page.get_by_test_id("done")).to_contain_text("password was changed")


def test_25_the_address_of_a_link_does_not_keep_its_token(
    running: RunningProduct, visit: Visit
) -> None:
    page = visit(f"{running.company('globex')}/reset/{'x' * 43}")
    expect(page.get_by_test_id("dead-link")).to_be_visible()
    page.wait_for_url(re.compile(r"/reset$"))
