"""Bringing webhooks to the companies: batched, signed, repeated until they are taken."""

import asyncio
import contextlib
import json
import random
import secrets
import time
from collections import defaultdict
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field

import httpx

from platform_app.dev.whatsapp_simulator.accounts import SimulatedAccount, SimulatedNumber
from platform_app.dev.whatsapp_simulator.behaviour import Behaviour
from platform_app.dev.whatsapp_simulator.chats import Memory
from platform_app.dev.whatsapp_simulator.people import digits
from platform_app.integrations.whatsapp.graph_json import JsonObject, as_object
from platform_app.integrations.whatsapp.signature import SIGNATURE_HEADER, sign

_TIMEOUT_S = 10.0
_PARALLEL_POSTS = 8


@dataclass(frozen=True, slots=True)
class Event:
    """One element of `messages`; `confirm` is called once the company has answered 200."""

    part: str  # "messages" or "statuses"
    element: JsonObject
    contact: JsonObject | None = None
    confirm: Callable[[], None] | None = None


@dataclass(slots=True)
class Courier:
    """Takes events and delivers them; start it inside the event loop."""

    memory: Memory
    behaviour: Behaviour
    _http: httpx.AsyncClient = field(init=False)
    _waiting: dict[tuple[str, str], list[Event]] = field(default_factory=lambda: defaultdict(list))
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)
    _deliveries: set[asyncio.Task[None]] = field(default_factory=set)
    _posts: asyncio.Semaphore = field(init=False)

    async def start(self) -> None:
        """Begin to deliver."""
        self._posts = asyncio.Semaphore(_PARALLEL_POSTS)
        self._http = httpx.AsyncClient(timeout=_TIMEOUT_S, trust_env=False)
        self.spawn(self._deliver_for_ever())

    async def stop(self) -> None:
        """Stop at once; what is not confirmed stays so."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._http.aclose()

    def forget(self) -> None:
        """Drop every event that is not delivered yet."""
        self._waiting.clear()
        for task in self._deliveries:
            task.cancel()

    def spawn(self, work: Coroutine[object, object, None]) -> asyncio.Task[None]:
        """Run something beside, keeping a reference until it is done."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    def take(self, number: SimulatedNumber, event: Event) -> None:
        """Queue an event for the company of a number."""
        self._waiting[number.id, event.part].append(event)

    def notify(self, waba_id: str, kind: str, value: JsonObject, *, number_id: str = "") -> None:
        """Bring a whole change of its own, such as a template's new status."""
        key = secrets.token_hex(8)
        self.memory.notices[key] = {
            "waba_id": waba_id,
            "field": kind,
            "value": value,
            "number_id": number_id,
            "time": int(time.time()),
        }
        self.memory.is_dirty = True
        self._bring(key)

    def resume(self) -> None:
        """After a restart, bring once more what was never confirmed."""
        for key in self.memory.notices:
            self._bring(key)

    async def handshake(self, url: str, verify_token: str) -> bool:
        """Ask an address to prove itself, exactly as Meta does."""
        challenge = str(secrets.randbelow(10**10))
        query = {
            "hub.mode": "subscribe",
            "hub.verify_token": verify_token,
            "hub.challenge": challenge,
        }
        address, host = reachable(url)
        with contextlib.suppress(httpx.HTTPError):
            answer = await self._http.get(address, params=query, headers=host)
            return answer.status_code == 200 and answer.text == challenge
        return False

    async def _deliver_for_ever(self) -> None:
        while True:
            await asyncio.sleep(self.behaviour.batch_every_s)
            waiting, self._waiting = self._waiting, defaultdict(list)
            for (number_id, part), events in waiting.items():
                for batch in _batches(events, self.behaviour.batch_size):
                    self._begin(self._deliver(number_id, part, batch))

    def _begin(self, delivery: Coroutine[object, object, None]) -> None:
        task = self.spawn(delivery)
        self._deliveries.add(task)
        task.add_done_callback(self._deliveries.discard)

    def _bring(self, key: str) -> None:
        self._begin(self._deliver_notice(key))

    async def _deliver(self, number_id: str, part: str, events: list[Event]) -> None:
        found = self.memory.account_of(number_id)
        if found is None:
            return
        account, number = found
        change = {"field": "messages", "value": _value(number, part, events)}
        body = escaped_like_meta(envelope([{"id": account.waba_id, "changes": [change]}]))
        if await self._insist(account, number_id, "messages", body):
            for event in events:
                if event.confirm is not None:
                    event.confirm()

    async def _deliver_notice(self, key: str) -> None:
        notice = self.memory.notices[key]
        account = self.memory.account(notice["waba_id"])
        if account is None:
            return
        change = {"field": notice["field"], "value": as_object(notice["value"])}
        entry = {"id": account.waba_id, "time": notice["time"], "changes": [change]}
        body = escaped_like_meta(envelope([entry]))
        await self._insist(account, notice["number_id"], notice["field"], body)
        self.memory.notices.pop(key, None)
        self.memory.is_dirty = True

    async def _insist(
        self, account: SimulatedAccount, number_id: str, kind: str, body: bytes
    ) -> bool:
        if not self.memory.is_heard(account, number_id, kind):
            return True  # the app never asked for this field
        gap_s = self.behaviour.first_retry_s
        until = time.monotonic() + self.behaviour.give_up_after_s
        while await self.post(account, body, number_id=number_id, kind=kind) != 200:
            if time.monotonic() > until:
                return False
            await asyncio.sleep(gap_s * random.uniform(0.8, 1.2))
            gap_s = min(2 * gap_s, self.behaviour.last_retry_s)
        return True

    async def post(
        self,
        account: SimulatedAccount,
        body: bytes,
        *,
        number_id: str = "",
        kind: str = "messages",
        signature: str = "",
    ) -> int:
        """Bring a body once; return what the company answered, 0 if nobody did."""
        # Looked up each time: the address may be set or changed while events wait.
        webhook = self.memory.webhook_of(account, number_id, kind)
        if webhook is None:
            return 0
        address, host = reachable(webhook.url)
        headers = {
            **host,
            "content-type": "application/json",
            **_signed(account.app_secret, body, signature or self.behaviour.signature),
        }
        async with self._posts:
            with contextlib.suppress(httpx.HTTPError):
                answer = await self._http.post(address, content=body, headers=headers)
                return answer.status_code
        return 0


