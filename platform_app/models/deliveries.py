"""What a message goes through, whoever caused it: campaign recipients and replies share it."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import String
from sqlmodel import Field, SQLModel

from platform_app.models.base import moment


class DeliveryStatus(StrEnum):
    """The lattice of a message; see `delivery_rank` in the database for its order."""

    PENDING = "pending"
    CLAIMED = "claimed"
    SENDING = "sending"
    UNCONFIRMED = "unconfirmed"
    # WhatsApp has it and looks at the template's quality first; it may still refuse it.
    HELD = "held"
    ACCEPTED = "accepted"
    SENT = "sent"
    DELIVERED = "delivered"
    READ = "read"
    FAILED = "failed"
    SKIPPED = "skipped"


class Delivery(SQLModel):
    """The columns by which a lane sends a message exactly once and a status finds it."""

    status: DeliveryStatus = Field(default=DeliveryStatus.PENDING, sa_type=String)
    lane: UUID | None = None
    lease_until: datetime | None = moment()
    not_before: datetime | None = moment()
    attempt_id: UUID | None = None
    attempts: int = 0
    wamid: str | None = None
    error_code: int | None = None
    error_detail: str | None = None
    accepted_at: datetime | None = moment()
    sent_at: datetime | None = moment()
    delivered_at: datetime | None = moment()
    read_at: datetime | None = moment()
    failed_at: datetime | None = moment()
    pricing_category: str | None = None
    pricing_type: str | None = None
