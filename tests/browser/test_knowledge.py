"""An answer is written and, asked for with a slip, found in the console; then it is deleted and gone."""

from playwright.sync_api import expect

from tests.browser.walking import Visit, demo_person
from tests.support.product import RunningProduct

QUESTION = "Do you deliver to the Azores?"
ANSWER = "Yes, by ship, within seven working days."


def test_a_written_answer_is_found_until_it_is_deleted(
    running: RunningProduct, visit: Visit
) -> None:
    page = demo_person(running, visit, "ana@acme.example")
    acme = running.company("acme")
    page.goto(f"{acme}/knowledge/answers")
    page.get_by_test_id("new-answer").click()
    page.get_by_test_id("answer-questions").fill(
        f"{QUESTION}\nHow long do parcels to Ponta Delgada take?"
    )
    page.get_by_test_id("answer-text").fill(ANSWER)
    page.get_by_test_id("save-answer").click()
    expect(page.get_by_role("table", name="Answers")).to_contain_text(QUESTION)
    page.get_by_role("link", name="Try it out").click()
    page.get_by_test_id("question").fill("do you delivr to the azores")
    page.get_by_test_id("ask").click()
    expect(page.get_by_test_id("verdict")).to_contain_text("enough for an answer")
    expect(page.get_by_test_id("passage").first).to_contain_text(ANSWER)
    expect(page.get_by_test_id("outcome")).to_contain_text("delivr → deliver")
    page.goto(f"{acme}/knowledge/answers")
    page.get_by_test_id("delete").first.click()
    page.get_by_role("button", name="Delete the answer", exact=True).click()
    expect(page.get_by_text(QUESTION)).to_have_count(0)
