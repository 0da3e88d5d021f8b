"""Numbers, accounts, tokens and figures answer as their conditions say, and tell of changes."""

import time

import httpx
import pytest

from platform_app.integrations.whatsapp.graph_json import JsonObject
from tests.dev.simulators import (
    ACME,
    GLOBEX,
    NUMBER,
    VERIFY_TOKEN,
    CompanyWebhook,
    Simulator,
    company_webhook,
    template_payload,
    wait_for,
)

APP_TOKEN = f"{ACME.app_id}|{ACME.app_secret}"
PERSON = "+351912000850"


def error_code(answer: httpx.Response) -> int:
    return answer.json().get("error", {}).get("code", 0)


def fields(simulator: Simulator, node: str, *names: str) -> JsonObject:
    return simulator.graph("GET", node, params={"fields": ",".join(names)}).json()


def token_facts(simulator: Simulator) -> JsonObject:
    params = {"input_token": ACME.token}
    return simulator.graph("GET", "debug_token", APP_TOKEN, params=params).json()["data"]


def test_a_token_tells_what_it_may_do(simulator: Simulator):
    facts = token_facts(simulator)
    assert facts["is_valid"]
    assert facts["granular_scopes"][0]["target_ids"] == [ACME.waba_id]
    stranger = simulator.graph("GET", "debug_token", APP_TOKEN, params={"input_token": "x"})
    assert stranger.json()["data"]["is_valid"] is False


def test_an_expired_token_opens_nothing_and_says_so(simulator: Simulator):
    simulator.control(f"accounts/{ACME.waba_id}", token={"expires_at": int(time.time()) - 60})
    assert error_code(simulator.graph("GET", NUMBER)) == 190
    assert token_facts(simulator)["error"]["subcode"] == 463


def test_a_token_without_a_permission_is_refused_that_alone(simulator: Simulator):
    scopes = ["whatsapp_business_management"]
    simulator.control(f"accounts/{ACME.waba_id}", token={"scopes": scopes})
    assert error_code(simulator.send(template_payload(PERSON))) == 10
    assert simulator.graph("GET", NUMBER).status_code == 200


def test_a_token_without_the_account_is_refused_everything(simulator: Simulator):
    simulator.control(f"accounts/{ACME.waba_id}", token={"target_ids": [GLOBEX.waba_id]})
    assert error_code(simulator.graph("GET", NUMBER)) == 200
    assert token_facts(simulator)["granular_scopes"][0]["target_ids"] == [GLOBEX.waba_id]


def test_any_call_can_be_refused(simulator: Simulator):
    script = {"code": 80007, "http_status": 429, "times": 1}
    simulator.control("scripts", call="GET message_templates", **script)
    path = f"{ACME.waba_id}/message_templates"
    assert [simulator.graph("GET", path).status_code for _ in range(2)] == [429, 200]


def test_health_gives_whatsapps_own_reasons(simulator: Simulator):
    problem = {
        "error_code": 141010,
        "error_description": "Something is off.",
        "possible_solution": "Put it right.",
    }
    simulator.control(f"accounts/{ACME.waba_id}", problems=[problem])
    health = fields(simulator, NUMBER, "health_status")["health_status"]
    assert health["can_send_message"] == "BLOCKED"
    waba = next(one for one in health["entities"] if one["entity_type"] == "WABA")
    assert waba["errors"] == [problem]


def test_an_account_tells_its_owner(simulator: Simulator):
    row = fields(simulator, ACME.waba_id, "owner_business_info", "business_verification_status")
    assert row["owner_business_info"]["id"] == ACME.portfolio_id
    assert row["business_verification_status"] == "verified"


