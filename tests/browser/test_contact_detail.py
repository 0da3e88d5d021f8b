"""Somebody is found in the list, noted about, tagged and changed; tags and attributes are kept in the settings."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser.walking import Visit, demo_person
from tests.support.product import RunningProduct

PERSON = "+351912000042"


def test_somebody_is_found_noted_about_and_tagged(running: RunningProduct, visit: Visit) -> None:
    page = demo_person(running, visit, "ana@acme.example")
    acme = running.company("acme")
    page.goto(f"{acme}/contacts")
    page.get_by_label("Search").first.fill(PERSON)
    expect(page).to_have_url(re.compile("search="))
    expect(page.get_by_text("1 contact", exact=True)).to_be_visible()
    page.get_by_role("link", name=re.compile(re.escape(PERSON))).click()
    expect(page.get_by_test_id("person")).to_contain_text(PERSON)
    note(page)
    tag(page)
    page.get_by_role("link", name="All contacts").click()
    page.get_by_test_id("tag-filter").click()
    page.get_by_test_id("tag-filter-search").fill("Walked by")
    # "All tags", and the one that is sought.
    choices = page.get_by_test_id("tag-filter-choice")
    expect(choices).to_have_text(["All tags", "Walked by"])
    choices.last.click()
    expect(page.get_by_text("1 contact", exact=True)).to_be_visible()
    expect(page.get_by_role("row").filter(has_text=PERSON)).to_contain_text("Walked by")


def note(page: Page) -> None:
    """Write a note, rewrite it, and delete it."""
    entries = page.get_by_test_id("timeline").get_by_test_id("entry")
    page.get_by_test_id("note").fill("Wants the blue one.")
    page.get_by_test_id("save-note").click()
    noted = entries.filter(has_text="Wants the blue one.")
    expect(noted).to_contain_text("Note by Ana Marques")
    expect(page.get_by_test_id("note")).to_have_value("")
    noted.get_by_test_id("edit-note").click()
    expect(page.get_by_test_id("note")).to_have_value("Wants the blue one.")
    page.get_by_test_id("note").fill("Wants the red one.")
    page.get_by_test_id("save-note").click()
    changed = entries.filter(has_text="Wants the red one.")
    expect(changed).to_contain_text("changed later")
    changed.get_by_test_id("delete-note").click()
    page.get_by_test_id("confirm").click()
    expect(changed).to_have_count(0)


def tag(page: Page) -> None:
    """Give a tag that did not exist, take it away, and give it again."""
    tags = page.get_by_test_id("tags")
    given = tags.locator(".badge", has_text="Walked by")
    give(page)
    tags.get_by_role("button", name="Remove the tag Walked by").click()
    expect(given).to_have_count(0)
    give(page)
    expect(given).to_be_visible()


def give(page: Page) -> None:
    page.get_by_test_id("tag-name").fill("Walked by")
    page.get_by_test_id("add-tag").click()
    expect(page.get_by_test_id("tag-name")).to_have_value("")


def test_tags_are_made_renamed_merged_and_deleted(running: RunningProduct, visit: Visit) -> None:
    page = demo_person(running, visit, "ana@acme.example")
    page.goto(f"{running.company('acme')}/settings/tags")
    for name, colour in (("Spring 26", "pink"), ("Summer 26", "amber")):
        page.get_by_test_id("new-tag").click()
        page.get_by_test_id("tag-name").fill(name)
        page.get_by_test_id("tag-colour").select_option(colour)
        page.get_by_test_id("save-tag").click()
        expect(line(page, name).locator(f".badge.{colour}")).to_be_visible()
        expect(page.get_by_test_id("new-tag")).to_be_focused()
    line(page, "Spring 26").get_by_test_id("edit").click()
    page.get_by_test_id("tag-name").fill("Spring 2026")
    page.get_by_test_id("save-tag").click()
    line(page, "Spring 2026").get_by_test_id("merge").click()
    page.get_by_test_id("merge-into").select_option(label="Summer 26")
    page.get_by_test_id("merge-tags").click()
    expect(line(page, "Spring 2026")).to_have_count(0)
    line(page, "Summer 26").get_by_test_id("delete").click()
    page.get_by_test_id("confirm").click()
    expect(line(page, "Summer 26")).to_have_count(0)


def test_an_attribute_is_made_given_and_deleted(running: RunningProduct, visit: Visit) -> None:
    page = demo_person(running, visit, "ana@acme.example")
    acme = running.company("acme")
    page.goto(f"{acme}/settings/attributes")
    page.get_by_test_id("new-attribute").click()
    page.get_by_test_id("attribute-label").fill("Shoe colour")
    page.get_by_test_id("attribute-kind").select_option("choice")
    page.get_by_test_id("attribute-choices").fill("Black\nBrown")
    page.get_by_test_id("save-attribute").click()
    expect(line(page, "Shoe colour")).to_contain_text("Black, Brown")
    page.goto(f"{acme}/contacts?search={PERSON[1:]}")
    page.get_by_role("link", name=re.compile(re.escape(PERSON))).click()
    page.get_by_test_id("edit-contact").click()
    page.get_by_label("Shoe colour").select_option("Brown")
    page.get_by_test_id("save-contact").click()
    expect(page.get_by_test_id("attributes")).to_contain_text("Brown")
    expect(page.get_by_test_id("timeline")).to_contain_text("Shoe colour: – → Brown")
    page.goto(f"{acme}/settings/attributes")
    line(page, "Shoe colour").get_by_test_id("delete").click()
    page.get_by_test_id("confirm").click()
    expect(line(page, "Shoe colour")).to_have_count(0)


def line(page: Page, name: str) -> Locator:
    return page.get_by_role("row").filter(has_text=name)
