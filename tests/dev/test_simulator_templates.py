"""Templates: what is taken, what is refused with which subcode, and what becomes of them."""

import httpx
import pytest

from platform_app.integrations.whatsapp.graph_json import JsonObject
from tests.dev.simulators import ACME, CompanyWebhook, Simulator, template_payload, wait_for

TEMPLATES = f"{ACME.waba_id}/message_templates"
BODY: JsonObject = {
    "type": "BODY",
    "text": "Hello {{1}}, this is a friendly note from our shop.",
    "example": {"body_text": [["Ana"]]},
}


def create(simulator: Simulator, *components: JsonObject, **more: object) -> httpx.Response:
    body = {"name": "note", "language": "en", "category": "UTILITY", "components": components}
    return simulator.graph("POST", TEMPLATES, json={**body, **more})


def made(simulator: Simulator, **more: object) -> str:
    answer = create(simulator, BODY, **more)
    assert answer.status_code == 200, answer.text
    return answer.json()["id"]


def subcode(answer: httpx.Response) -> int | None:
    error = answer.json().get("error", {})
    return error.get("error_subcode", error.get("code"))


def body(text: str, *samples: str) -> JsonObject:
    return {"type": "BODY", "text": text, "example": {"body_text": [list(samples)]}}


def buttons(*given: JsonObject) -> JsonObject:
    return {"type": "BUTTONS", "buttons": list(given)}


def quick(text: str) -> JsonObject:
    return {"type": "QUICK_REPLY", "text": text}


LINK: JsonObject = {"type": "URL", "text": "See it", "url": "https://shop.example/"}
CALL: JsonObject = {"type": "PHONE_NUMBER", "text": "Call", "phone_number": "+351210000999"}
CARD: JsonObject = {"components": [{"type": "HEADER", "format": "PRODUCT"}, buttons(LINK)]}
REFUSED: list[tuple[list[JsonObject], int]] = [
    ([], 100),
    ([{"type": "FOOTER", "text": "x"}], 2388072),
    ([body("x" * 1025)], 2388040),
    ([body("{{1}} is your day, dear friend of ours.", "x")], 2388299),
    ([body("Your day is, dear friend of ours, {{1}}.", "x")], 2388299),
    ([body("Hi {{1}}{{2}} my dear old friend of ours", "x", "y")], 2388293),
    ([body("Hi {{1}} so {{2}} and {{3}} ok", "x", "y", "z")], 2388293),
    ([body("Hello {{2}}, this is a friendly note.", "x")], 2388072),
    ([body("Hello {{name}}, this is a friendly note.", "x")], 2388072),
    ([body("Hello {{1}}, this is a friendly note.")], 2388072),
    ([BODY, BODY], 100),
    ([BODY, {"type": "FOOTER", "text": "x" * 61}], 2388073),
    ([BODY, {"type": "FOOTER", "text": "Hi {{1}} there"}], 2388073),
    ([{"type": "HEADER", "format": "TEXT", "text": "x" * 61}, BODY], 2388047),
    ([{"type": "HEADER", "format": "IMAGE"}, BODY], 2388047),
    ([BODY, buttons()], 2388039),
    ([BODY, buttons(quick("A"), quick("A"))], 2388039),
    ([BODY, buttons(quick("x" * 26))], 2388040),
    ([BODY, buttons(quick("A"), LINK, quick("B"))], 2388039),
    ([BODY, buttons(CALL, {**CALL, "text": "Call us"})], 2388039),
    ([BODY, buttons({**LINK, "url": "https://wa.me/1"})], 2388039),
    ([BODY, buttons({**LINK, "url": "https://shop.example/{{1}}"})], 2388039),
    ([BODY, buttons({**LINK, "url": "https://{{1}}.example/"})], 2388039),
    ([BODY, {"type": "CAROUSEL", "cards": [CARD]}], 2388039),
    ([BODY, {"type": "LIMITED_TIME_OFFER", "limited_time_offer": {"text": "Now"}}], 2388073),
]


@pytest.mark.parametrize(("components", "expected"), REFUSED)
def test_a_template_that_breaks_a_rule_is_refused(
    simulator: Simulator, components: list[JsonObject], expected: int
):
    answer = create(simulator, *components)
    assert (answer.status_code, subcode(answer)) == (400, expected)
    if expected != 100:
        assert answer.json()["error"]["error_user_msg"]


@pytest.mark.parametrize(
    ("envelope", "expected"),
    [
        ({"name": "Not Lower"}, 100),
        ({"language": "xx"}, 100),
        ({"category": "SERVICE"}, 100),
        ({"name": "opening_hours"}, 2388024),
        ({"message_send_ttl_seconds": 5}, 100),
        ({"category": "AUTHENTICATION"}, 2388072),
    ],
)
def test_a_wrong_envelope_is_refused(simulator: Simulator, envelope: JsonObject, expected: int):
    assert subcode(create(simulator, BODY, **envelope)) == expected


@pytest.mark.parametrize(
    "components",
    [
        [BODY, buttons(LINK, CALL, quick("Stop"))],
        [BODY, {"type": "CAROUSEL", "cards": [CARD, CARD]}],
        [{"type": "HEADER", "format": "LOCATION"}, BODY],
    ],
)
def test_what_keeps_the_rules_is_taken(simulator: Simulator, components: list[JsonObject]):
    answer = create(simulator, *components)
    assert answer.json().get("status") == "PENDING"


