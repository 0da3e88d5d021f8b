"""Two contacts become one, are blocked and unblocked, taken out as a file, and erased for good."""

import csv
import re

from playwright.sync_api import Page, expect

from tests.browser.test_imports import choose, figure
from tests.browser.walking import Visit, demo_person
from tests.support.product import RunningProduct

KEPT, OTHER = "+351927300001", "+351927300002"
FILE = f"phone,name\n{KEPT},Berta Twice\n{OTHER},Berta Double\n".encode()
WHY = "They asked for it by letter."


def test_two_become_one_who_is_blocked_exported_and_erased(
    running: RunningProduct, visit: Visit
) -> None:
    page = demo_person(running, visit, "ana@acme.example")
    acme = running.company("acme")
    assert take_in(page, acme) == ("2", "0")
    merge(page, acme)
    block_and_unblock(page)
    [berta] = [row for row in export(page, acme) if "Berta" in row["name"]]
    # The quote keeps a spreadsheet from reading a number as a formula.
    assert (berta["phone"], berta["name"], berta["blocked"]) == (f"'{KEPT}", "Berta Double", "no")
    erase(page, acme)
    find(page, acme, "Berta")
    expect(page.get_by_text("Berta Double")).to_have_count(0)
    assert take_in(page, acme) == ("0", "2")


def take_in(page: Page, acme: str) -> tuple[str, str]:
    """Import both people; return how many were added, and how many not taken."""
    page.goto(f"{acme}/contacts/import")
    choose(page, FILE)
    page.get_by_test_id("check-file").click()
    page.get_by_test_id("start-import").click()
    expect(page.get_by_text("Completed")).to_be_visible()
    return figure(page, "added").inner_text(), figure(page, "rejected").inner_text()


def find(page: Page, acme: str, words: str) -> None:
    page.goto(f"{acme}/contacts")
    page.get_by_label("Search").first.fill(words)
    # The address follows what was typed; a link that is pressed before would be left again.
    expect(page).to_have_url(re.compile("search="))


def open_contact(page: Page, acme: str, name: str) -> None:
    find(page, acme, name)
    # The list has been narrowed down by then, and moves no more.
    expect(page.get_by_text("1 contact", exact=True)).to_be_visible()
    page.get_by_role("link", name=re.compile(name)).click()
    expect(page).to_have_url(re.compile(r"/contacts/[0-9a-f-]{36}"))


def merge(page: Page, acme: str) -> None:
    """Compare both side by side, keep one's number and the other's name."""
    open_contact(page, acme, "Berta Twice")
    page.get_by_test_id("merge-contact").click()
    page.get_by_label("Search name or number").fill("Berta Double")
    page.get_by_test_id("compare").click()
    sides = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name="Name"))
    sides.get_by_test_id("pick-other").check()
    page.get_by_test_id("merge").click()
    expect(page.get_by_role("heading", name="Berta Double")).to_be_visible()
    expect(page.get_by_test_id("timeline")).to_contain_text("Name: Berta Twice → Berta Double")


def block_and_unblock(page: Page) -> None:
    page.get_by_test_id("block-contact").click()
    page.get_by_test_id("reason").fill(WHY)
    page.get_by_test_id("confirm-block").click()
    page.get_by_test_id("unblock-contact").click()
    page.get_by_test_id("confirm").click()
    expect(page.get_by_test_id("block-contact")).to_be_visible()


def export(page: Page, acme: str) -> list[dict[str, str]]:
    """Have everybody written to a file, download it by the page's own link, and return its rows."""
    page.goto(f"{acme}/contacts/exports")
    page.get_by_test_id("ask-export").click()
    link = page.get_by_test_id("download-export").first
    link.wait_for()
    with page.expect_download() as waiting:
        link.click()
    lines = waiting.value.path().read_text("utf-8-sig").splitlines()
    return list(csv.DictReader(lines))


def erase(page: Page, acme: str) -> None:
    open_contact(page, acme, "Berta Double")
    page.get_by_test_id("erase-contact").click()
    page.get_by_test_id("confirm-erase").click()
    expect(page.get_by_test_id("confirm-erase")).to_be_visible()
    page.get_by_test_id("reason").fill(WHY)
    page.get_by_test_id("identity").fill("0000")
    page.get_by_test_id("confirm-erase").click()
    expect(
        page.get_by_text(f"Type the last four digits of their number, {KEPT[-4:]}.")
    ).to_be_visible()
    leave_with_the_window_open(page)
    page.get_by_test_id("erase-contact").click()
    page.get_by_test_id("reason").fill(WHY)
    page.get_by_test_id("identity").fill(KEPT[-4:])
    page.get_by_test_id("confirm-erase").click()
    expect(page).to_have_url(re.compile(r"/contacts$"))


def leave_with_the_window_open(page: Page) -> None:
    """Go away and come back: the window does not open by itself, and the panel is about whoever is shown."""
    page.go_back()
    page.get_by_role("link", name=re.compile("Berta Double")).click()
    expect(page.get_by_test_id("contact-consent")).to_contain_text("Marketing")
    expect(page.get_by_role("dialog")).to_have_count(0)