def _signed(app_secret: str, body: bytes, signature: str) -> dict[str, str]:
    match signature:
        case "missing":
            return {}
        case "wrong":
            return {SIGNATURE_HEADER: sign(f"not {app_secret}", body)}
        case _:
            return {SIGNATURE_HEADER: sign(app_secret, body)}


def reachable(url: str) -> tuple[httpx.URL, dict[str, str]]:
    """Return an address that can be connected to, and the Host header of the real one.

    The C library does not resolve names below localhost, browsers do.
    """
    address = httpx.URL(url)
    if not address.host.endswith(".localhost"):
        return address, {}
    host = address.netloc.decode()
    return address.copy_with(host="127.0.0.1"), {"host": host}


def escaped_like_meta(body: JsonObject) -> bytes:
    """Write JSON as Meta does: only ASCII, and slashes escaped."""
    return json.dumps(body, separators=(",", ":")).replace("/", "\\/").encode()


def _batches(events: list[Event], size: int) -> list[list[Event]]:
    return [events[start : start + size] for start in range(0, len(events), size)]


def envelope(entries: list[JsonObject]) -> JsonObject:
    """Put entries into what every webhook begins with."""
    return {"object": "whatsapp_business_account", "entry": entries}


def metadata(number: SimulatedNumber) -> JsonObject:
    """Say which business number an event is about."""
    return {
        "messaging_product": "whatsapp",
        "metadata": {
            "display_phone_number": digits(number.display_number),
            "phone_number_id": number.id,
        },
    }


def _value(number: SimulatedNumber, part: str, events: list[Event]) -> JsonObject:
    value = {**metadata(number), part: [event.element for event in events]}
    contacts = [event.contact for event in events if event.contact is not None]
    if contacts:
        value["contacts"] = list({json.dumps(one): one for one in contacts}.values())
    return value
