"""WhatsApp's side of the webhook address: bodies as Meta writes them, signed, posted to the real application."""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlmodel import col, select

from platform_app.api.webhooks import PATH, webhooks_app
from platform_app.core.clock import now
from platform_app.core.context import Actor, PlatformActor, Via
from platform_app.core.crypto import encrypt
from platform_app.core.db import company_transaction, in_company, platform_transaction
from platform_app.core.ids import new_id
from platform_app.integrations.whatsapp.signature import sign
from platform_app.models.channels import Channel, PhoneNumber
from platform_app.models.webhooks import WebhookEvent
from platform_app.services import webhooks


@dataclass(frozen=True, slots=True)
class TestChannel:
    """A connected number and what its two sides know."""

    __test__ = False

    company_id: UUID
    id: UUID
    number_id: UUID
    key: str
    app_secret: str
    verify_token: str
    waba_id: str
    wa_number_id: str

    @property
    def system(self) -> Actor:
        return Actor.system(self.company_id, Via.WEBHOOK)

    def value(self, **parts: object) -> dict[str, Any]:
        """Return one change of the field `messages`."""
        metadata = {"display_phone_number": "351210000999", "phone_number_id": self.wa_number_id}
        return {"messaging_product": "whatsapp", "metadata": metadata, **parts}

    def body(self, *values: dict[str, Any], field: str = "messages") -> bytes:
        """Return a body with one change per value."""
        changes = [{"field": field, "value": value} for value in values]
        entry = {"id": self.waba_id, "changes": changes}
        return json.dumps({"object": "whatsapp_business_account", "entry": [entry]}).encode()

    def post(self, body: bytes, **changes: Any) -> int:
        """Post a signed body and return the status of the answer."""
        return post_all([(self, body)], **changes)[0]

    def store(self, *bodies: bytes) -> None:
        """Store bodies as the address does."""
        events = [webhooks.ReceivedEvent(self.id, body) for body in bodies]
        with company_transaction(self.system) as ctx:
            webhooks.store(ctx, events)

    def apply(self) -> int:
        """Apply what waits."""
        return in_company(self.system, webhooks.apply_waiting)

    def take(self, *bodies: bytes) -> None:
        """Store and apply bodies, and expect that nothing waits afterwards."""
        self.store(*bodies)
        assert self.apply() == len(bodies)

    def replay(self) -> int:
        """Have everything that was stored applied once more, as an operator; return how much waits."""
        root = PlatformActor(None, "Root", verified_at=now())
        with platform_transaction(root, self.company_id) as ctx:
            return webhooks.replay_range(
                ctx, self.company_id, since="2020-01-01", until="2099-01-01"
            )

    def events(self) -> list[WebhookEvent]:
        """Return the stored events in their order."""
        with company_transaction(self.system) as ctx:
            return list(ctx.db.exec(select(WebhookEvent).order_by(col(WebhookEvent.id))))


def connect(company_id: UUID, *, waba_id: str = "101", wa_number_id: str = "202") -> TestChannel:
    """Connect a number without asking WhatsApp."""
    key, channel_id, number_id = f"key-{new_id().hex}", new_id(), new_id()
    clear = {
        name: f"{name}-{channel_id}" for name in ("access_token", "app_secret", "verify_token")
    }
    sealed = {
        name: encrypt(value, company_id=company_id, field=name) for name, value in clear.items()
    }
    with company_transaction(Actor.system(company_id)) as ctx:
        ctx.db.add(
            Channel(
                company_id=company_id,
                id=channel_id,
                waba_id=waba_id,
                webhook_key=key,
                access_token_sealed=sealed["access_token"],
                app_secret_sealed=sealed["app_secret"],
                verify_token_sealed=sealed["verify_token"],
            )
        )
        ctx.db.flush()
        ctx.db.add(
            PhoneNumber(
                company_id=company_id,
                id=number_id,
                channel_id=channel_id,
                wa_phone_number_id=wa_number_id,
                display_number="+351 21 000 0999",
            )
        )
    secret, token = clear["app_secret"], clear["verify_token"]
    return TestChannel(company_id, channel_id, number_id, key, secret, token, waba_id, wa_number_id)


def text_message(wamid: str, body: str = "Hello", **changes: object) -> dict[str, Any]:
    """Return a customer's text."""
    text = {"from": "351912000111", "id": wamid, "timestamp": "1790000000", "type": "text"}
    return {**text, "text": {"body": body}, **changes}


def status(wamid: str, state: str, **changes: object) -> dict[str, Any]:
    """Return one status of a message."""
    common = {
        "id": wamid,
        "status": state,
        "timestamp": "1790000100",
        "recipient_id": "351912000111",
    }
    return {**common, **changes}


def post_all(
    posts: Sequence[tuple[TestChannel, bytes]],
    *,
    key: str | None = None,
    headers: Sequence[tuple[str, str]] | None = None,
    chunks: Sequence[bytes] | None = None,
    length: bool = True,
) -> list[int]:
    """Post bodies at the same time and return the statuses of the answers."""

    async def post(channel: TestChannel, body: bytes) -> int:
        given = headers
        if given is None:
            given = [("x-hub-signature-256", sign(channel.app_secret, body))]
        if length:
            given = [*given, ("content-length", str(len(body)))]
        answer = await call(
            "POST", channel.key if key is None else key, headers=given, chunks=chunks or [body]
        )
        return answer.status

    async def all_of_them() -> list[int]:
        return await asyncio.gather(*(post(*one) for one in posts))

    return asyncio.run(all_of_them())


def get(channel: TestChannel, query: str, *, key: str | None = None) -> "HttpAnswer":
    """Ask with GET, as WhatsApp does at the handshake."""
    return asyncio.run(call("GET", channel.key if key is None else key, query=query))


@dataclass(frozen=True, slots=True)
class HttpAnswer:
    """What came back."""

    status: int
    headers: dict[bytes, bytes]
    body: bytes


async def call(
    method: str,
    key: str,
    *,
    query: str = "",
    headers: Sequence[tuple[str, str]] = (),
    chunks: Sequence[bytes] = (b"",),
) -> HttpAnswer:
    """Send one request to the application itself."""
    scope = {
        "type": "http",
        "method": method,
        "path": PATH + key,
        "query_string": query.encode(),
        "headers": [(name.encode(), value.encode("latin-1")) for name, value in headers],
    }
    waiting = [
        {"type": "http.request", "body": chunk, "more_body": number < len(chunks)}
        for number, chunk in enumerate(chunks, 1)
    ]
    sent: list[Any] = []

    async def receive() -> Any:
        return waiting.pop(0) if waiting else {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        sent.append(message)

    await webhooks_app(scope, receive, send)
    start, body = sent
    return HttpAnswer(start["status"], dict(start["headers"]), body["body"])
