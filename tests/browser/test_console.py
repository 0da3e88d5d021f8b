"""The platform's console as a super admin walks it: a company on, suspended, given back, its limits, its data."""

import zipfile
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.walking import Visit, password_of, sign_in, super_admin
from tests.support.product import RunningProduct

WHY = "They have not paid since May."
GRETA = "greta@globex.example"


def greta_signs_in(running: RunningProduct, page: Page) -> Page:
    address = running.company("globex")
    sign_in(page, address, GRETA, password_of(running, GRETA))
    expect(page.get_by_test_id("user-menu")).to_be_visible()
    return page


def open_company(page: Page, name: str) -> None:
    page.get_by_role("link", name="Companies", exact=True).click()
    page.get_by_test_id("search").fill(name)
    company = page.get_by_test_id("company")
    expect(company).to_have_count(1)
    company.click()
    expect(page.get_by_role("heading", name=name)).to_be_visible()


def test_a_suspension_shows_open_pages_the_door_and_a_restore_lets_them_in(
    running: RunningProduct, visit: Visit
) -> None:
    greta = greta_signs_in(running, visit(running.company("globex")))
    page = super_admin(running, visit)
    open_company(page, "Globex Clinics")
    page.get_by_test_id("view-danger").click()
    page.get_by_test_id("suspend").click()
    page.get_by_test_id("reason").fill(WHY)
    page.get_by_test_id("suspend-now").click()
    expect(page.get_by_test_id("notice")).to_contain_text(WHY)
    expect(greta.get_by_role("heading", name="This company is paused")).to_be_visible()
    page.get_by_test_id("restore").click()
    page.get_by_test_id("confirm").click()
    expect(page.get_by_test_id("suspend")).to_be_visible()
    # Web processes remember for a second how a company stands.
    greta.wait_for_timeout(1_100)
    greta_signs_in(running, greta)


def test_a_limit_that_is_set_on_the_platform_is_seen_by_the_company(
    running: RunningProduct, visit: Visit
) -> None:
    page = super_admin(running, visit)
    open_company(page, "Globex Clinics")
    page.get_by_test_id("view-usage").click()
    page.get_by_test_id("limit-contacts").fill("120")
    page.get_by_test_id("set-limits").click()
    expect(page.get_by_text("60 of 120 (50 %)")).to_be_visible()
    greta = greta_signs_in(running, visit(running.company("globex")))
    greta.goto(f"{running.company('globex')}/settings/usage")
    expect(greta.get_by_text("60 of 120 (50 %)")).to_be_visible()


def test_an_export_is_a_zip_of_one_company(
    running: RunningProduct, visit: Visit, tmp_path: Path
) -> None:
    page = super_admin(running, visit)
    # Nobody else walks through this company, so its people are the demo's.
    open_company(page, "Globex Clinics")
    page.get_by_test_id("view-danger").click()
    page.get_by_test_id("export").click()
    page.get_by_test_id("reason").fill("They asked for a copy by letter.")
    page.get_by_test_id("prepare-export").click()
    with page.expect_download() as download:
        page.get_by_test_id("download").click()
    download.value.save_as(tmp_path / "globex.zip")
    with zipfile.ZipFile(tmp_path / "globex.zip") as archive:
        assert archive.testzip() is None
        assert len(archive.read("contact.jsonl").splitlines()) == 60


def test_plans_operations_and_health_stand_on_their_pages(
    running: RunningProduct, visit: Visit
) -> None:
    page = super_admin(running, visit)
    page.get_by_role("link", name="Plans", exact=True).click()
    page.get_by_test_id("new-plan").click()
    page.get_by_test_id("plan-name").fill("Tiny")
    page.get_by_test_id("limit-users").fill("two")
    page.get_by_test_id("save-plan").click()
    expect(page.get_by_text("Use a whole number")).to_be_visible()
    page.get_by_test_id("limit-users").fill("2")
    page.get_by_test_id("save-plan").click()
    expect(page.get_by_role("cell", name="Tiny")).to_be_visible()
    page.get_by_role("link", name="Operations", exact=True).click()
    expect(page.get_by_role("region", name="Workers")).to_contain_text("ingest")
    page.get_by_role("link", name="Health", exact=True).click()
    expect(page.get_by_text("Everything that must work, works.")).to_be_visible()
