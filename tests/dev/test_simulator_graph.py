"""The simulator answers as the Graph API does."""

import json

import httpx
import pytest

from platform_app.dev.whatsapp_simulator.scripts import SCRIPTS, Script, Trick
from platform_app.integrations.whatsapp.graph_json import JsonObject
from platform_app.integrations.whatsapp.signature import app_secret_proof
from tests.dev.simulators import (
    ACME,
    GLOBEX,
    NUMBER,
    VERIFY_TOKEN,
    Simulator,
    company_webhook,
    template_payload,
)


def error_code(answer: httpx.Response) -> tuple[int, int]:
    return answer.status_code, answer.json()["error"]["code"]


def test_an_unknown_token_is_refused(simulator: Simulator):
    assert error_code(simulator.graph("GET", ACME.waba_id, token="nonsense")) == (401, 190)


@pytest.mark.parametrize(
    "path", [GLOBEX.waba_id, GLOBEX.numbers[0].id, f"{GLOBEX.waba_id}/message_templates"]
)
def test_another_companys_assets_are_forbidden(simulator: Simulator, path: str):
    assert error_code(simulator.graph("GET", path)) == (403, 200)


def test_sending_from_another_companys_number_is_forbidden(simulator: Simulator):
    answer = simulator.send(template_payload("+351912000111"), GLOBEX.numbers[0].id)
    assert error_code(answer) == (403, 200)


def test_what_does_not_exist_is_said_as_graph_says_it(simulator: Simulator):
    assert error_code(simulator.graph("GET", "123456789")) == (400, 100)


def test_a_proof_with_the_wrong_secret_is_refused(simulator: Simulator):
    right = {"appsecret_proof": app_secret_proof(ACME.token, ACME.app_secret)}
    wrong = {"appsecret_proof": app_secret_proof(ACME.token, GLOBEX.app_secret)}
    assert simulator.graph("GET", ACME.waba_id, params=right).status_code == 200
    assert error_code(simulator.graph("GET", ACME.waba_id, params=wrong)) == (400, 100)


def test_templates_come_in_pages_of_25(simulator: Simulator):
    path = f"{ACME.waba_id}/message_templates"
    first = simulator.graph("GET", path).json()
    after = first["paging"]["cursors"]["after"]
    second = simulator.graph("GET", path, params={"after": after}).json()
    assert len(first["data"]) == 25
    assert len(first["data"]) + len(second["data"]) == len(ACME.templates)
    assert "next" not in second["paging"]


@pytest.mark.parametrize("version", ["v17.0", "v25.0", "v30.0"])
def test_any_version_is_served(simulator: Simulator, version: str):
    headers = {"authorization": f"Bearer {ACME.token}"}
    answer = simulator.http.get(f"/{version}/{NUMBER}", headers=headers)
    assert answer.json()["display_phone_number"] == ACME.numbers[0].display_number


def test_a_template_is_accepted_with_an_id(simulator: Simulator):
    answer = simulator.send(template_payload("+351912000111")).json()
    assert answer["contacts"] == [{"input": "+351912000111", "wa_id": "351912000111"}]
    assert answer["messages"][0]["id"].startswith("wamid.")
    assert answer["messages"][0]["message_status"] == "accepted"


def body_parameters(*texts: str) -> list[JsonObject]:
    return [{"type": "body", "parameters": [{"type": "text", "text": text} for text in texts]}]


@pytest.mark.parametrize(
    ("template", "code"),
    [
        ({"name": "no_such_template"}, 132001),
        ({"language": {"code": "pt_PT"}}, 132001),
        ({"name": "summer_sale", "components": body_parameters("Ana")}, 132001),
        ({"name": "flash_deal", "components": body_parameters("Ana")}, 132015),
        ({"components": body_parameters("too many")}, 132000),
        ({"components": [{"type": "header", "parameters": []}]}, 132012),
        ({"name": "receipt_01"}, 132000),
        ({"name": "receipt_01", "components": body_parameters("a", "b")}, 132000),
        ({"name": "receipt_01", "components": body_parameters("two\nlines")}, 132018),
        ({"name": "receipt_01", "components": body_parameters("five     blanks")}, 132018),
        ({"name": "receipt_01", "components": body_parameters("")}, 131008),
        ({"name": "receipt_01", "components": body_parameters("x" * 1024)}, 132005),
        ({"name": "price_list", "components": body_parameters("Ana")}, 132012),
    ],
)
def test_a_template_that_does_not_fit_is_refused(
    simulator: Simulator, template: JsonObject, code: int
):
    answer = simulator.send(template_payload("+351912000111", **template))
    assert answer.json()["error"]["code"] == code
    assert simulator.ledger()["count"] == 0


