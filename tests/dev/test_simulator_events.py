"""Webhooks at will: every type of message, any field, large and hostile bodies, bad signatures."""

import pytest

from platform_app.integrations.whatsapp.graph_json import JsonObject
from tests.dev.simulators import (
    ACME,
    GLOBEX,
    NUMBER,
    CompanyWebhook,
    Simulator,
    running_simulator,
    template_payload,
    wait_for,
)

PERSON = "+351912000860"
INBOUND: list[tuple[JsonObject, JsonObject]] = [
    ({"type": "location"}, {"type": "location"}),
    ({"type": "contacts", "origin": "contact_request"}, {"type": "contacts"}),
    ({"type": "reaction", "message_id": "wamid.X"}, {"reaction": {"message_id": "wamid.X"}}),
    ({"type": "button", "text": "Stop"}, {"button": {"payload": "Stop", "text": "Stop"}}),
    ({"type": "flow_reply", "flow_token": "t"}, {"type": "interactive"}),
    ({"type": "order"}, {"type": "order"}),
    ({"type": "unsupported", "code": 131060}, {"unsupported": {"type": "poll"}}),
    ({"type": "request_welcome"}, {"type": "request_welcome"}),
    ({"text": "x", "forwarded": True}, {"context": {"forwarded": True}}),
    ({"text": "x", "referral": {"source_type": "ad"}}, {"referral": {"source_type": "ad"}}),
    ({"message": {"type": "hologram", "hologram": {}}}, {"type": "hologram"}),
]


def inbound(simulator: Simulator, **message: object) -> None:
    simulator.control("inbound", **{"phone_number_id": NUMBER, "from": PERSON, **message})


def raw_messages(webhook: CompanyWebhook) -> list[JsonObject]:
    return [one for value in webhook.changes("messages") for one in value.get("messages", [])]


@pytest.mark.parametrize(("asked", "expected"), INBOUND)
def test_a_customer_writes_in_every_type(
    simulator: Simulator, webhook: CompanyWebhook, asked: JsonObject, expected: JsonObject
):
    inbound(simulator, **asked)
    wait_for(lambda: raw_messages(webhook))
    assert raw_messages(webhook)[0].items() >= expected.items()


def test_what_cannot_be_made_is_refused(simulator: Simulator):
    body = {"phone_number_id": NUMBER, "from": PERSON, "type": "hologram"}
    assert simulator.http.post("/simulator/api/inbound", json=body).status_code == 422


def test_a_hidden_person_has_a_user_id_and_a_username_only(
    simulator: Simulator, webhook: CompanyWebhook
):
    simulator.control("people", phone=PERSON, username="rui.sa", hidden=True)
    simulator.receive(PERSON, "Hello")
    simulator.send(template_payload(PERSON, "nameless"))
    wait_for(lambda: raw_messages(webhook) and webhook.statuses("nameless"))
    value = next(one for one in webhook.changes("messages") if "messages" in one)
    assert "from" not in value["messages"][0]
    assert "wa_id" not in value["contacts"][0]
    assert value["contacts"][0]["profile"]["username"] == "rui.sa"
    status = webhook.statuses("nameless")[0]
    assert (status.recipient_phone, bool(status.recipient_user_id)) == (None, True)


def test_a_person_with_a_new_number_is_announced(
    simulator: Simulator, app_webhook: CompanyWebhook, webhook: CompanyWebhook
):
    simulator.receive(PERSON, "Hello")
    wait_for(lambda: raw_messages(webhook))
    simulator.control("people", phone=PERSON, new_phone="+351912000861")
    wait_for(lambda: app_webhook.changes("user_id_update"))
    wait_for(lambda: "system" in [one["type"] for one in raw_messages(webhook)])
    (row,) = app_webhook.changes("user_id_update")[0]["user_id_update"]
    assert row["user_id"]["previous"] != row["user_id"]["current"]
    values = [one for one in webhook.changes("messages") if "messages" in one]
    system = next(one for one in values if one["messages"][0]["type"] == "system")
    assert "contacts" not in system
    assert system["messages"][0]["system"]["wa_id"] == "351912000861"


