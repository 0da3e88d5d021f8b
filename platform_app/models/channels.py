"""A company's connection to WhatsApp and its numbers."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Index, String, UniqueConstraint
from sqlmodel import Field

from platform_app.models.base import CompanyOwned, belongs_to, moment


class ChannelStatus(StrEnum):
    """Whether WhatsApp still takes the company's token."""

    CONNECTED = "connected"
    REFUSED = "refused"


class Channel(CompanyOwned, table=True):
    """A WhatsApp Business account (WABA) with the company's own credentials, encrypted."""

    __table_args__ = (
        UniqueConstraint("company_id", "waba_id"),
        # Random and only looked up by app_router, so it need not be unique across companies.
        Index("channel_webhook_key", "webhook_key"),
    )

    waba_id: str
    name: str = ""
    webhook_key: str
    access_token_sealed: str
    app_secret_sealed: str
    verify_token_sealed: str
    status: ChannelStatus = Field(default=ChannelStatus.CONNECTED, sa_type=String)
    problem: str | None = None
    verified_at: datetime | None = moment()
    first_event_at: datetime | None = moment()
    last_event_at: datetime | None = moment()
    templates_synced_at: datetime | None = moment()


class PhoneNumber(CompanyOwned, table=True):
    """A number of a WABA, as WhatsApp describes it."""

    __tablename__ = "phone_number"
    __table_args__ = (
        belongs_to("channel_id", "channel"),
        UniqueConstraint("company_id", "wa_phone_number_id"),
    )

    channel_id: UUID
    wa_phone_number_id: str
    display_number: str
    verified_name: str = ""
    status: str = ""
    quality: str = ""
    throughput: str = ""
    messaging_limit: str = ""
    messages_per_second: int = 80
    paused_until: datetime | None = moment()
    pause_reason: str | None = None
    checked_at: datetime = moment(required=True)
