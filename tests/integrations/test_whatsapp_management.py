"""What a company typed is proved against WhatsApp, and refused in WhatsApp's own words."""

import socket
from collections.abc import Awaitable, Callable
from functools import partial
from typing import TypeVar

import pytest

from platform_app.core.errors import InvalidInput, LimitReached, Unavailable
from platform_app.integrations.whatsapp import graph as graph_module
from platform_app.integrations.whatsapp.graph import Graph
from platform_app.integrations.whatsapp.management import subscriptions
from platform_app.integrations.whatsapp.management.accounts import fetch_account
from platform_app.integrations.whatsapp.management.numbers import list_numbers
from platform_app.integrations.whatsapp.management.templates import list_templates
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
from tests.support.graph import ask_at

T = TypeVar("T")
ACCOUNT = partial(fetch_account, waba_id=ACME.waba_id)


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(graph_module, "_WAITS_S", (0.0, 0.0))


def ask(
    simulator: Simulator,
    question: Callable[[Graph], Awaitable[T]],
    *,
    token: str = ACME.token,
    app_secret: str | None = ACME.app_secret,
) -> T:
    return ask_at(simulator.url, question, token=token, app_secret=app_secret)


def fields_refused(
    simulator: Simulator,
    question: Callable[[Graph], Awaitable[object]] = ACCOUNT,
    *,
    token: str = ACME.token,
    app_secret: str | None = ACME.app_secret,
) -> set[str]:
    with pytest.raises(InvalidInput) as refusal:
        ask(simulator, question, token=token, app_secret=app_secret)
    return set(refusal.value.fields)


def overriding(url: str, verify_token: str) -> Callable[[Graph], Awaitable[None]]:
    return partial(
        subscriptions.subscribe,
        waba_id=ACME.waba_id,
        override_callback_uri=url,
        verify_token=verify_token,
    )


def test_the_account_is_read(simulator: Simulator):
    account = ask(simulator, ACCOUNT)
    assert (account.id, account.name) == (ACME.waba_id, "Acme Furniture")
    assert (account.currency, account.review_status) == ("EUR", "APPROVED")


def test_a_wrong_token_is_said_at_the_token(simulator: Simulator):
    assert fields_refused(simulator, token="wrong", app_secret=None) == {"access_token"}


def test_a_token_of_another_company_is_said_at_the_token(simulator: Simulator):
    refused = fields_refused(simulator, token=GLOBEX.token, app_secret=GLOBEX.app_secret)
    assert refused == {"access_token"}


def test_a_wrong_app_secret_is_said_at_the_secret(simulator: Simulator):
    assert fields_refused(simulator, app_secret="wrong") == {"app_secret"}


def test_an_account_that_does_not_exist_is_said_at_the_account(simulator: Simulator):
    assert fields_refused(simulator, partial(fetch_account, waba_id="123456789012345")) == {
        "waba_id"
    }


@pytest.mark.parametrize("waba_id", ["", "12/../34", "me", "12?fields=x", "１２３", "1" * 33])
def test_an_id_that_is_no_number_never_becomes_a_path(simulator: Simulator, waba_id: str):
    assert fields_refused(simulator, partial(fetch_account, waba_id=waba_id)) == {"waba_id"}


def test_the_refusal_carries_whatsapps_words_but_no_secret(simulator: Simulator):
    with pytest.raises(InvalidInput) as refusal:
        ask(simulator, ACCOUNT, token="EAAwrong", app_secret=None)
    assert "Invalid OAuth access token" in refusal.value.message
    assert "EAAwrong" not in refusal.value.message


def test_the_numbers_are_listed(simulator: Simulator):
    first, second = ask(simulator, partial(list_numbers, waba_id=ACME.waba_id))
    assert (first.id, first.display_number) == (NUMBER, "+351 21 000 0999")
    assert (first.quality, first.throughput) == ("GREEN", "STANDARD")
    assert (second.quality, second.messaging_limit) == ("YELLOW", "TIER_10K")


def test_templates_come_over_all_pages(simulator: Simulator, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(graph_module, "_PAGE_SIZE", 10)
    templates = ask(simulator, partial(list_templates, waba_id=ACME.waba_id))
    assert [one.id for one in templates] == [one["id"] for one in ACME.templates]
    assert {one.status for one in templates} == {"APPROVED", "PENDING", "REJECTED", "PAUSED"}
    assert {one.parameter_format for one in templates} == {"POSITIONAL", "NAMED"}


def test_the_next_page_is_never_fetched_from_an_address_in_the_answer():
    page = {"data": [], "paging": {"next": "http://127.0.0.1:9/", "cursors": {"after": "same"}}}
    with serving_in_thread(answer(200, page, headers="connection: close\r\n")) as server:
        assert ask_at(server.url, partial(list_templates, waba_id="123")) == []
    assert len(server.requests) == 2


def test_an_address_passes_whatsapps_handshake(simulator: Simulator):
    with company_webhook() as recorder:
        ask(simulator, overriding(recorder.url, VERIFY_TOKEN))
    path = f"{ACME.waba_id}/subscribed_apps"
    (row,) = simulator.graph("GET", path).json()["data"]
    assert row["override_callback_uri"] == recorder.url


def test_an_address_can_be_set_before_the_app_was_ever_subscribed(simulator: Simulator):
    simulator.graph("DELETE", f"{ACME.waba_id}/subscribed_apps")
    test_an_address_passes_whatsapps_handshake(simulator)


def test_a_refused_address_leaves_the_working_one(simulator: Simulator, webhook: CompanyWebhook):
    assert fields_refused(simulator, overriding(webhook.url, "wrong")) == {"webhook"}
    (row,) = simulator.graph("GET", f"{ACME.waba_id}/subscribed_apps").json()["data"]
    assert row["override_callback_uri"] == webhook.url


def test_subscribing_without_an_address_uses_the_apps_own(simulator: Simulator):
    with company_webhook() as recorder:
        subscribe(simulator, recorder)
    ask(simulator, partial(subscriptions.subscribe, waba_id=ACME.waba_id))
    (row,) = simulator.graph("GET", f"{ACME.waba_id}/subscribed_apps").json()["data"]
    assert "override_callback_uri" not in row


def test_whatsapp_out_of_reach_is_said_so():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
        with pytest.raises(Unavailable):
            ask_at(url, ACCOUNT)


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
    with serving_in_thread(raw) as server, pytest.raises(kind):
        ask_at(server.url, ACCOUNT)
