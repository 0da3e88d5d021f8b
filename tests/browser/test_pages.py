"""Every page in each role it is for: nothing for axe to say, nothing in the console, no wider than its screen."""

from collections.abc import Callable
from pathlib import Path

import axe_playwright_python
import pytest
from playwright.sync_api import ConsoleMessage, Page, expect

from platform_app.core.permissions import ROLE_PERMISSIONS, Role
from platform_app.pages import PAGES
from platform_app.pages.registry import Audience
from platform_app.pages.registry import Page as Declared
from tests.browser.walking import Visit, demo_person, super_admin
from tests.support.product import RunningProduct

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()
COMPLAINTS = """async () => (await axe.run({ resultTypes: ["violations"] })).violations.flatMap(
  (one) => one.nodes.map((node) => `${one.id} at ${node.target}`))"""
SPILT = "document.documentElement.scrollWidth - window.innerWidth"
DESKTOP, PHONE = (1440, 900), (390, 844)
NOBODY = "00000000-0000-7000-8000-000000000000"

COMPANY_ROLES = {
    Role.ADMIN: "ana@acme.example",
    Role.MANAGER: "miguel@acme.example",
    Role.AGENT: "rita@acme.example",
}


@pytest.mark.parametrize("role", COMPANY_ROLES)
def test_pages_of_a_company(running: RunningProduct, visit: Visit, role: Role) -> None:
    page = demo_person(running, visit, COMPANY_ROLES[role])
    mine = [one.route for one in of(Audience.COMPANY) if is_for(one, role)]
    assert findings(page, running.company("acme"), mine) == []


def test_pages_of_the_platform(running: RunningProduct, visit: Visit) -> None:
    page = super_admin(running, visit)
    routes = [one.route for one in of(Audience.PLATFORM)]
    assert findings(page, running.platform, routes) == []


def test_pages_before_sign_in(running: RunningProduct, visit: Visit) -> None:
    page = visit(running.company("acme"))
    routes = [one.route for one in of(Audience.PUBLIC)]
    assert findings(page, running.company("acme"), routes) == []


def of(audience: Audience) -> list[Declared]:
    return [page for page in PAGES.values() if page.audience is audience]


def is_for(page: Declared, role: Role) -> bool:
    return page.permission is None or page.permission in ROLE_PERMISSIONS[role]


def findings(page: Page, address: str, routes: list[str]) -> list[str]:
    """Open each page in both sizes and return all there is to complain of."""
    found: list[str] = []
    page.on("console", note(page, found))
    for route in routes:
        open_page(page, address + place(page, address, route))
        page.evaluate(AXE)
        for size in (DESKTOP, PHONE):
            found += [f"{route} at {size[0]} px: {one}" for one in looked_at(page, size)]
    return found


def open_page(page: Page, address: str) -> None:
    """Open an address and wait for what it is about, not for its skeleton."""
    page.goto(address)
    page.locator("h1").first.wait_for()
    expect(page.locator(".skeleton")).to_have_count(0)


def looked_at(page: Page, size: tuple[int, int]) -> list[str]:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    spilt = int(page.evaluate(SPILT))
    return [*page.evaluate(COMPLAINTS), *([f"{spilt} px too wide"] if spilt > 0 else [])]


def place(page: Page, address: str, route: str) -> str:
    """Return a page's path; one about something leads to the first of its list, or to nobody."""
    parent, is_about, rest = route.partition("/[")
    if not is_about:
        return f"/{route.lstrip('/')}"
    open_page(page, address + parent)
    rows = page.locator("main a.row-link")
    about = (rows.first.get_attribute("href") or "") if rows.count() else f"{parent}/{NOBODY}"
    # Below it there may be more, such as where it is edited.
    return about + rest.partition("]")[2]


def note(page: Page, found: list[str]) -> Callable[[ConsoleMessage], None]:
    def write_down(message: ConsoleMessage) -> None:
        # A browser notes by itself that a page was not found.
        if message.type in ("error", "warning") and "404 (Not Found)" not in message.text:
            found.append(f"{page.url} said: {message.text}")

    return write_down
