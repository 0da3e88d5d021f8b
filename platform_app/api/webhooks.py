"""The webhook address: verify the raw bytes, make one durable row of them, answer; all else happens later.

It stands in the outermost layer of the web process, because whatever lies behind Reflex's own layers is slower and
less steady.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from operator import itemgetter
from threading import Event, Thread
from typing import Any
from urllib.parse import parse_qsl
from uuid import UUID

from redis.exceptions import RedisError

from platform_app.api.group_commit import GroupCommit
from platform_app.api.webhook_channels import KnownChannel, WebhookChannels
from platform_app.core import queue
from platform_app.core.context import Actor, Via
from platform_app.core.db import in_company, is_outage, shared_transaction
from platform_app.core.errors import Unavailable
from platform_app.core.log import get_logger
from platform_app.integrations.whatsapp import signature
from platform_app.services import webhooks
from platform_app.services.webhooks import ReceivedEvent

log = get_logger(__name__)

Message = MutableMapping[str, Any]  # Any: ASGI's own
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

PATH = "/webhooks/whatsapp/"
# WhatsApp's own bodies have at most 3 MB.
MOST_BYTES = 4 * 1024 * 1024
# WhatsApp gives up after a few seconds itself; a body that trickles in holds memory.
BODY_S = 15.0
WAKE_EVERY_S = 0.05
_SIGNATURE = signature.SIGNATURE_HEADER.lower().encode()


@dataclass(frozen=True, slots=True)
class Answer:
    """What WhatsApp gets to hear."""

    status: int
    text: str


_STORED = Answer(200, "OK")
_REFUSED = Answer(401, "The signature does not match.")
_UNKNOWN = Answer(404, "Nobody receives events here.")
_TOO_SLOW = Answer(408, "The body took too long.")
_TOO_LARGE = Answer(413, "The body is larger than 4 MB.")
_AWAY = Answer(503, "The event could not be stored. Send it again later.")


class _ClientGone(Exception):
    """The connection ended before the body did."""


async def webhooks_app(scope: Message, receive: Receive, send: Send) -> None:
    """Answer every request below `/webhooks/whatsapp/`; a bare ASGI application."""
    try:
        answer = await _answer(scope, receive)
    except _ClientGone:
        return
    except Unavailable:
        answer = _AWAY
    body = answer.text.encode()
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", str(len(body)).encode()),
        (b"x-content-type-options", b"nosniff"),
    ]
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def _answer(scope: Message, receive: Receive) -> Answer:
    key = scope["path"].removeprefix(PATH)
    if scope["method"] == "POST":
        return await _take_event(key, scope["headers"], receive)
    if scope["method"] == "GET":
        return await _shake_hands(key, scope["query_string"])
    return Answer(405, "WhatsApp uses GET and POST here.")


async def _take_event(key: str, headers: list[tuple[bytes, bytes]], receive: Receive) -> Answer:
    channel = await _channels().find(key)
    if channel is None:
        # Said before the body is read, so that whoever knows no address cannot make us keep megabytes.
        return _UNKNOWN
    try:
        async with asyncio.timeout(BODY_S):
            body = await _read(headers, receive)
    except TimeoutError:
        return _TOO_SLOW
    if body is None:
        return _TOO_LARGE
    # Two signatures are as good as none.
    given = [value for name, value in headers if name == _SIGNATURE]
    secret = channel.app_secret.reveal()
    if not signature.verify(secret, body, given[0] if len(given) == 1 else None):
        log.warning("a webhook was wrongly signed", extra={"company": str(channel.company_id)})
        return _REFUSED
    await _commits().add(channel.company_id, ReceivedEvent(channel.channel_id, body))
    return _STORED


async def _read(headers: list[tuple[bytes, bytes]], receive: Receive) -> bytes | None:
    """Return the body, or None as soon as it is too large, whether its length was announced or not."""
    announced = next((value for name, value in headers if name == b"content-length"), b"0")
    if not announced.isdigit() or int(announced) > MOST_BYTES:
        return None
    chunks: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] != "http.request":
            raise _ClientGone
        chunks.append(message.get("body", b""))
        size += len(chunks[-1])
        if size > MOST_BYTES:
            return None
        if not message.get("more_body", False):
            return b"".join(chunks)


async def _shake_hands(key: str, query_string: bytes) -> Answer:
    channel = await _channels().find(key)
    if channel is None:
        return _UNKNOWN
    query = dict(parse_qsl(query_string.decode("latin-1")))
    challenge = await asyncio.to_thread(_confirm, channel, query)
    return (
        Answer(403, "The verify token does not match.")
        if challenge is None
        else Answer(200, challenge)
    )


def _confirm(channel: KnownChannel, query: dict[str, str]) -> str | None:
    actor = Actor.system(channel.company_id, Via.WEBHOOK)
    try:
        return in_company(
            actor, lambda ctx: webhooks.answer_handshake(ctx, channel.channel_id, query)
        )
    except Exception as error:
        if is_outage(error):
            raise Unavailable("The database is away.") from error
        raise


def _store(events: list[tuple[UUID, ReceivedEvent]]) -> None:
    """Write events of any companies in one transaction, the companies one after the other."""
    with shared_transaction(Via.WEBHOOK) as enter:
        for company_id, own in groupby(sorted(events, key=itemgetter(0)), key=itemgetter(0)):
            webhooks.store(enter(company_id), [event for _, event in own])
    _waker().wake()


class _Waker:
    """Wakes ingest, seldom and from a thread of its own, so that Redis can be as slow as it likes."""

    def __init__(self) -> None:
        self._wanted = Event()
        Thread(target=self._run, name="ingest-waker", daemon=True).start()

    def wake(self) -> None:
        """Have ingest look for new events soon."""
        self._wanted.set()

    def _run(self) -> None:
        while True:
            self._wanted.wait()
            self._wanted.clear()
            try:
                queue.wake("webhooks.run_shift")
            except RedisError:
                log.warning("Redis is away; the clock will start ingest", exc_info=True)
                time.sleep(1)
            time.sleep(WAKE_EVERY_S)


@cache
def _channels() -> WebhookChannels:
    return WebhookChannels()


@cache
def _commits() -> GroupCommit:
    return GroupCommit(_store)


@cache
def _waker() -> _Waker:
    return _Waker()
