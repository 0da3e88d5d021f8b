"""What may be sent, what is refused, and with which code."""

from typing import Any

import pytest

from platform_app.integrations.whatsapp.graph_json import JsonObject
from tests.dev.simulators import (
    ACME,
    GLOBEX,
    NUMBER,
    CompanyWebhook,
    Simulator,
    template_payload,
    wait_for,
)

PERSON = "+351912000820"
CARD: JsonObject = {
    "type": "cta_url",
    "header": {"type": "image", "image": {"link": "https://a.example/a.jpg"}},
    "action": {"name": "cta_url", "parameters": {"display_text": "Go", "url": "https://a.example"}},
}


def message(kind: str, content: object) -> JsonObject:
    return {"messaging_product": "whatsapp", "to": PERSON, "type": kind, kind: content}


def interactive(kind: str, action: JsonObject, **more: object) -> JsonObject:
    body = {"body": {"text": "x"}, "action": action, **more}
    return message("interactive", {"type": kind, **body})


def button(title: str, identity: str) -> JsonObject:
    return {"type": "reply", "reply": {"id": identity, "title": title}}


def rows(count: int, **row: str) -> JsonObject:
    made = [{"id": f"r{n}", "title": f"Row {n}", **row} for n in range(count)]
    return {"button": "Open", "sections": [{"title": "A", "rows": made}]}


def code(answer: Any) -> int:
    return answer.json().get("error", {}).get("code", 0)


GOOD = [
    message("text", {"body": "Hi", "preview_url": True}),
    message("image", {"link": "https://a.example/a.jpg", "caption": "x"}),
    message("location", {"latitude": "38.7", "longitude": "-9.1", "name": "Shop"}),
    message("contacts", [{"name": {"formatted_name": "Rui", "first_name": "Rui"}}]),
    interactive("button", {"buttons": [button("Yes", "1"), button("No", "2")]}),
    interactive("list", rows(10)),
    interactive("carousel", {"cards": [{**CARD, "card_index": n} for n in range(2)]}),
    interactive("location_request_message", {"name": "send_location"}),
    interactive("request_contact_info", {"name": "request_contact_info"}),
    interactive("address_message", {"name": "address_message", "parameters": {"country": "IN"}}),
    interactive("product", {"catalog_id": "5512", "product_retailer_id": "SKU1"}),
]
BAD = [
    (message("text", {}), 131008),
    (message("text", {"body": "x" * 4097}), 100),
    (message("image", {"link": "ftp://a.example/a.jpg"}), 131009),
    (message("image", {"id": "1", "link": "https://a.example/a.jpg"}), 100),
    (message("image", {"id": "404404"}), 100),
    (message("image", {"link": "https://a.example/a", "caption": "x" * 1025}), 131009),
    (message("audio", {"link": "https://a.example/a", "caption": "x"}), 100),
    (message("sticker", {}), 100),
    (message("location", {"latitude": "38.7"}), 131008),
    (message("location", {"latitude": "91", "longitude": "0"}), 131009),
    (message("contacts", []), 100),
    (message("contacts", [{"name": {"formatted_name": "Rui"}}]), 100),
    (message("contacts", [{"name": {"formatted_name": "R", "first_name": "R"}}] * 258), 131009),
    (message("reaction", {"emoji": "👍"}), 131008),
    (message("hologram", {}), 131051),
    (interactive("button", {"buttons": [button("A", "1"), button("A", "2")]}), 131009),
    (interactive("button", {"buttons": [button("A", "1"), button("B", "1")]}), 131009),
    (interactive("button", {"buttons": [button("x" * 21, "1")]}), 131009),
    (interactive("button", {"buttons": [button(f"{n}", f"{n}") for n in range(4)]}), 131009),
    (interactive("list", rows(11)), 131009),
    (interactive("list", rows(1, title="x" * 25)), 131009),
    (interactive("list", rows(1), header={"type": "image", "image": {"id": "1"}}), 131009),
    (interactive("list", {"button": "x" * 21, "sections": rows(1)["sections"]}), 131009),
    (interactive("cta_url", {"name": "cta_url", "parameters": {"display_text": "Go"}}), 131008),
    (interactive("cta_url", {"name": "open"}), 131009),
    (interactive("flow", {"name": "flow", "parameters": {"flow_message_version": "3"}}), 100),
    (interactive("carousel", {"cards": [{**CARD, "card_index": 0}]}), 131009),
    (interactive("product_list", {"catalog_id": "1", "sections": []}), 131008),
    (interactive("hologram", {"name": "x"}), 131009),
    (interactive("button", {"buttons": [button("A", "1")]}, footer={"text": "x" * 61}), 131009),
]


