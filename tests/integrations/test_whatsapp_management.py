"""What a company typed is proved against WhatsApp, and refused in WhatsApp's own words."""

import socket

import pytest

from platform_app.core.errors import InvalidInput, LimitReached, Unavailable
from platform_app.integrations.whatsapp.management import GraphManagement
from tests.dev.simulators import (
    ACME,
    GLOBEX,
    NUMBER,
    VERIFY_TOKEN,
    CompanyWebhook,
    Simulator,
    company_webhook,
    subscribe,
)
from tests.integrations.raw_servers import answer, serving_in_thread


def graph(
    simulator: Simulator, token: str = ACME.token, app_secret: str | None = ACME.app_secret
) -> GraphManagement:
    return GraphManagement(simulator.url, "v25.0", token, app_secret)


def fields_refused(management: GraphManagement, waba_id: str = ACME.waba_id) -> set[str]:
    with management, pytest.raises(InvalidInput) as refusal:
        management.fetch_waba(waba_id)
    return set(refusal.value.fields)


def test_the_account_is_read(simulator: Simulator):
    with graph(simulator) as management:
        account = management.fetch_waba(ACME.waba_id)
    assert (account.id, account.name) == (ACME.waba_id, "Acme Furniture")
    assert (account.currency, account.review_status) == ("EUR", "APPROVED")


def test_a_wrong_token_is_said_at_the_token(simulator: Simulator):
    assert fields_refused(graph(simulator, token="wrong", app_secret=None)) == {"access_token"}


def test_a_token_of_another_company_is_said_at_the_token(simulator: Simulator):
    management = graph(simulator, GLOBEX.token, GLOBEX.app_secret)
    assert fields_refused(management) == {"access_token"}


def test_a_wrong_app_secret_is_said_at_the_secret(simulator: Simulator):
    assert fields_refused(graph(simulator, app_secret="wrong")) == {"app_secret"}


def test_an_account_that_does_not_exist_is_said_at_the_account(simulator: Simulator):
    assert fields_refused(graph(simulator), "123456789012345") == {"waba_id"}


@pytest.mark.parametrize("waba_id", ["", "12/../34", "me", "12?fields=x", "１２３", "1" * 33])
def test_an_id_that_is_no_number_never_becomes_a_path(simulator: Simulator, waba_id: str):
    assert fields_refused(graph(simulator), waba_id) == {"waba_id"}


def test_the_refusal_carries_whatsapps_words_but_no_secret(simulator: Simulator):
    management = graph(simulator, token="EAAwrong", app_secret=None)
    with management, pytest.raises(InvalidInput) as refusal:
        management.fetch_waba(ACME.waba_id)
    assert "Invalid OAuth access token" in refusal.value.message
    assert "EAAwrong" not in refusal.value.message + repr(management)


def test_the_numbers_are_listed(simulator: Simulator):
    with graph(simulator) as management:
        first, second = management.list_phone_numbers(ACME.waba_id)
    assert (first.id, first.display_number) == (NUMBER, "+351 21 000 0999")
    assert (first.quality, first.throughput) == ("GREEN", "STANDARD")
    assert (second.quality, second.messaging_limit) == ("YELLOW", "TIER_2K")


def test_templates_come_over_all_pages(simulator: Simulator, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("platform_app.integrations.whatsapp.management._PAGE_SIZE", 10)
    with graph(simulator) as management:
        templates = management.list_templates(ACME.waba_id)
    assert [one.id for one in templates] == [one["id"] for one in ACME.templates]
    assert {one.status for one in templates} == {"APPROVED", "PENDING", "REJECTED", "PAUSED"}
    assert {one.parameter_format for one in templates} == {"POSITIONAL", "NAMED"}


def test_the_next_page_is_never_fetched_from_an_address_in_the_answer():
    page = {"data": [], "paging": {"next": "http://127.0.0.1:9/", "cursors": {"after": "same"}}}
    with (
        serving_in_thread(answer(200, page, headers="connection: close\r\n")) as server,
        GraphManagement(server.url, "v25.0", "token") as management,
    ):
        assert management.list_templates("123") == []
    assert len(server.requests) == 2


def test_an_address_passes_whatsapps_handshake(simulator: Simulator):
    with company_webhook() as recorder, graph(simulator) as management:
        management.subscribe_app(
            ACME.waba_id, override_callback_uri=recorder.url, verify_token=VERIFY_TOKEN
        )
    path = f"{ACME.waba_id}/subscribed_apps"
    (row,) = simulator.graph("GET", path).json()["data"]
    assert row["override_callback_uri"] == recorder.url


def test_an_address_can_be_set_before_the_app_was_ever_subscribed(simulator: Simulator):
    simulator.graph("DELETE", f"{ACME.waba_id}/subscribed_apps")
    test_an_address_passes_whatsapps_handshake(simulator)


def test_a_refused_address_leaves_the_working_one(simulator: Simulator, webhook: CompanyWebhook):
    with graph(simulator) as management, pytest.raises(InvalidInput) as refusal:
        management.subscribe_app(
            ACME.waba_id, override_callback_uri=webhook.url, verify_token="wrong"
        )
    assert set(refusal.value.fields) == {"webhook"}
    (row,) = simulator.graph("GET", f"{ACME.waba_id}/subscribed_apps").json()["data"]
    assert row["override_callback_uri"] == webhook.url


def test_subscribing_without_an_address_uses_the_apps_own(simulator: Simulator):
    with company_webhook() as recorder:
        subscribe(simulator, recorder)
    with graph(simulator) as management:
        management.subscribe_app(ACME.waba_id)
    (row,) = simulator.graph("GET", f"{ACME.waba_id}/subscribed_apps").json()["data"]
    assert "override_callback_uri" not in row


def test_whatsapp_out_of_reach_is_said_so():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
        with GraphManagement(url, "v25.0", "token") as management, pytest.raises(Unavailable):
            management.fetch_waba("123")


@pytest.mark.parametrize(
    ("raw", "kind"),
    [
        (answer(500, b"<html>Sorry</html>"), Unavailable),
        (answer(502, b""), Unavailable),
        (answer(200, b"{"), Unavailable),
        (answer(200, b"[]"), Unavailable),
        (answer(302, b"", headers="location: http://127.0.0.1:9/\r\n"), Unavailable),
        (answer(503, {"error": {"code": 2, "message": "down"}}), Unavailable),
        (answer(400, {"error": {"code": 80007, "message": "slow down"}}), LimitReached),
    ],
)
def test_whatsapps_troubles_are_not_blamed_on_the_form(raw: bytes, kind: type[Exception]):
    with (
        serving_in_thread(raw) as server,
        GraphManagement(server.url, "v25.0", "token") as management,
        pytest.raises(kind),
    ):
        management.fetch_waba("123")