def test_a_review_ends_with_a_webhook_and_the_template_can_be_sent(
    simulator: Simulator, app_webhook: CompanyWebhook
):
    simulator.behave(review_after_s=0.02)
    template_id = made(simulator)
    wait_for(lambda: app_webhook.changes("message_template_status_update"))
    (told,) = app_webhook.changes("message_template_status_update")
    assert (told["event"], told["message_template_id"]) == ("APPROVED", int(template_id))
    parameters = [{"type": "text", "text": "Ana"}]
    components = [{"type": "body", "parameters": parameters}]
    sent = simulator.send(template_payload("+351912000840", name="note", components=components))
    assert sent.status_code == 200


def test_a_rejection_gives_its_reason(simulator: Simulator, app_webhook: CompanyWebhook):
    simulator.behave(review_after_s=0.02, review="reject", rejected_reason="SCAM")
    template_id = made(simulator)
    wait_for(lambda: app_webhook.changes("message_template_status_update"))
    (told,) = app_webhook.changes("message_template_status_update")
    assert (told["event"], told["reason"]) == ("REJECTED", "SCAM")
    assert told["rejection_info"]["recommendation"]
    assert simulator.graph("GET", template_id).json()["rejected_reason"] == "SCAM"


def test_a_utility_template_may_come_back_as_marketing(simulator: Simulator):
    assert create(simulator, BODY, name="note_marketing").json()["category"] == "MARKETING"


def test_an_approved_template_is_edited_once_a_day_and_keeps_its_category(simulator: Simulator):
    simulator.behave(review="wait")
    template_id = made(simulator)
    edit = {"components": [body("Hello {{1}}, this is another note of ours.", "Ana")]}
    assert subcode(simulator.graph("POST", template_id, json=edit)) == 2388025
    simulator.control(f"templates/{template_id}", status="APPROVED")
    other = simulator.graph("POST", template_id, json={**edit, "category": "MARKETING"})
    assert subcode(other) == 2388025
    assert simulator.graph("POST", template_id, json=edit).json()["success"] is True
    simulator.control(f"templates/{template_id}", status="APPROVED")
    assert subcode(simulator.graph("POST", template_id, json=edit)) == 2388026


def test_a_deleted_name_is_blocked(simulator: Simulator):
    template_id = made(simulator)
    simulator.control(f"templates/{template_id}", status="APPROVED")
    assert simulator.graph("DELETE", TEMPLATES, params={"name": "note"}).json()["success"]
    assert subcode(create(simulator, BODY)) == 2388023
    assert subcode(simulator.graph("DELETE", TEMPLATES, params={"name": "note"})) == 2593002


def test_one_language_is_deleted_by_its_id(simulator: Simulator):
    english = made(simulator)
    made(simulator, language="de")
    simulator.graph("DELETE", TEMPLATES, params={"name": "note", "hsm_id": english})
    left = simulator.graph("GET", TEMPLATES, params={"name": "note"}).json()["data"]
    assert [one["language"] for one in left] == ["de"]


def test_a_hundred_templates_an_hour_and_no_more(simulator: Simulator):
    for number in range(100):
        made(simulator, name=f"note_{number}")
    assert subcode(create(simulator, BODY, name="one_more")) == 80007


def test_a_pause_is_told_and_ended_by_hand(simulator: Simulator, app_webhook: CompanyWebhook):
    rows = simulator.control(
        "templates/opening_hours", status="PAUSED", title="RATE_LIMITING_PAUSE"
    )
    template_id = rows["templates"][0]["id"]
    assert simulator.graph("POST", f"{template_id}/unpause").json() == {"success": True}
    wait_for(lambda: len(app_webhook.changes("message_template_status_update")) >= 2)
    told = app_webhook.changes("message_template_status_update")
    titles = {one["other_info"]["title"] for one in told}
    assert {"RATE_LIMITING_PAUSE", "UNPAUSE"} <= titles


def test_the_notice_of_a_category_names_the_present_one_as_new(
    simulator: Simulator, app_webhook: CompanyWebhook
):
    path = f"templates/opening_hours?waba_id={ACME.waba_id}"
    simulator.control(path, impending_category="MARKETING")
    simulator.control(path, category="MARKETING")
    wait_for(lambda: len(app_webhook.changes("template_category_update")) == 2)
    told = app_webhook.changes("template_category_update")
    notice = next(one for one in told if "previous_category" not in one)
    done = next(one for one in told if "previous_category" in one)
    assert (notice["new_category"], notice["correct_category"]) == ("UTILITY", "MARKETING")
    assert (done["previous_category"], done["new_category"]) == ("UTILITY", "MARKETING")


def test_quality_is_told(simulator: Simulator, app_webhook: CompanyWebhook):
    simulator.control(f"templates/opening_hours?waba_id={ACME.waba_id}", quality="RED")
    wait_for(lambda: app_webhook.changes("message_template_quality_update"))
    (told,) = app_webhook.changes("message_template_quality_update")
    scores = told["previous_quality_score"], told["new_quality_score"]
    assert scores == ("UNKNOWN", "RED")


def test_the_list_is_filtered(simulator: Simulator):
    for filters in (
        {"status": "PAUSED"},
        {"category": "MARKETING", "language": "pt_PT"},
        {"quality_score": "RED"},
        {"content": "two for one"},
    ):
        rows = simulator.graph("GET", TEMPLATES, params=filters).json()["data"]
        assert len(rows) == 1


def test_a_library_template_is_taken_over(simulator: Simulator):
    library = simulator.graph("GET", "message_template_library", params={"topic": "PAYMENTS"})
    name = library.json()["data"][0]["name"]
    more = {"library_template_name": name, "language": "en_US"}
    answer = create(simulator, **more)
    found = simulator.graph("GET", answer.json()["id"]).json()
    assert found["library_template_name"] == name
    assert "{{1}}" in found["components"][1]["text"]
