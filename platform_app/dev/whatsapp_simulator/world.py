"""The simulated WhatsApp itself: takes sends, reports statuses, lets customers write."""

import asyncio
import random
import secrets
import time
from collections import defaultdict
from dataclasses import dataclass, field

from platform_app.dev.whatsapp_simulator.accounts import SimulatedNumber
from platform_app.dev.whatsapp_simulator.behaviour import Behaviour
from platform_app.dev.whatsapp_simulator.chats import Bubble, Memory
from platform_app.dev.whatsapp_simulator.courier import Courier, Event, digits
from platform_app.dev.whatsapp_simulator.scripts import Script, ScriptBook
from platform_app.dev.whatsapp_simulator.statuses import (
    RANKS,
    plan_statuses,
    status_element,
    user_id,
)
from platform_app.integrations.whatsapp.graph_json import JsonObject

_PAIR_BURST = 45
_PAIR_EVERY_S = 6.0


@dataclass(slots=True)
class Bucket:
    """A token bucket."""

    tokens: float
    filled_at: float

    def take(self, *, per_second: float, burst: float) -> bool:
        """Take one token if there is one."""
        now = time.monotonic()
        self.tokens = min(burst, self.tokens + (now - self.filled_at) * per_second)
        self.filled_at = now
        if self.tokens < 1:
            return False
        self.tokens -= 1
        return True


@dataclass(slots=True)
class World:
    """One running simulator."""

    memory: Memory
    behaviour: Behaviour
    courier: Courier
    scripts: ScriptBook = field(default_factory=ScriptBook)
    chance: random.Random = field(default_factory=random.Random)
    _numbers: dict[str, Bucket] = field(default_factory=dict)
    _pairs: defaultdict[tuple[str, str], Bucket] = field(
        default_factory=lambda: defaultdict(lambda: Bucket(_PAIR_BURST, time.monotonic()))
    )

    def has_throughput(self, number: SimulatedNumber) -> bool:
        """Tell whether the number may send one more message this moment."""
        rate = self.behaviour.messages_per_second or number.messages_per_second
        bucket = self._numbers.setdefault(number.id, Bucket(rate, time.monotonic()))
        return bucket.take(per_second=rate, burst=rate)

    def may_write_again(self, number: SimulatedNumber, customer: str) -> bool:
        """Tell whether the number may write to this one person again: 45 at once, then 10/min."""
        if not self.behaviour.pair_limit:
            return True
        pair = self._pairs[number.id, customer]
        return pair.take(per_second=1 / _PAIR_EVERY_S, burst=_PAIR_BURST)

    def accept(self, bubble: Bubble, script: Script | None) -> None:
        """Put an accepted message on the phone and begin its life."""
        self.memory.add(bubble)
        self.memory.typing_until.pop((bubble.number_id, bubble.customer), None)
        for planned in plan_statuses(bubble, self.behaviour, script, self.chance):
            bubble.unconfirmed.append(planned.element)
            asyncio.get_running_loop().call_later(
                planned.after_s, self._report, bubble, planned.element
            )

    def mark_seen(self, number_id: str, customer: str) -> None:
        """Report everything in an open chat as delivered and read."""
        for bubble in self.memory.chats.get((number_id, customer), ()):
            if bubble.is_outbound and bubble.status in {"sent", "delivered"}:
                for name in ("delivered", "read"):
                    if RANKS[bubble.status] < RANKS[name]:
                        self._report_now(bubble, name)

    def receive(self, number_id: str, customer: str, content: JsonObject, *, shown: str) -> Bubble:
        """Let a customer write; `content` is the message without its id, sender and time."""
        now = time.time()
        element: JsonObject = {
            "from": digits(customer),
            "from_user_id": user_id(customer),
            "id": new_wamid(),
            "timestamp": str(int(now)),
            **content,
        }
        if not customer.startswith("+"):
            element.pop("from")
        bubble = Bubble(element["id"], number_id, customer, is_outbound=False, at=now, body=shown)
        bubble.unconfirmed.append(element)
        self.memory.add(bubble)
        self._send_inbound(bubble, element)
        return bubble

    def forget(self) -> None:
        """Begin anew with the same accounts, dials and webhook addresses."""
        self.memory.forget()
        self.courier.forget()
        self.scripts = ScriptBook()
        self._numbers.clear()
        self._pairs.clear()

    def resume(self) -> None:
        """After a restart, report once more whatever was never confirmed."""
        for bubble in list(self.memory.bubbles.values()):
            for element in list(bubble.unconfirmed):
                if bubble.is_outbound:
                    self._report(bubble, element)
                else:
                    self._send_inbound(bubble, element)

    def _report_now(self, bubble: Bubble, name: str) -> None:
        element = status_element(bubble, name)
        bubble.unconfirmed.append(element)
        self._report(bubble, element)

    def _report(self, bubble: Bubble, element: JsonObject) -> None:
        if bubble.wamid not in self.memory.bubbles:
            return
        name = str(element["status"])
        if RANKS.get(name, 0) > RANKS.get(bubble.status, 0) or name == "failed":
            bubble.status = name
        self._deliver(bubble, Event("statuses", element))

    def _send_inbound(self, bubble: Bubble, element: JsonObject) -> None:
        contact: JsonObject = {
            "profile": {"name": self.memory.names.get(bubble.customer, bubble.customer)},
            "user_id": user_id(bubble.customer),
        }
        if bubble.customer.startswith("+"):
            contact["wa_id"] = digits(bubble.customer)
        self._deliver(bubble, Event("messages", element, contact))

    def _deliver(self, bubble: Bubble, event: Event) -> None:
        found = self.memory.account_of(bubble.number_id)
        if found is None:
            return
        self.memory.is_dirty = True
        self.courier.take(
            found[1],
            Event(event.part, event.element, event.contact, lambda: self._confirm(bubble, event)),
        )

    def _confirm(self, bubble: Bubble, event: Event) -> None:
        if event.element in bubble.unconfirmed:
            bubble.unconfirmed.remove(event.element)
        if not bubble.is_outbound:
            bubble.status = "delivered"
        self.memory.is_dirty = True


def new_wamid() -> str:
    """Return a fresh message id."""
    return f"wamid.{secrets.token_urlsafe(30)}"