@pytest.mark.parametrize(
    ("change", "field", "expected"),
    [
        ({"quality": "RED"}, "phone_number_quality_update", {"event": "FLAGGED"}),
        ({"throughput": "HIGH"}, "phone_number_quality_update", {"event": "THROUGHPUT_UPGRADE"}),
        (
            {"limit": "TIER_UNLIMITED", "as_number": True},
            "business_capability_update",
            {"max_daily_conversations_per_business": -1},
        ),
        (
            {"name_status": "DECLINED", "rejection_reason": "NAME_FORMAT"},
            "phone_number_name_update",
            {"decision": "REJECTED", "rejection_reason": "NAME_FORMAT"},
        ),
    ],
)
def test_a_change_of_a_number_is_told(
    simulator: Simulator,
    app_webhook: CompanyWebhook,
    change: JsonObject,
    field: str,
    expected: JsonObject,
):
    simulator.control(f"numbers/{NUMBER}", **change)
    wait_for(lambda: app_webhook.changes(field))
    assert app_webhook.changes(field)[0].items() >= expected.items()


@pytest.mark.parametrize(
    ("change", "field", "key"),
    [
        ({"restrictions": [{"restriction_type": "X"}]}, "account_update", "restriction_info"),
        ({"violation": "SPAM"}, "account_update", "violation_info"),
        ({"ban_state": "DISABLE"}, "account_update", "ban_info"),
        ({"review": "REJECTED"}, "account_review_update", "decision"),
        ({"alert": {"alert_type": "OBA_APPROVED"}}, "account_alerts", "alert_info"),
    ],
)
def test_a_change_of_an_account_is_told(
    simulator: Simulator, app_webhook: CompanyWebhook, change: JsonObject, field: str, key: str
):
    simulator.control(f"accounts/{ACME.waba_id}", **change)
    wait_for(lambda: app_webhook.changes(field))
    assert key in app_webhook.changes(field)[0]


def test_a_number_comes_into_service_step_by_step(simulator: Simulator):
    simulator.control(f"numbers/{NUMBER}", code_verification="NOT_VERIFIED", status="PENDING")
    asked = {"code_method": "SMS", "language": "en"}
    assert simulator.graph("POST", f"{NUMBER}/request_code", json=asked).status_code == 200
    assert error_code(simulator.graph("POST", f"{NUMBER}/verify_code", json={"code": "x"})) == 100
    code = simulator.http.get(f"/simulator/api/numbers/{NUMBER}").json()["code"]
    assert simulator.graph("POST", f"{NUMBER}/verify_code", json={"code": code}).is_success
    assert error_code(simulator.graph("POST", f"{NUMBER}/request_code", json=asked)) == 136024
    pin = {"messaging_product": "whatsapp", "pin": "123456"}
    assert simulator.graph("POST", f"{NUMBER}/register", json=pin).is_success
    assert fields(simulator, NUMBER, "status")["status"] == "CONNECTED"
    wrong = {**pin, "pin": "654321"}
    codes = [
        error_code(simulator.graph("POST", f"{NUMBER}/register", json=wrong)) for _ in range(6)
    ]
    assert codes == [133005] * 5 + [133008]


def test_a_number_just_deregistered_waits(simulator: Simulator):
    assert simulator.graph("POST", f"{NUMBER}/deregister").is_success
    pin = {"messaging_product": "whatsapp", "pin": "123456"}
    assert error_code(simulator.graph("POST", f"{NUMBER}/register", json=pin)) == 133015


def test_figures_come_from_what_was_sent(simulator: Simulator, webhook: CompanyWebhook):
    simulator.send(template_payload(PERSON, "counted"))
    wait_for(lambda: len(webhook.statuses("counted")) == 3)
    now = int(time.time())
    span = f".start({now - 3600}).end({now + 60}).granularity(DAILY)"
    asked = f"pricing_analytics{span}.dimensions(PRICING_CATEGORY,COUNTRY)"
    row = simulator.graph("GET", ACME.waba_id, params={"fields": asked}).json()
    (point,) = row["pricing_analytics"]["data"][0]["data_points"]
    assert (point["volume"], point["cost"], point["country"]) == (1, 0.02, "PT")
    template = ACME.templates[4]
    figures = {
        "start": now - 86_400,
        "end": now + 60,
        "granularity": "daily",
        "template_ids": f"[{template['id']}]",
    }
    path = f"{ACME.waba_id}/template_analytics"
    assert error_code(simulator.graph("GET", path, params=figures)) == 200005
    simulator.graph("POST", ACME.waba_id, params={"is_enabled_for_insights": "true"})
    data = simulator.graph("GET", path, params=figures).json()["data"][0]["data_points"]
    assert [(one["sent"], one["delivered"], one["read"]) for one in data] == [(1, 1, 1)]


