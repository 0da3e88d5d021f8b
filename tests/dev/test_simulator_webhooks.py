"""The simulator reports as WhatsApp does: signed, repeated, out of order, and never silently lost."""

from pathlib import Path

from platform_app.integrations.whatsapp.signature import SIGNATURE_HEADER, verify
from tests.dev.simulators import (
    ACME,
    CALM,
    NUMBER,
    CompanyWebhook,
    Simulator,
    company_webhook,
    running_simulator,
    subscribe,
    template_payload,
    wait_for,
)


def names(webhook: CompanyWebhook, callback: str) -> list[str]:
    # Sorted, because bodies may overtake each other on their way.
    return sorted(one.status for one in webhook.statuses(callback))


def send(simulator: Simulator, to: str, callback: str) -> str:
    answer = simulator.send(template_payload(to, callback))
    return answer.json()["messages"][0]["id"]


def test_each_status_comes_and_carries_the_callback(simulator: Simulator, webhook: CompanyWebhook):
    wamid = send(simulator, "+351912000111", "t1|r1")
    wait_for(lambda: len(names(webhook, "t1|r1")) == 3)
    statuses = webhook.statuses("t1|r1")
    assert {one.status for one in statuses} == {"sent", "delivered", "read"}
    assert {one.wamid for one in statuses} == {wamid}
    assert {one.recipient_phone for one in statuses} == {"+351912000111"}
    assert {(one.waba_id, one.phone_number_id) for one in statuses} == {(ACME.waba_id, NUMBER)}


def test_the_price_is_told_exactly_once(simulator: Simulator, webhook: CompanyWebhook):
    send(simulator, "+351912000111", "priced")
    wait_for(lambda: len(names(webhook, "priced")) == 3)
    prices = [one.pricing_category for one in webhook.statuses("priced") if one.pricing_type]
    assert prices == ["utility"]


def test_every_body_is_signed_with_the_apps_secret(simulator: Simulator, webhook: CompanyWebhook):
    simulator.receive("+351912000111", "Olá / 😀")
    wait_for(webhook.messages)
    for headers, body in webhook.requests:
        signature = {name.lower(): value for name, value in headers.items()}
        assert verify(ACME.app_secret, body, signature[SIGNATURE_HEADER.lower()])


def test_bodies_are_escaped_as_meta_escapes_them(simulator: Simulator, webhook: CompanyWebhook):
    simulator.receive("+351912000111", "Olá / 😀")
    wait_for(webhook.messages)
    (body,) = [body for _, body in webhook.requests if b"Ol" in body]
    assert rb"Ol\u00e1 \/ \ud83d\ude00" in body
    assert webhook.messages()[0].text == "Olá / 😀"


def test_statuses_can_be_repeated(simulator: Simulator, webhook: CompanyWebhook):
    simulator.behave(duplicate_odds=1.0)
    send(simulator, "+351912000111", "doubled")
    wait_for(lambda: len(names(webhook, "doubled")) == 6)
    raw = [str(one.raw) for one in webhook.statuses("doubled")]
    assert sorted(raw) == sorted(list(dict.fromkeys(raw)) * 2)


def test_statuses_can_come_out_of_order(simulator: Simulator, webhook: CompanyWebhook):
    simulator.behave(shuffle=True, sent_after_s=0.1, delivered_after_s=0.3, read_after_s=0.6)
    for number in range(20):
        send(simulator, f"+3519120007{number:02}", f"mixed{number}")
    wait_for(lambda: len([one for one in webhook.statuses() if "mixed" in str(one.callback)]) == 60)
    orders = {
        tuple(one.status for one in webhook.statuses(f"mixed{number}")) for number in range(20)
    }
    assert len(orders) > 1


def test_delivered_can_be_left_out(simulator: Simulator, webhook: CompanyWebhook):
    simulator.behave(skip_delivered_odds=1.0)
    send(simulator, "+351912000111", "skipped")
    wait_for(lambda: len(names(webhook, "skipped")) == 2)
    assert names(webhook, "skipped") == ["read", "sent"]


