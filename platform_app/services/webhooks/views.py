"""What travels between the webhook address and the database."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Destination:
    """Whose webhook address it is."""

    company_id: UUID
    channel_id: UUID


@dataclass(frozen=True, slots=True)
class ReceivedEvent:
    """A request body whose signature was right."""

    channel_id: UUID
    body: bytes


@dataclass(frozen=True, slots=True)
class UnknownRow:
    """A kind of thing that WhatsApp sent to a company and nobody knows; moments are ISO 8601 in UTC."""

    id: str
    company_id: str
    company: str
    field: str
    what: str
    seen: int
    first: str
    last: str
    shape: str


@dataclass(frozen=True, slots=True)
class ReplayRange:
    """Stored events of a company between two moments in UTC."""

    company_id: str
    company: str
    since: str
    until: str
    events: int


NO_RANGE = ReplayRange("", "", "", "", 0)