def test_a_profile_has_its_limits(simulator: Simulator):
    path = f"{NUMBER}/whatsapp_business_profile"
    for wrong in ({"about": "x" * 140}, {"websites": ["a"]}, {"vertical": "MAGIC"}):
        body = {"messaging_product": "whatsapp", **wrong}
        assert error_code(simulator.graph("POST", path, json=body)) == 100


def test_only_people_who_wrote_can_be_blocked_and_then_nothing_is_heard(
    simulator: Simulator, webhook: CompanyWebhook
):
    path = f"{NUMBER}/block_users"
    body = {"messaging_product": "whatsapp", "block_users": [{"user": PERSON}]}
    assert error_code(simulator.graph("POST", path, json=body)) == 139100
    simulator.receive(PERSON, "First")
    assert simulator.graph("POST", path, json=body).is_success
    simulator.receive(PERSON, "Second")
    simulator.receive("+351912000851", "Third")
    wait_for(lambda: "Third" in [one.text for one in webhook.messages()])
    assert "Second" not in [one.text for one in webhook.messages()]
    assert error_code(simulator.send(template_payload(PERSON))) == 130403


def test_an_override_carries_messages_and_nothing_of_templates(simulator: Simulator):
    with company_webhook() as app, company_webhook() as account, company_webhook() as number:
        callback = {
            "object": "whatsapp_business_account",
            "callback_url": app.url,
            "verify_token": VERIFY_TOKEN,
            "fields": "messages,message_template_quality_update",
        }
        simulator.graph("POST", f"{ACME.waba_id}/subscribed_apps")
        set_app = simulator.graph("POST", f"{ACME.app_id}/subscriptions", APP_TOKEN, json=callback)
        assert set_app.is_success
        override = {"override_callback_uri": account.url, "verify_token": VERIFY_TOKEN}
        simulator.graph("POST", f"{ACME.waba_id}/subscribed_apps", json=override)
        own = {"override_callback_uri": number.url, "verify_token": VERIFY_TOKEN}
        simulator.graph("POST", NUMBER, json={"webhook_configuration": own})
        simulator.receive(PERSON, "To the number's address")
        second = {"phone_number_id": ACME.numbers[1].id, "from": PERSON, "text": "To the account's"}
        simulator.control("inbound", **second)
        template = f"templates/opening_hours?waba_id={ACME.waba_id}"
        simulator.control(template, impending_category="MARKETING")
        simulator.control(template, quality="GREEN")
        wait_for(lambda: number.messages() and account.messages() and app.requests)
        assert app.changes("message_template_quality_update")
        assert not app.changes("template_category_update")
        assert not app.messages()
        assert len(number.requests) == len(account.requests) == 1
        addresses = fields(simulator, NUMBER, "webhook_configuration")["webhook_configuration"]
        assert addresses == {
            "phone_number": number.url,
            "whatsapp_business_account": account.url,
            "application": app.url,
        }


def test_another_companys_app_cannot_be_given_a_callback(simulator: Simulator):
    body = {"object": "whatsapp_business_account", "callback_url": "http://127.0.0.1:9/"}
    answer = simulator.graph("POST", f"{GLOBEX.app_id}/subscriptions", APP_TOKEN, json=body)
    assert answer.status_code == 400