def test_many_statuses_share_a_body(simulator: Simulator, webhook: CompanyWebhook):
    simulator.behave(batch_every_s=0.5)
    for number in range(30):
        send(simulator, f"+3519120008{number:02}", f"batch{number}")
    wait_for(lambda: len([one for one in webhook.statuses() if "batch" in str(one.callback)]) == 90)
    assert max(len(parsed.statuses) for parsed in webhook.parsed()) > 10


def test_a_refused_body_is_brought_again(simulator: Simulator, webhook: CompanyWebhook):
    webhook.refuse_first = 2
    simulator.receive("+351912000111", "Please take this")
    wait_for(webhook.messages)
    assert [one.text for one in webhook.messages()] == ["Please take this"]


def test_a_scripted_number_fails_later_with_its_code(simulator: Simulator, webhook: CompanyWebhook):
    send(simulator, "+351910131026", "failing")
    wait_for(lambda: webhook.statuses("failing"))
    (status,) = webhook.statuses("failing")
    assert status.status == "failed"
    assert status.error is not None
    assert status.error.code == 131026


def test_a_person_known_by_user_id_only_has_no_phone_in_statuses(
    simulator: Simulator, webhook: CompanyWebhook
):
    send(simulator, "+351919990006", "nameless")
    wait_for(lambda: webhook.statuses("nameless"))
    status = webhook.statuses("nameless")[0]
    assert status.recipient_phone is None
    assert status.recipient_user_id


def test_an_early_status_comes_before_the_answer(simulator: Simulator, webhook: CompanyWebhook):
    send(simulator, "+351919990005", "early")
    # The answer is here, and the statuses must be already.
    assert names(webhook, "early") == ["delivered", "sent"]


def test_some_messages_are_never_delivered(simulator: Simulator, webhook: CompanyWebhook):
    send(simulator, "+351919990009", "never")
    send(simulator, "+351912000111", "other")
    wait_for(lambda: "read" in names(webhook, "other"))
    assert names(webhook, "never") == ["sent"]


def test_a_customer_who_writes_is_introduced(simulator: Simulator, webhook: CompanyWebhook):
    wamid = simulator.receive("+351912000605", "Good morning")
    wait_for(webhook.messages)
    (message,) = webhook.messages()
    assert (message.wamid, message.text) == (wamid, "Good morning")
    assert (message.from_phone, message.profile_name) == ("+351912000605", "Ana")
    assert message.from_user_id
    assert message.timestamp is not None


def test_an_address_below_localhost_is_reached_with_its_own_host(simulator: Simulator):
    with company_webhook("acme.localhost") as recorder:
        subscribe(simulator, recorder)
        simulator.receive("+351912000111", "Hello")
        wait_for(recorder.messages)
        headers = {name.lower(): value for name, value in recorder.requests[0][0].items()}
    assert headers["host"].startswith("acme.localhost:")


def test_an_apps_callback_serves_accounts_without_their_own(simulator: Simulator):
    path = f"{ACME.waba_id}/subscribed_apps"
    simulator.graph("POST", path)
    with company_webhook() as recorder:
        body = {"app_id": ACME.app_id, "url": recorder.url, "verify_token": "verify-me"}
        answer = simulator.http.post("/simulator/api/webhook", json=body)
        assert answer.status_code == 200
        simulator.receive("+351912000111", "Through the app")
        wait_for(recorder.messages)


def test_a_restart_keeps_chats_addresses_and_what_is_owed(tmp_path: Path):
    state = tmp_path / "simulator.json"
    with company_webhook() as recorder:
        with running_simulator(state=state) as simulator:
            simulator.http.post("/simulator/api/behaviour", json=CALM)
            subscribe(simulator, recorder)
            recorder.refuse_first = 1_000_000
            simulator.receive("+351912000111", "Before the restart")
        recorder.refuse_first = 0
        with running_simulator(state=state) as simulator:
            wait_for(recorder.messages)
            query = {"number": NUMBER, "customer": "+351912000111"}
            shown = simulator.http.get("/simulator/chat", params=query).text
    assert [one.text for one in recorder.messages()] == ["Before the restart"]
    assert "Before the restart" in shown
