"""What travels between a lane and the database."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any
from uuid import UUID

from platform_app.core.crypto import Secret
from platform_app.models.deliveries import DeliveryStatus


class Source(StrEnum):
    """The two kinds of rows that become messages; the value leads the callback data."""

    RECIPIENT = "r"
    REPLY = "m"


@dataclass(frozen=True, slots=True)
class Work:
    """Something a lane may send: the replies of a company, or one campaign."""

    company_id: UUID
    source: Source
    campaign_id: UUID | None = None
    phone_number_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Route:
    """How to reach WhatsApp for one number; the token and its proof show themselves to nobody."""

    wa_phone_number_id: str
    token: Secret
    proof: Secret
    messages_per_second: int
    template: dict[str, Any] | None  # Any: Graph's JSON, copied at launch
    variants: dict[int, dict[str, Any]] = field(default_factory=dict)  # Any: as the template
    # What the campaign itself allows per second.
    rate: int | None = None
    # How many people its portfolio may write to first in 24 hours, where there is a limit.
    portfolio: str = ""
    daily_limit: int | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """A row that this lane alone may start within its lease."""

    id: UUID
    phone_number_id: UUID
    phone: str | None
    wa_user_id: str | None
    content: dict[str, Any]  # Any: template parameters, or a message as WhatsApp takes it
    context_wamid: str | None
    # Which of the campaign's templates; 0 is its own.
    variant: int = 0


@dataclass(frozen=True, slots=True)
class Started:
    """A row whose attempt has been committed; it may go out once."""

    id: UUID
    attempt_id: UUID
    attempts: int

    def callback(self, source: Source) -> str:
        """Return what WhatsApp repeats in every status of this message."""
        return f"{source}.{self.id.hex}.{self.attempt_id.hex}"


@dataclass(frozen=True, slots=True)
class Result:
    """What came of one attempt."""

    id: UUID
    attempt_id: UUID
    status: DeliveryStatus
    wamid: str | None = None
    error_code: int | None = None
    error_detail: str | None = None
    retry_after_s: float | None = None