@pytest.fixture
def open_window(simulator: Simulator) -> None:
    simulator.receive(PERSON, "Hello")


@pytest.mark.parametrize("payload", GOOD, ids=lambda one: one["type"])
def test_what_fits_is_accepted(simulator: Simulator, open_window: None, payload: JsonObject):
    assert code(simulator.send(payload)) == 0


@pytest.mark.parametrize(("payload", "expected"), BAD)
def test_what_does_not_fit_is_refused(
    simulator: Simulator, open_window: None, payload: JsonObject, expected: int
):
    assert code(simulator.send(payload)) == expected
    assert simulator.ledger()["count"] == 0


@pytest.mark.parametrize("payload", GOOD[1:], ids=lambda one: one["type"])
def test_nothing_but_templates_leaves_outside_the_window(simulator: Simulator, payload: JsonObject):
    assert code(simulator.send(payload)) == 131047


def test_a_reaction_to_nothing_fails_later(
    simulator: Simulator, webhook: CompanyWebhook, open_window: None
):
    simulator.send(message("reaction", {"message_id": "wamid.unknown", "emoji": "👍"}))
    wait_for(webhook.statuses)
    error = webhook.statuses()[0].error
    assert error is not None
    assert error.code == 131009


def test_the_portfolio_reaches_only_so_many_people_in_a_day(
    simulator: Simulator, webhook: CompanyWebhook
):
    simulator.control(f"numbers/{NUMBER}", limit="TIER_50")
    for n in range(51):
        simulator.send(template_payload(f"+3519120009{n:02}", f"p{n}"))
    # Once more to the first: within a day it is the same conversation.
    simulator.send(template_payload("+351912000900", "again"))
    wait_for(lambda: len({one.callback for one in webhook.statuses()}) == 52)
    failed = {one.callback for one in webhook.statuses() if one.status == "failed"}
    assert failed == {"p50"}


def test_two_accounts_of_a_portfolio_share_its_limit(simulator: Simulator):
    simulator.control(f"accounts/{GLOBEX.waba_id}", business_id=ACME.portfolio_id)
    simulator.control(f"numbers/{NUMBER}", limit="TIER_2K")
    answer = simulator.graph(
        "GET",
        GLOBEX.numbers[0].id,
        GLOBEX.token,
        params={"fields": "whatsapp_business_manager_messaging_limit"},
    )
    assert answer.json()["whatsapp_business_manager_messaging_limit"] == "TIER_2K"


def test_a_test_number_writes_to_its_list_only(simulator: Simulator):
    simulator.control(f"numbers/{NUMBER}", allowed=[PERSON])
    assert code(simulator.send(template_payload(PERSON))) == 0
    assert code(simulator.send(template_payload("+351912000821"))) == 131030


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ({"status": "DISCONNECTED"}, 133010),
        ({"status": "BANNED"}, 131031),
        ({"name_status": "DECLINED"}, 131037),
    ],
)
def test_an_unusable_number_sends_nothing(
    simulator: Simulator, condition: dict[str, str], expected: int
):
    simulator.control(f"numbers/{NUMBER}", **condition)
    assert code(simulator.send(template_payload(PERSON))) == expected


@pytest.mark.parametrize(
    ("kind", "expected"),
    [("RESTRICTED_BIZ_INITIATED_MESSAGING", 368), ("RESTRICTED_UTILITY_TEMPLATES", 131064)],
)
def test_a_restricted_account_is_refused_what_it_lost(
    simulator: Simulator, kind: str, expected: int
):
    simulator.control(f"accounts/{ACME.waba_id}", restrictions=[{"restriction_type": kind}])
    assert code(simulator.send(template_payload(PERSON))) == expected


def test_without_payment_templates_fail_and_free_answers_do_not(
    simulator: Simulator, webhook: CompanyWebhook, open_window: None
):
    simulator.control(f"accounts/{ACME.waba_id}", payment=False)
    simulator.send(template_payload(PERSON, "charged"))
    simulator.send({**message("text", {"body": "Hi"}), "biz_opaque_callback_data": "free"})
    wait_for(lambda: webhook.statuses("charged") and webhook.statuses("free"))
    error = webhook.statuses("charged")[0].error
    assert error is not None
    assert error.code == 131042
    assert "failed" not in [one.status for one in webhook.statuses("free")]


