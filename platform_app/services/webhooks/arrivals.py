"""Events on their way through one batch: what is in them, what came of it."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Generic, TypeVar
from uuid import UUID

from platform_app.integrations.whatsapp.payloads import (
    ArchivedMessage,
    ChannelEvent,
    InboundMessage,
    ParsedWebhook,
    PersonEvent,
    StatusUpdate,
    TemplateUpdate,
    parse_webhook,
)

MAX_ATTEMPTS = 5
_PROBLEM_CHARACTERS = 1_000
Said = InboundMessage | StatusUpdate | TemplateUpdate | ArchivedMessage | ChannelEvent | PersonEvent
Value = TypeVar("Value", bound=Said)


@dataclass(slots=True)
class Arrival:
    """One stored event."""

    id: UUID
    channel_id: UUID
    attempts: int
    parsed: ParsedWebhook
    failures: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)

    @classmethod
    def read(cls, row_id: UUID, channel_id: UUID, attempts: int, body: memoryview) -> "Arrival":
        """Parse a stored row."""
        return cls(row_id, channel_id, attempts, parse_webhook(bytes(body)))

    def fail(self, error: Exception) -> None:
        """Remember that a part of it failed, so that the event is tried again."""
        self.failures.append(f"{type(error).__name__}: {error}".partition("\n")[0])

    def close(self) -> None:
        """Count the attempt if it failed."""
        self.attempts += bool(self.failures)

    @property
    def is_done(self) -> bool:
        """Tell whether nothing more is tried."""
        return not self.failures or self.attempts >= MAX_ATTEMPTS

    @property
    def problem(self) -> str | None:
        """Return what has had no effect, and why."""
        lines = list(dict.fromkeys([*self.failures, *self.kept]))
        return "\n".join(lines)[:_PROBLEM_CHARACTERS] or None


@dataclass(frozen=True, slots=True)
class Element(Generic[Value]):
    """One thing that an event says."""

    arrival: Arrival
    value: Value


@dataclass(slots=True)
class Account:
    """The account whose address received the events, and what came for others by mistake or on purpose."""

    waba_id: str
    numbers: frozenset[str]
    foreign: Counter[tuple[str, str]] = field(default_factory=Counter)

    def own(
        self, arrivals: list[Arrival], find: Callable[[ParsedWebhook], Iterable[Value]]
    ) -> list[Element[Value]]:
        """Return the elements of one kind that belong to this account; note the others as kept."""
        owned: list[Element[Value]] = []
        for arrival in arrivals:
            for value in find(arrival.parsed):
                number = "" if isinstance(value, TemplateUpdate) else value.phone_number_id or ""
                if self._is_foreign(value.waba_id, number):
                    self.foreign[value.waba_id, number] += 1
                    arrival.kept.append(f"It is about account {value.waba_id}, number {number}.")
                else:
                    owned.append(Element(arrival, value))
        return owned

    def _is_foreign(self, waba_id: str, number: str) -> bool:
        return waba_id != self.waba_id or (bool(number) and number not in self.numbers)
