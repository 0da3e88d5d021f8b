"""The simulated WhatsApp itself: takes sends, reports statuses, lets customers write."""

import asyncio
import random
import secrets
import time
from dataclasses import dataclass, field

from platform_app.dev.whatsapp_simulator.behaviour import Behaviour
from platform_app.dev.whatsapp_simulator.chats import FREE_ENTRY_S, Bubble, EntryPoint, Memory
from platform_app.dev.whatsapp_simulator.courier import Courier, Event
from platform_app.dev.whatsapp_simulator.limits import Limits
from platform_app.dev.whatsapp_simulator.people import digits, user_id
from platform_app.dev.whatsapp_simulator.scripts import Script, ScriptBook, Trick
from platform_app.dev.whatsapp_simulator.statuses import (
    RANKS,
    Life,
    PlannedStatus,
    plan_statuses,
    status_element,
)
from platform_app.integrations.whatsapp.graph_json import JsonObject, as_object, as_text

# What is told of a message or instead of one; everything else is something to show.
_UNINTRODUCED = "system"


@dataclass(slots=True)
class World:
    """One running simulator."""

    memory: Memory
    behaviour: Behaviour
    courier: Courier
    limits: Limits
    scripts: ScriptBook = field(default_factory=ScriptBook)
    chance: random.Random = field(default_factory=random.Random)
    held: dict[str, list[tuple[Bubble, Life]]] = field(default_factory=dict)  # by template

    def is_hidden(self, customer: str) -> bool:
        """Tell whether webhooks leave out a person's phone number."""
        script = self.scripts.peek(customer)
        is_scripted = script is not None and script.trick is Trick.USER_ID_ONLY
        return is_scripted or customer in self.memory.hidden

    def accept(self, bubble: Bubble, script: Script | None) -> None:
        """Put an accepted message on the phone and begin its life."""
        self.memory.add(bubble)
        key = (bubble.number_id, bubble.customer)
        self.memory.typing_until.pop(key, None)
        entry = self.memory.entry_points.get(key)
        if entry is not None and not entry.answered_at and bubble.at - entry.came_at < 24 * 3600:
            entry.answered_at = bubble.at
        life = self._life(bubble, script)
        if bubble.template_id in self.held:
            self.held[bubble.template_id].append((bubble, life))
            return
        self._begin(bubble, life)

    def release(self, template_id: str, script: Script | None = None) -> None:
        """Let messages go that were held for a template, or drop them by a script."""
        for bubble, life in self.held.pop(template_id, []):
            self._begin(bubble, self._life(bubble, script) if script else life)

    def mark_seen(self, number_id: str, customer: str) -> None:
        """Report everything in an open chat as delivered and read."""
        for bubble in self.memory.chats.get((number_id, customer), ()):
            if bubble.is_outbound and bubble.status in {"sent", "delivered"}:
                for name in ("delivered", "read"):
                    if RANKS[bubble.status] < RANKS[name]:
                        self._report_now(bubble, name)

    def mark_played(self, bubble: Bubble) -> None:
        """Report a voice note as played."""
        if RANKS.get(bubble.status, 0) and bubble.status != "played":
            self._report_now(bubble, "played")

    def receive(self, number_id: str, customer: str, content: JsonObject, *, shown: str) -> Bubble:
        """Let a customer write; `content` is the message without its id, sender and time."""
        now = time.time()
        element: JsonObject = {
            "from": digits(customer),
            "from_user_id": user_id(customer, self.memory.business_of(number_id)),
            "id": new_wamid(),
            "timestamp": str(int(now)),
            **content,
        }
        if not customer.startswith("+") or self.is_hidden(customer):
            element.pop("from")
        bubble = _inbound(element, number_id, customer, shown)
        self.memory.add(bubble)
        self._count_towards_throughput(number_id)
        if content.get("referral"):
            self.memory.entry_points[number_id, customer] = EntryPoint(now)
        if customer in self._blocked(number_id):
            return bubble  # the business hears nothing of people it blocked
        bubble.unconfirmed.append(element)
        self._send_inbound(bubble, element)
        return bubble

    def forget(self) -> None:
        """Begin anew with the same accounts, dials and webhook addresses."""
        self.memory.forget()
        self.courier.forget()
        self.limits.forget()
        self.scripts = ScriptBook()
        self.held.clear()

    def resume(self) -> None:
        """After a restart, report once more whatever was never confirmed."""
        self.courier.resume()
        for bubble in list(self.memory.bubbles.values()):
            for element in list(bubble.unconfirmed):
                if bubble.is_outbound:
                    self._report(bubble, element)
                else:
                    self._send_inbound(bubble, element)

    def contact(self, number_id: str, customer: str) -> JsonObject:
        """Introduce a person as WhatsApp does."""
        memory = self.memory
        profile: JsonObject = {"name": memory.names.get(customer, customer)}
        if customer in memory.usernames:
            profile["username"] = memory.usernames[customer]
        contact: JsonObject = {
            "profile": profile,
            "user_id": user_id(customer, memory.business_of(number_id)),
        }
        if customer.startswith("+") and not self.is_hidden(customer):
            contact["wa_id"] = digits(customer)
        return contact

    def _begin(self, bubble: Bubble, life: Life) -> None:
        for planned in plan_statuses(bubble, self.behaviour, life, self.chance):
            self._plan(bubble, planned)

    def _plan(self, bubble: Bubble, planned: PlannedStatus) -> None:
        bubble.unconfirmed.append(planned.element)
        loop = asyncio.get_running_loop()
        loop.call_later(planned.after_s, self._report, bubble, planned.element)

    def _life(self, bubble: Bubble, script: Script | None) -> Life:
        entry = self.memory.entry_points.get((bubble.number_id, bubble.customer))
        is_free = entry is not None and entry.is_free(bubble.at)
        return Life(
            script,
            self.memory.business_of(bubble.number_id),
            is_hidden=self.is_hidden(bubble.customer),
            entry_until=entry.answered_at + FREE_ENTRY_S if entry and is_free else 0.0,
        )

    def _count_towards_throughput(self, number_id: str) -> None:
        found = self.memory.account_of(number_id)
        if found is not None:
            self.limits.has_throughput(found[1], self.memory.conditions.numbers[number_id])

    def _blocked(self, number_id: str) -> list[str]:
        return self.memory.conditions.numbers[number_id].blocked

    def _report_now(self, bubble: Bubble, name: str) -> None:
        element = status_element(bubble, name, self._life(bubble, None))
        bubble.unconfirmed.append(element)
        self._report(bubble, element)

    def _report(self, bubble: Bubble, element: JsonObject) -> None:
        if bubble.wamid not in self.memory.bubbles:
            return
        name = str(element["status"])
        if RANKS.get(name, 0) > RANKS.get(bubble.status, 0) or name == "failed":
            bubble.status = name
        contact = None if name == "failed" else self.contact(bubble.number_id, bubble.customer)
        self._deliver(bubble, Event("statuses", element, contact))

    def _send_inbound(self, bubble: Bubble, element: JsonObject) -> None:
        is_introduced = element.get("type") != _UNINTRODUCED
        contact = self.contact(bubble.number_id, bubble.customer) if is_introduced else None
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


def _inbound(element: JsonObject, number_id: str, customer: str, shown: str) -> Bubble:
    kind = str(element.get("type", "text"))
    content = as_object(element.get(kind))
    return Bubble(
        wamid=element["id"],
        number_id=number_id,
        customer=customer,
        is_outbound=False,
        at=time.time(),
        body=shown,
        media=as_text(content.get("id")) or "",
        media_kind=kind if content.get("mime_type") else "",
        kind=kind,
        quoted=as_text(as_object(element.get("context")).get("id")) or "",
    )


def new_wamid() -> str:
    """Return a fresh message id."""
    return f"wamid.{secrets.token_urlsafe(30)}"