@pytest.mark.parametrize(
    "change",
    [
        {"messaging_product": "fax"},
        {"to": None},
        {"to": "Ana"},
        {"to": "PT.84120099317755204611"},
        {"biz_opaque_callback_data": "x" * 513},
    ],
)
def test_a_malformed_envelope_is_refused(simulator: Simulator, change: JsonObject):
    payload = {**template_payload("+351912000111"), **change}
    assert error_code(simulator.send(payload)) == (400, 100)


def test_a_free_text_needs_an_open_window(simulator: Simulator):
    customer = "+351912000601"
    payload = {
        "messaging_product": "whatsapp",
        "to": customer,
        "type": "text",
        "text": {"body": "Hello"},
    }
    assert error_code(simulator.send(payload)) == (400, 131047)
    simulator.receive(customer, "Anybody there?")
    assert simulator.send(payload).status_code == 200


def test_sending_too_fast_is_refused(simulator: Simulator):
    simulator.behave(messages_per_second=5)
    second_number = ACME.numbers[1].id
    codes = [
        simulator.send(template_payload(f"+35191200{number}"), second_number).status_code
        for number in range(1000, 1030)
    ]
    assert codes[:5] == [200] * 5
    assert 429 in codes[5:]


def test_one_person_may_get_45_messages_at_once_and_no_more(simulator: Simulator):
    simulator.behave(pair_limit=True)
    answers = [simulator.send(template_payload("+351912000602")) for _ in range(46)]
    assert {answer.status_code for answer in answers[:45]} == {200}
    assert error_code(answers[45]) == (429, 131056)


def test_the_ledger_finds_what_was_sent_twice(simulator: Simulator):
    for callback in ("once", "twice", "twice"):
        simulator.send(template_payload("+351912000111", callback))
    ledger = simulator.ledger()
    assert ledger["count"] == 3
    assert ledger["duplicates"] == [{"to": "+351912000111", "callback": "twice", "count": 2}]
    assert simulator.ledger(callback="once")["count"] == 1


def test_a_webhook_address_that_fails_the_handshake_is_refused(simulator: Simulator):
    path = f"{ACME.waba_id}/subscribed_apps"
    with company_webhook() as recorder:
        simulator.graph("POST", path)
        wrong = {"override_callback_uri": recorder.url, "verify_token": "wrong"}
        assert error_code(simulator.graph("POST", path, json=wrong)) == (400, 2200)
        right = {**wrong, "verify_token": VERIFY_TOKEN}
        assert simulator.graph("POST", path, json=right).json() == {"success": True}
        (row,) = simulator.graph("GET", path).json()["data"]
        assert row["override_callback_uri"] == recorder.url


def test_an_address_needs_a_subscription_first(simulator: Simulator):
    path = f"{ACME.waba_id}/subscribed_apps"
    simulator.graph("DELETE", path)
    body = {"override_callback_uri": "http://127.0.0.1:9/", "verify_token": "x"}
    assert error_code(simulator.graph("POST", path, json=body)) == (400, 100)


def test_an_unknown_dial_is_refused(simulator: Simulator):
    answer = simulator.http.post("/simulator/api/behaviour", json={"luck": 7})
    assert answer.status_code == 422


REFUSALS = [one for one in SCRIPTS if one.trick is Trick.REFUSE]


@pytest.mark.parametrize("script", REFUSALS, ids=lambda script: script.ending)
def test_a_scripted_number_is_refused_as_often_as_it_says(simulator: Simulator, script: Script):
    payload = template_payload(f"+35191{script.ending}")
    answers = [simulator.send(payload) for _ in range((script.times or 3) + 1)]
    refused = answers[: script.times or 4]
    assert {error_code(one) for one in refused} == {(script.http_status, script.code)}
    assert (answers[-1].status_code == 200) is (script.times is not None)


def test_the_template_a_person_reads_is_filled_in(simulator: Simulator):
    parameters = [
        {"type": "text", "parameter_name": "first_name", "text": "Zoë <b>"},
        {"type": "text", "parameter_name": "discount", "text": "15 %"},
    ]
    payload = template_payload(
        "+351912000603",
        name="winter_offer",
        components=[{"type": "body", "parameters": parameters}],
    )
    assert simulator.send(payload).status_code == 200
    query = {"number": NUMBER, "customer": "+351912000603"}
    shown = simulator.http.get("/simulator/chat", params=query).text
    assert "Hi Zoë &lt;b&gt;, this week you get 15 % off" in shown
    assert "Reply STOP to opt out" in shown


def test_a_body_that_is_no_json_is_refused(simulator: Simulator):
    for content in (b"{", json.dumps([1]).encode()):
        answer = simulator.graph("POST", f"{NUMBER}/messages", content=content)
        assert error_code(answer) == (400, 100)
