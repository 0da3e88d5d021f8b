"""A company's connections to WhatsApp, their numbers, and what WhatsApp has said about both."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Index, String, UniqueConstraint, text
from sqlmodel import Field

from platform_app.models.base import CompanyOwned, belongs_to, json_object, moment


class ChannelStatus(StrEnum):
    """Whether WhatsApp still takes the company's token, and the company still wants it to."""

    CONNECTED = "connected"
    REFUSED = "refused"  # WhatsApp says no: token, permissions, payment, policy
    DISABLED = "disabled"  # WhatsApp has switched the account off or deleted it
    REVOKED = "revoked"  # the company has taken its credentials out of here


class Severity(StrEnum):
    """How much a notice matters."""

    INFO = "info"
    WARNING = "warning"
    CRITICAL = "critical"  # something has stopped


class Channel(CompanyOwned, table=True):
    """A WhatsApp Business account (WABA) with the company's own credentials, encrypted."""

    __table_args__ = (
        UniqueConstraint("company_id", "waba_id"),
        # Random and only looked up by app_router, so it need not be unique across companies.
        Index("channel_webhook_key", "webhook_key"),
        # What the clock asks every second, of all companies.
        Index("channel_checked", "checked_at", postgresql_where=text("status <> 'revoked'")),
        Index(
            "channel_templates_tried",
            "templates_tried_at",
            postgresql_where=text("status = 'connected'"),
        ),
        Index(
            "channel_unverified", "company_id", "id", postgresql_where=text("verified_at is null")
        ),
    )

    waba_id: str
    name: str = ""
    # The business portfolio: the messaging limit and people's user ids belong to it.
    business_id: str = ""
    business_name: str = ""
    app_id: str = ""
    currency: str = ""
    country: str = ""
    review_status: str = ""
    verification_status: str = ""
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
    # When they were last asked for, whether it worked or not.
    templates_tried_at: datetime | None = moment()
    # What the hourly check has found.
    checked_at: datetime | None = moment()
    token_expires_at: datetime | None = moment()
    token_scopes: list[str] = json_object(
        default_factory=list, sa_column_kwargs={"server_default": text("'[]'")}
    )
    token_problem: str = ""
    # Where WhatsApp says that it sends this account's messages; empty when the app is not subscribed.
    subscribed_address: str = ""
    # Where the Meta app itself sends news of the account; None while WhatsApp has not said.
    callback_address: str | None = None
    # Any: WhatsApp's health_status, as it came
    health: dict[str, Any] = json_object(
        default_factory=dict, sa_column_kwargs={"server_default": text("'{}'")}
    )


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
    name_status: str = ""
    # A display name that waits for WhatsApp's decision.
    new_name: str = ""
    new_name_status: str = ""
    username: str = ""
    status: str = ""
    quality: str = ""
    throughput: str = ""
    messaging_limit: str = ""
    code_verification: str = ""
    platform_type: str = ""
    account_mode: str = ""
    is_official: bool = Field(default=False, sa_column_kwargs={"server_default": text("false")})
    # An address that takes this number's messages away from the account's.
    override_address: str = ""
    messages_per_second: int = 80
    paused_until: datetime | None = moment()
    pause_reason: str | None = None
    # Only what the company begins itself; answers go on.
    campaigns_paused_until: datetime | None = moment()
    campaigns_pause_reason: str | None = None
    last_event_at: datetime | None = moment()
    # Since when nothing was heard although there usually is something.
    silent_since: datetime | None = moment()
    # Any: WhatsApp's health_status, as it came
    health: dict[str, Any] = json_object(
        default_factory=dict, sa_column_kwargs={"server_default": text("'{}'")}
    )
    checked_at: datetime = moment(required=True)


class NumberReading(CompanyOwned, table=True):
    """How a number stood at a moment; a row for each change, `created_at` is when it was seen."""

    __tablename__ = "number_reading"
    __table_args__ = (
        belongs_to("phone_number_id", "phone_number", on_delete="CASCADE"),
        Index("number_reading_recent", "company_id", "phone_number_id", "created_at"),
    )

    phone_number_id: UUID
    quality: str = ""
    messaging_limit: str = ""
    throughput: str = ""
    status: str = ""


class ChannelNotice(CompanyOwned, table=True):
    """Something about an account or a number that people should know, in words; open until resolved.

    `key` names the matter: a second telling of the same one renews the first notice instead of adding one.
    `resolved_at` may lie ahead, for a matter that ends by itself.
    """

    __tablename__ = "channel_notice"
    __table_args__ = (
        belongs_to("channel_id", "channel", on_delete="CASCADE"),
        Index("channel_notice_key", "company_id", "channel_id", "key", unique=True),
        Index("channel_notice_recent", "company_id", "happened_at", "id"),
    )

    channel_id: UUID
    # No foreign key: a number may go while its notices stay.
    phone_number_id: UUID | None = None
    key: str
    severity: Severity = Field(sa_type=String)
    title: str
    text: str = ""
    advice: str = ""
    happened_at: datetime = moment(required=True)
    resolved_at: datetime | None = moment()