def test_marketing_is_stopped_in_the_app(simulator: Simulator, app_webhook: CompanyWebhook):
    body = {"phone_number_id": NUMBER, "from": PERSON, "value": "stop"}
    simulator.control("preferences", **body)
    wait_for(lambda: app_webhook.changes("user_preferences"))
    (row,) = app_webhook.changes("user_preferences")[0]["user_preferences"]
    assert (row["value"], row["category"]) == ("stop", "marketing_messages")


def test_any_field_can_be_sent_and_is_brought_again(
    simulator: Simulator, app_webhook: CompanyWebhook
):
    app_webhook.refuse_first = 2
    simulator.control("emit", waba_id=ACME.waba_id, field="flows", value={"event": "X"})
    wait_for(lambda: app_webhook.changes("flows"))
    assert app_webhook.changes("flows") == [{"event": "X"}]


def test_sent_once_the_companys_answer_is_told(simulator: Simulator, app_webhook: CompanyWebhook):
    app_webhook.refuse_first = 1
    emit = {"waba_id": ACME.waba_id, "field": "flows", "value": {}, "once": True}
    assert [simulator.control("emit", **emit)["status"] for _ in range(2)] == [500, 200]


@pytest.mark.parametrize("signature", ["wrong", "missing"])
def test_a_signature_can_be_wrong_or_missing(
    simulator: Simulator, webhook: CompanyWebhook, signature: str
):
    simulator.control("batch", wabas=[ACME.waba_id], changes=1)
    simulator.control("batch", wabas=[ACME.waba_id], changes=1, signature=signature)
    right, other = [
        {name.lower(): value for name, value in headers.items()}.get("x-hub-signature-256")
        for headers, _ in webhook.requests
    ]
    assert right is not None
    assert other != right
    assert (other is None) is (signature == "missing")


def test_a_batch_has_two_accounts_bad_and_unknown_ones_and_a_size(
    simulator: Simulator, webhook: CompanyWebhook
):
    told = simulator.control(
        "batch",
        wabas=[ACME.waba_id, GLOBEX.waba_id],
        changes=1000,
        bad=7,
        unknown=4,
        bytes=3_000_000,
    )
    assert told["status"] == 200
    (request,) = webhook.requests
    assert 3_000_000 <= len(request[1]) < 3_001_000
    parsed = webhook.parsed()[0]
    assert {one.wamid for one in parsed.messages} >= set(told["wamids"])
    assert {one.waba_id for one in parsed.messages} == {ACME.waba_id, GLOBEX.waba_id}


def test_an_answer_to_an_ad_is_free_for_three_days(simulator: Simulator, webhook: CompanyWebhook):
    inbound(simulator, text="From your ad", referral={"source_type": "ad", "source_id": "1"})
    simulator.send(template_payload(PERSON, "free"))
    wait_for(lambda: len(webhook.statuses("free")) == 3)
    priced = next(one.raw for one in webhook.statuses("free") if one.pricing_type)
    assert priced["pricing"]["type"] == "free_entry_point"
    assert priced["conversation"]["origin"] == {"type": "referral_conversion"}


def test_a_restart_keeps_templates_conditions_and_files(tmp_path):
    state = tmp_path / "simulator.json"
    with running_simulator(state=state) as simulator:
        simulator.control("templates/opening_hours", status="PAUSED")
        simulator.control(f"numbers/{NUMBER}", quality="RED", limit="TIER_250")
        files = {"file": ("a.txt", b"kept", "text/plain")}
        data = {"messaging_product": "whatsapp", "type": "text/plain"}
        media_id = simulator.graph("POST", f"{NUMBER}/media", data=data, files=files).json()["id"]
    with running_simulator(state=state) as simulator:
        assert simulator.send(template_payload(PERSON)).json()["error"]["code"] == 132015
        row = simulator.http.get(f"/simulator/api/numbers/{NUMBER}").json()
        assert row["quality"] == "RED"
        assert simulator.graph("GET", media_id).json()["file_size"] == 4
