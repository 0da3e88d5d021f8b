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
