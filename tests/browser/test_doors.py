"""The doors as a browser meets them: the cookie, the policy, two tabs, two companies, a page that is not for everybody."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import ConsoleMessage, Page, expect

from tests.support.product import RunningProduct, SignIn

Visit = Callable[[str], Page]
LOGIN = re.compile(r"/login")


def somebody_of_acme(running: RunningProduct) -> SignIn:
    return next(one for one in running.sign_ins if one.email.endswith("@acme.example"))


def sign_in(page: Page, person: SignIn) -> None:
    page.get_by_test_id("email").fill(person.email)
    page.get_by_test_id("password").fill(person.password)
    page.get_by_test_id("sign-in").click()


def home(running: RunningProduct, visit: Visit) -> Page:
    """Return Acme's start page with somebody of Acme signed in."""
    page = visit(f"{running.company('acme')}/login")
    sign_in(page, somebody_of_acme(running))
    expect(page.get_by_test_id("user-menu")).to_be_visible()
    return page


def test_42_the_cookie_is_out_of_reach_of_scripts_and_of_other_hosts(
    running: RunningProduct, visit: Visit
) -> None:
    page = home(running, visit)
    cookies = {cookie.get("name"): cookie for cookie in page.context.cookies()}
    assert set(cookies) == {"__Host-sid", "__Host-device"}
    assert all(cookie.get("httpOnly") and cookie.get("secure") for cookie in cookies.values())
    assert page.evaluate("document.cookie") == ""
    kept = page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")
    assert not any(str(cookie.get("value")) in kept for cookie in cookies.values())
    page.goto(running.company("globex"))
    expect(page).to_have_url(LOGIN)


def test_whoever_is_signed_out_comes_back_to_the_page_they_wanted(
    running: RunningProduct, visit: Visit
) -> None:
    page = visit(f"{running.company('acme')}/contacts?search=ana")
    expect(page).to_have_url(LOGIN)
    sign_in(page, somebody_of_acme(running))
    expect(page).to_have_url(re.compile(r"/contacts/?\?search=ana"))


def test_a_wrong_password_is_said_in_a_sentence(running: RunningProduct, visit: Visit) -> None:
    page = visit(f"{running.company('acme')}/login")
    sign_in(page, SignIn("", "", "nobody@acme.example", "a wrong pass phrase"))
    expect(page.get_by_role("alert")).to_contain_text("E-mail or password is wrong")


def test_signing_out_in_one_tab_is_felt_in_the_other(running: RunningProduct, visit: Visit) -> None:
    first = home(running, visit)
    second = first.context.new_page()
    second.goto(f"{running.company('acme')}/contacts")
    expect(second.get_by_test_id("user-menu")).to_be_visible()
    first.get_by_test_id("user-menu").click()
    first.get_by_test_id("sign-out").click()
    expect(first).to_have_url(LOGIN)
    second.get_by_role("link", name="Campaigns").first.click()
    expect(second).to_have_url(LOGIN)


@pytest.mark.parametrize("path", ["/login", "/", "/contacts", "/nowhere", "/setup/dead-link"])
def test_a_page_breaks_no_policy_and_asks_no_foreign_host(
    running: RunningProduct, visit: Visit, path: str
) -> None:
    page = home(running, visit)
    complaints: list[str] = []

    def note(message: ConsoleMessage) -> None:
        # A browser notes by itself that a page was not found.
        if message.type in ("error", "warning") and "404 (Not Found)" not in message.text:
            complaints.append(message.text)

    page.on("console", note)
    page.on("request", lambda request: _expect_own(running, request.url, complaints))
    page.goto(running.company("acme") + path)
    expect(page.locator("h1").first).to_be_visible()
    page.wait_for_load_state("networkidle")
    assert complaints == []


def _expect_own(running: RunningProduct, url: str, complaints: list[str]) -> None:
    if not re.match(rf"(http|ws)://acme\.localhost:{running.port}/|data:|blob:", url):
        complaints.append(f"asked a foreign host: {url}")


def test_an_unknown_company_is_a_neutral_page(running: RunningProduct, visit: Visit) -> None:
    page = visit(running.company("nobody"))
    expect(page.locator("h1")).to_have_text("Nothing is here")
    assert "Acme" not in page.content()
