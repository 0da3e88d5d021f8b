"""Events on their way through one batch: what is in them, what came of it."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

from sqlalchemy import Row

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
    came_at: datetime
    # What was told and counted the first time is not told and counted again.
    is_replay: bool = False
    failures: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)

    @classmethod
    def read(cls, row: Row[Any]) -> "Arrival":  # Any: a row of TAKE_WAITING
        """Parse a stored row."""
        return cls(
            row.id,
            row.channel_id,
            row.attempts,
            parse_webhook(bytes(row.body)),
            row.created_at,
            row.is_replay,
        )

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

    @property
    def happened_at(self) -> datetime:
        """Return when it happened, at the latest when it came.

        What says that it happens in the future would make everything that comes until then look old: a stop, a ban.
        """
        told: datetime | None = getattr(self.value, "at", None)
        return min(told or self.arrival.came_at, self.arrival.came_at)


@dataclass(frozen=True, slots=True)
class Account:
    """One of the company's WhatsApp accounts, with our ids of its numbers by WhatsApp's."""

    channel_id: UUID
    waba_id: str
    numbers: dict[str, UUID]


@dataclass(slots=True)
class Accounts:
    """The company's accounts, and what came for others by mistake or on purpose.

    One app may serve several accounts of a company, and then one address receives what is said to all of them.
    """

    by_waba: dict[str, Account]
    foreign: Counter[tuple[UUID, str, str]] = field(default_factory=Counter)

    def own(
        self, arrivals: list[Arrival], find: Callable[[ParsedWebhook], Iterable[Value]]
    ) -> dict[UUID, list[Element[Value]]]:
        """Return the elements of one kind by the account they are about; note the others as kept."""
        owned: dict[UUID, list[Element[Value]]] = {}
        for arrival in arrivals:
            for value in find(arrival.parsed):
                account = self._account_of(value)
                if account is not None:
                    owned.setdefault(account.channel_id, []).append(Element(arrival, value))
                else:
                    self._refuse(arrival, value)
        return owned

    def number_id(self, wa_number_id: str) -> UUID | None:
        """Return our id of one of the company's numbers."""
        found = (one.numbers.get(wa_number_id) for one in self.by_waba.values())
        return next((number_id for number_id in found if number_id), None)

    def _account_of(self, value: Said) -> Account | None:
        account, number = self.by_waba.get(value.waba_id), _number_of(value)
        is_ours = account is not None and (not number or number in account.numbers)
        return account if is_ours else None

    def _refuse(self, arrival: Arrival, value: Said) -> None:
        number = _number_of(value)
        arrival.kept.append(f"It is about account {value.waba_id}, number {number}.")
        if not arrival.is_replay:
            self.foreign[arrival.channel_id, value.waba_id, number] += 1


def _number_of(value: Said) -> str:
    return "" if isinstance(value, TemplateUpdate) else value.phone_number_id
