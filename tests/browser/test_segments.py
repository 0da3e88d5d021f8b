"""A segment is built, counted, used with an exclusion, and only the right people get the campaign."""

import re

from playwright.sync_api import Page, expect

from tests.browser.walking import Visit, demo_person
from tests.support.product import RunningProduct


def test_only_whom_the_segment_picks_and_nobody_excludes_gets_it(
    running: RunningProduct, visit: Visit
) -> None:
    page = demo_person(running, visit, "ana@acme.example")
    acme = running.company("acme")
    people = build(page, acme, name="Half of them", share=("0", "50"))
    assert people > 0
    few = build(page, acme, name="Few of them", share=("0", "10"))
    assert few < people
    page.goto(f"{acme}/segments")
    page.get_by_test_id("segment").filter(has_text="Half of them").click()
    page.get_by_test_id("use-in-campaign").click()
    expect(page.get_by_test_id("campaign-name")).to_have_value("Half of them")
    page.get_by_test_id("step-audience").click()
    page.get_by_test_id("campaign-without").select_option(label="Segment Few of them")
    expect(page.get_by_test_id("audience-words")).to_have_text(
        "People in “Half of them”, without people in “Few of them”"
    )
    expect(page.get_by_test_id("excluded")).to_have_text(str(few))
    launch(page)
    expect(page.get_by_test_id("figure-audience")).to_have_text(str(people - few))


def build(page: Page, acme: str, *, name: str, share: tuple[str, str]) -> int:
    """Build a segment of those who opted in and belong to a random share; return how many they are."""
    page.goto(f"{acme}/segments/new")
    page.get_by_test_id("segment-name").fill(name)
    page.get_by_test_id("subject-1").select_option("consent")
    expect(page.get_by_test_id("operator-1")).to_have_value("is")
    page.get_by_test_id("add-condition-").click()
    page.get_by_test_id("subject-2").select_option("bucket")
    # What was chosen before has a list to choose from in the same place.
    expect(page.locator("input[data-testid=value-2-0]")).to_be_visible()
    for number, value in enumerate(share):
        page.get_by_test_id(f"value-2-{number}").fill(value)
    expect(page.get_by_test_id("sentence")).to_contain_text(f"from {share[0]} to {share[1]} %")
    expect(page.get_by_test_id("segment-measure")).to_contain_text("as of")
    page.get_by_test_id("save-segment").click()
    expect(page).to_have_url(re.compile(r"/segments/[0-9a-f-]{36}"))
    expect(page.get_by_test_id("segment-measure")).to_contain_text("as of")
    return int(page.get_by_test_id("segment-count").inner_text().replace(",", ""))


def launch(page: Page) -> None:
    """Complete the campaign with the first template that is offered, and launch it."""
    page.get_by_test_id("step-template").click()
    page.get_by_test_id("campaign-template").select_option(label="winter_offer (en)")
    for variable in ("body.first_name", "body.discount"):
        page.get_by_test_id(f"source-{variable}").select_option(label="The same text for everybody")
        page.get_by_test_id(f"text-{variable}").fill("10")
    page.get_by_test_id("step-goal").click()
    page.get_by_test_id("campaign-number").select_option(index=1)
    page.get_by_test_id("step-review").click()
    expect(page.get_by_test_id("launch")).to_be_enabled()
    page.get_by_test_id("launch").click()
    page.get_by_test_id("launch-now").click()
    expect(page).to_have_url(re.compile(r"/campaigns/[0-9a-f-]{36}"))