def test_service_messages_are_charged_after_the_free_ones(
    simulator: Simulator, webhook: CompanyWebhook, open_window: None
):
    simulator.behave(free_service_messages=1)
    for callback in ("first", "second"):
        simulator.send({**message("text", {"body": "x"}), "biz_opaque_callback_data": callback})
    wait_for(lambda: len(webhook.statuses()) == 6)
    types = {
        callback: {one.pricing_type for one in webhook.statuses(callback)} - {None, ""}
        for callback in ("first", "second")
    }
    assert types == {"first": {"free_customer_service"}, "second": {"regular"}}


def test_marketing_of_its_own_endpoint_is_priced_so(simulator: Simulator, webhook: CompanyWebhook):
    path = f"{NUMBER}/marketing_messages"
    assert code(simulator.graph("POST", path, json=template_payload(PERSON))) == 134100
    parameters = [
        {"type": "text", "parameter_name": name, "text": "x"} for name in ("first_name", "discount")
    ]
    components = [{"type": "body", "parameters": parameters}]
    payload = template_payload(PERSON, "lite", name="winter_offer", components=components)
    assert code(simulator.graph("POST", path, json=payload)) == 0
    wait_for(lambda: len(webhook.statuses("lite")) == 3)
    prices = {one.pricing_category for one in webhook.statuses("lite")} - {None, ""}
    assert prices == {"marketing_lite"}


def test_a_known_user_id_reaches_the_person(simulator: Simulator, open_window: None):
    ids = simulator.control("people", phone=PERSON)["user_ids"]
    payload = message("text", {"body": "Hi"})
    del payload["to"]
    answer = simulator.send({**payload, "recipient": ids[ACME.waba_id]}).json()
    assert "wa_id" not in answer["contacts"][0]
    assert simulator.ledger()["sends"][0]["to"] == PERSON
    assert ids[ACME.waba_id] != ids[GLOBEX.waba_id]


def test_number_variants_are_one_person(simulator: Simulator):
    answer = simulator.send(template_payload("+5531987654321")).json()
    assert answer["contacts"][0]["wa_id"] == "553187654321"
    simulator.receive("+553187654321", "Oi")
    payload = {**message("text", {"body": "Oi"}), "to": "+5531987654321"}
    assert simulator.send(payload).status_code == 200


def test_marketing_fails_in_the_united_states(simulator: Simulator, webhook: CompanyWebhook):
    parameters = [
        {"type": "text", "parameter_name": name, "text": "x"} for name in ("first_name", "discount")
    ]
    components = [{"type": "body", "parameters": parameters}]
    for callback, to in (("us", "+12125550100"), ("canada", "+14165550100")):
        payload = template_payload(to, callback, name="winter_offer", components=components)
        assert simulator.send(payload).status_code == 200
    wait_for(lambda: webhook.statuses("us") and len(webhook.statuses("canada")) == 3)
    assert [one.status for one in webhook.statuses("us")] == ["failed"]


def test_messages_of_a_held_template_wait_and_are_dropped(
    simulator: Simulator, webhook: CompanyWebhook
):
    simulator.control("templates/opening_hours", pacing="hold")
    answer = simulator.send(template_payload(PERSON, "held")).json()
    assert answer["messages"][0]["message_status"] == "held_for_quality_assessment"
    assert not webhook.statuses("held")
    simulator.control("templates/opening_hours", pacing="drop")
    wait_for(lambda: webhook.statuses("held"))
    error = webhook.statuses("held")[0].error
    assert error is not None
    assert error.code == 132015
    assert code(simulator.send(template_payload(PERSON))) == 132015


def test_a_number_that_checks_identities_refuses_another_one(simulator: Simulator):
    setting = {"user_identity_change": {"enable_identity_key_check": True}}
    assert simulator.graph("POST", f"{NUMBER}/settings", json=setting).is_success
    payload = {**template_payload(PERSON), "recipient_identity_key_hash": "somebody else"}
    assert code(simulator.send(payload)) == 137000
    assert code(simulator.send(template_payload(PERSON))) == 0


def test_a_script_for_a_user_id_is_for_sends_to_that_id(simulator: Simulator):
    ids = simulator.control("people", phone=PERSON)["user_ids"]
    simulator.control("scripts", phone=ids[ACME.waba_id], code=131062)
    to_phone = template_payload(PERSON)
    to_id = {key: value for key, value in to_phone.items() if key != "to"}
    assert code(simulator.send({**to_id, "recipient": ids[ACME.waba_id]})) == 131062
    assert code(simulator.send(to_phone)) == 0
