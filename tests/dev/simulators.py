"""A running simulator, and a company's webhook that records what it brings."""

import contextlib
import json
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx

from platform_app.dev.whatsapp_simulator.accounts import DEMO_ACCOUNTS
from platform_app.dev.whatsapp_simulator.behaviour import Behaviour
from platform_app.integrations.whatsapp.graph_json import JsonObject
from platform_app.integrations.whatsapp.payloads import (
    InboundMessage,
    ParsedWebhook,
    StatusUpdate,
    parse_webhook,
)
from platform_app.integrations.whatsapp.signature import handshake_challenge

ACME = DEMO_ACCOUNTS["acme"]
GLOBEX = DEMO_ACCOUNTS["globex"]
NUMBER = ACME.numbers[0].id
VERIFY_TOKEN = "verify-me"
# Short and certain, so that a test waits for nothing but what it is about.
CALM: JsonObject = {
    **Behaviour().as_json(),
    "latency_s": 0.0,
    "sent_after_s": 0.02,
    "delivered_after_s": 0.04,
    "read_after_s": 0.08,
    "read_odds": 1.0,
    "skip_delivered_odds": 0.0,
    "duplicate_odds": 0.0,
    "shuffle": False,
    "messages_per_second": 1000,
    "pair_limit": False,
    "batch_every_s": 0.02,
    "first_retry_s": 0.05,
}


@dataclass(slots=True)
class Simulator:
    """The simulator's address with shortcuts for tests."""

    url: str
    http: httpx.Client

    def behave(self, **dials: object) -> None:
        """Set every dial to calm, then turn some."""
        answer = self.http.post("/simulator/api/behaviour", json={**CALM, **dials})
        assert answer.status_code == 200, answer.text

    def graph(
        self, method: str, path: str, token: str = ACME.token, **options: Any
    ) -> httpx.Response:
        """Call the Graph API as a company."""
        headers = {"authorization": f"Bearer {token}"}
        return self.http.request(method, f"/v25.0/{path}", headers=headers, **options)

    def send(self, payload: JsonObject, number_id: str = NUMBER) -> httpx.Response:
        """Send one message as acme."""
        return self.graph("POST", f"{number_id}/messages", json=payload)

    def ledger(self, **wanted: str) -> JsonObject:
        """Return what was accepted."""
        return self.http.get("/simulator/api/ledger", params=wanted).json()

    def control(self, path: str, **body: object) -> JsonObject:
        """Turn something by the control API."""
        answer = self.http.post(f"/simulator/api/{path}", json=body)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def receive(self, customer: str, text: str) -> str:
        """Let a customer write to acme."""
        body = {"phone_number_id": NUMBER, "from": customer, "text": text, "name": "Ana"}
        return self.http.post("/simulator/api/inbound", json=body).json()["wamid"]


@dataclass(slots=True)
class CompanyWebhook:
    """What a company's webhook was sent; `refuse_first` answers 500 that often."""

    url: str
    refuse_first: int = 0
    requests: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    def parsed(self) -> list[ParsedWebhook]:
        """Return every body, read as the product reads it."""
        return [parse_webhook(body) for _, body in self.requests]

    def statuses(self, callback: str | None = None) -> list[StatusUpdate]:
        """Return every status, or those with one callback."""
        found = [one for parsed in self.parsed() for one in parsed.statuses]
        return [one for one in found if callback is None or one.callback == callback]

    def changes(self, kind: str) -> list[JsonObject]:
        """Return the value of every change of one field, as it came."""
        bodies = [json.loads(body) for _, body in self.requests]
        return [
            change["value"]
            for body in bodies
            for entry in body["entry"]
            for change in entry["changes"]
            if change["field"] == kind
        ]

    def messages(self) -> list[InboundMessage]:
        """Return every message of a customer."""
        return [one for parsed in self.parsed() for one in parsed.messages]


def template_payload(to: str, callback: str = "c1", **template: object) -> JsonObject:
    """Build a send of acme's plainest template."""
    return {
        "messaging_product": "whatsapp",
        "to": to,
        "type": "template",
        "biz_opaque_callback_data": callback,
        "template": {"name": "opening_hours", "language": {"code": "en"}, **template},
    }


def wait_for(condition: Callable[[], object], *, within_s: float = 20.0) -> None:
    """Wait until something holds; fail when it never does."""
    deadline = time.monotonic() + within_s
    while not condition():
        assert time.monotonic() < deadline, "this never came true"
        time.sleep(0.02)


@contextlib.contextmanager
def running_simulator(*, state: Path | None = None) -> Iterator[Simulator]:
    """Run a simulator as a process of its own."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "platform_app.dev.whatsapp_simulator", "--port", str(port)]
    with (
        subprocess.Popen(command + (["--state", str(state)] if state else [])) as process,
        httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False) as http,
    ):
        try:
            wait_for(lambda: _answers(http))
            yield Simulator(f"http://127.0.0.1:{port}", http)
        finally:
            process.terminate()


def _answers(http: httpx.Client) -> bool:
    with contextlib.suppress(httpx.TransportError):
        return http.get("/simulator/api/health").status_code == 200
    return False


@contextlib.contextmanager
def company_webhook(host: str = "127.0.0.1") -> Iterator[CompanyWebhook]:
    """Serve a company's webhook that keeps what it is sent."""
    recorder = CompanyWebhook("")

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            query = dict(parse_qsl(urlsplit(self.path).query))
            challenge = handshake_challenge(query, VERIFY_TOKEN)
            self._answer(200 if challenge else 403, (challenge or "").encode())

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            if recorder.refuse_first > 0:
                recorder.refuse_first -= 1
                self._answer(500, b"")
                return
            recorder.requests.append((dict(self.headers.items()), body))
            self._answer(200, b"")

        def _answer(self, status: int, body: bytes) -> None:
            self.send_response(status)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Keep the terminal quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    recorder.url = f"http://{host}:{server.server_address[1]}/webhooks/whatsapp/key"
    thread = threading.Thread(target=lambda: server.serve_forever(poll_interval=0.01), daemon=True)
    thread.start()
    try:
        yield recorder
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def set_app_callback(simulator: Simulator, webhook: CompanyWebhook) -> None:
    """Point acme's app at a recorder, which gets what no override carries."""
    assert simulator.graph("POST", f"{ACME.waba_id}/subscribed_apps").status_code == 200
    body = {"app_id": ACME.app_id, "url": webhook.url, "verify_token": VERIFY_TOKEN}
    assert simulator.http.post("/simulator/api/webhook", json=body).status_code == 200


def subscribe(simulator: Simulator, webhook: CompanyWebhook) -> None:
    """Point acme's webhooks at a recorder."""
    path = f"{ACME.waba_id}/subscribed_apps"
    assert simulator.graph("POST", path).status_code == 200
    body = {"override_callback_uri": webhook.url, "verify_token": VERIFY_TOKEN}
    answer = simulator.graph("POST", path, json=body)
    assert answer.json() == {"success": True}, json.dumps(answer.json())
