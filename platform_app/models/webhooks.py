"""What WhatsApp told us, as it came."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, LargeBinary, UniqueConstraint, text
from sqlmodel import Field

from platform_app.models.base import CompanyOwned, belongs_to, json_object, moment


class WebhookEvent(CompanyOwned, table=True):
    """One verified request body; stored before it is answered, applied afterwards."""

    __tablename__ = "webhook_event"
    __table_args__ = (
        Index(
            "webhook_event_waiting", "company_id", "id", postgresql_where=text("applied_at is null")
        ),
    )

    # No foreign key: the fewer checks before the answer, the better; the key was just looked up.
    channel_id: UUID
    body: bytes = Field(sa_type=LargeBinary)
    applied_at: datetime | None = moment()
    attempts: int = 0
    problem: str | None = None
    # Applied once more at an operator's wish; what it did the first time is not done, told or counted again.
    replayed_at: datetime | None = moment()


class ParkedStatus(CompanyOwned, table=True):
    """A status whose message is not known yet; tried again for a day."""

    __tablename__ = "parked_status"
    __table_args__ = (
        belongs_to("channel_id", "channel"),
        Index("parked_status_wamid", "company_id", "wamid"),
        Index(
            "parked_status_waiting",
            "company_id",
            "id",
            postgresql_where=text("settled_at is null"),
        ),
    )

    channel_id: UUID
    wamid: str
    status: dict[str, Any] = json_object(default_factory=dict)  # Any: WhatsApp's JSON
    settled_at: datetime | None = moment()


class WebhookUnknown(CompanyOwned, table=True):
    """A kind of thing that WhatsApp sent and the product does not know; `created_at` is when it first came."""

    __tablename__ = "webhook_unknown"
    __table_args__ = (UniqueConstraint("company_id", "field", "what"),)

    field: str
    what: str
    seen: int = 0
    last_seen_at: datetime = moment(required=True)
    # Keys and types of the last one, never what stood in it.
    shape: str = ""


class NumberHour(CompanyOwned, table=True):
    """How much was heard from a number within one hour of the clock; kept for some weeks."""

    __tablename__ = "number_hour"
    __table_args__ = (
        belongs_to("phone_number_id", "phone_number", on_delete="CASCADE"),
        UniqueConstraint("company_id", "phone_number_id", "hour"),
    )

    phone_number_id: UUID
    hour: datetime = moment(required=True)
    events: int = 0
