"""A file's way in the browser: chosen, its columns named, checked, decided anew, started; what was left comes back as a file."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from tests.browser.walking import Visit, demo_person
from tests.support.product import RunningProduct

FILE = "\n".join(
    [
        "phone;first name;born;Straße",
        *(f"+3519270{n:05};Ana {n};{1 + n % 28}.03.1990;Höhe {n}" for n in range(120)),
        "12;Short;;",
        "+351927000000;Twice;;",
        "+351927099999;Odd;tomorrow;",
    ]
).encode("cp1252")


def test_file_is_checked_decided_anew_and_imported(running: RunningProduct, visit: Visit) -> None:
    page = demo_person(running, visit, "ana@acme.example")
    page.goto(f"{running.company('acme')}/contacts/import")
    choose(page, FILE)
    expect(page.get_by_test_id("unsure")).to_contain_text("cannot be sure about the letters")
    page.get_by_test_id("kind-born").select_option("date")
    page.get_by_test_id("consent").check()
    page.get_by_test_id("check-file").click()
    expect(page.get_by_text("Say where people agreed")).to_be_visible()
    page.get_by_test_id("consent").uncheck()
    page.get_by_test_id("tags").fill("browser")
    page.get_by_test_id("check-file").click()
    expect(figure(page, "added")).to_have_text("121")
    expect(figure(page, "rejected")).to_have_text("2")
    expect(page.get_by_test_id("first-rows").get_by_text("New", exact=True).first).to_be_visible()
    assert_accessible_and_narrow(page)
    page.get_by_test_id("change-import").click()
    expect(page.get_by_test_id("tags")).to_have_value("browser")
    page.get_by_test_id("check-file").click()
    page.get_by_test_id("start-import").click()
    expect(page.get_by_text("Completed")).to_be_visible()
    rows = rejected(page)
    assert [row.rsplit(";", 1)[1] for row in rows[1:]] == [
        "The number is too short. Check whether digits are missing.",
        "The same number stands on line 2, which was taken.",
        "Taken without born: it is no date.",
    ]


def test_checked_file_can_be_discarded(running: RunningProduct, visit: Visit) -> None:
    page = demo_person(running, visit, "ana@acme.example")
    page.goto(f"{running.company('acme')}/contacts/import")
    choose(page, b"phone,name\n+351927100001,Rui\n")
    page.get_by_test_id("check-file").click()
    page.get_by_test_id("start-import").wait_for()
    page.get_by_test_id("cancel-import").click()
    page.get_by_test_id("confirm").click()
    expect(page.get_by_text("Cancelled").first).to_be_visible()
    expect(figure(page, "added")).to_have_text("0")


def test_workbook_is_refused_with_a_sentence(running: RunningProduct, visit: Visit) -> None:
    page = demo_person(running, visit, "ana@acme.example")
    page.goto(f"{running.company('acme')}/contacts/import")
    choose(page, b"PK\x03\x04" + b"x" * 300_000)
    expect(page.get_by_test_id("form-problem")).to_contain_text("This is an Excel workbook.")
    expect(page.get_by_test_id("choose-file")).to_be_visible()


def choose(page: Page, content: bytes) -> None:
    page.get_by_test_id("choose-file").wait_for()
    page.set_input_files(
        "input[type=file]", {"name": "people.csv", "mimeType": "text/csv", "buffer": content}
    )


def figure(page: Page, name: str) -> Locator:
    return page.get_by_test_id(f"figure-{name}")


def assert_accessible_and_narrow(page: Page) -> None:
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert Axe().run(page).violations_count == 0
    page.set_viewport_size({"width": 390, "height": 844})
    width = page.evaluate("document.documentElement.scrollWidth")
    page.set_viewport_size({"width": 1440, "height": 900})
    assert width <= 390


def rejected(page: Page) -> list[str]:
    with page.expect_download() as waiting:
        page.get_by_test_id("download-problems").click()
    return waiting.value.path().read_text("utf-8-sig").splitlines()
