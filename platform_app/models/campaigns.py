"""Campaigns, their recipients and their counters."""

from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import Index, String, text
from sqlmodel import Field, SQLModel

from platform_app.models.base import CompanyOwned, belongs_to, json_object, moment
from platform_app.models.deliveries import Delivery


class CampaignStatus(StrEnum):
    """The life of a campaign."""

    DRAFT = "draft"
    PREPARING = "preparing"
    SENDING = "sending"
    PAUSED = "paused"
    COMPLETED = "completed"
    CANCELLED = "cancelled"
    FAILED = "failed"


class SkipReason(StrEnum):
    """Why a person of the audience is not written to."""

    OPTED_OUT = "opted_out"
    NO_CONSENT = "no_consent"
    BLOCKED = "blocked"
    FREQUENCY_CAP = "frequency_cap"
    NO_PHONE = "no_phone"
    UNREACHABLE = "unreachable"
    MISSING_VALUE = "missing_value"
    CANCELLED = "cancelled"
    ERASED = "erased"
    DUPLICATE = "duplicate"  # two contacts turned out to be one person


class Campaign(CompanyOwned, table=True):
    """A template sent to an audience. At launch the template is copied, so that later edits change nothing."""

    __table_args__ = (
        belongs_to("template_id", "message_template"),
        belongs_to("phone_number_id", "phone_number"),
        belongs_to("created_by", "user_account"),
        Index("campaign_recent", "company_id", "created_at", "id"),
        Index(
            "campaign_at_work",
            "status",
            postgresql_where=text("status in ('preparing', 'sending')"),
        ),
        # The platform counts what all companies have launched today.
        Index("campaign_launched", "launched_at"),
    )

    name: str
    status: CampaignStatus = Field(default=CampaignStatus.DRAFT, sa_type=String)
    created_by: UUID | None = None
    template_id: UUID | None = None
    phone_number_id: UUID | None = None
    audience: dict[str, Any] = json_object(
        default_factory=dict
    )  # Any: {"include": [...], "exclude": [...], "versions": {...}}, see services/campaigns/choosing
    variables: dict[str, Any] = json_object(
        default_factory=dict
    )  # Any: key -> source, value, fall-back
    template_snapshot: dict[str, Any] = json_object(default_factory=dict)  # Any: Graph's JSON
    category: str = ""
    pause_reason: str | None = None
    launched_at: datetime | None = moment()
    launched_by: UUID | None = None
    # Of the month's allowance; what was not spent is given back at the end.
    reserved_messages: int = 0
    finished_at: datetime | None = moment()
    # The latest equal refusals in a row, of answers and of statuses.
    failing: dict[str, Any] = (
        json_object(  # Any: {"answer": [code, count], "status": [code, count]}
            default_factory=dict, sa_column_kwargs={"server_default": text("'{}'")}
        )
    )
    # A launch that waits for somebody who may approve it.
    approval_asked_at: datetime | None = moment()
    approval_asked_by: UUID | None = None
    # Why it was sent back, until it is asked for again.
    approval_note: str = ""


class CampaignRecipient(CompanyOwned, Delivery, table=True):
    """One person of a frozen audience: exactly one row, at most one send by itself."""

    __tablename__ = "campaign_recipient"
    __table_args__ = (
        belongs_to("campaign_id", "campaign"),
        Index("campaign_recipient_person", "company_id", "campaign_id", "contact_id", unique=True),
        Index("campaign_recipient_state", "company_id", "campaign_id", "status", "id"),
        Index(
            "campaign_recipient_lease",
            "lease_until",
            postgresql_where=text("status in ('claimed', 'sending')"),
        ),
        Index(
            "campaign_recipient_wamid",
            "company_id",
            "wamid",
            postgresql_where=text("wamid is not null"),
        ),
        Index("campaign_recipient_contact", "company_id", "contact_id"),
        # Who was written to in the last 24 hours: kept in ranges, so that an update stays in place.
        Index(
            "campaign_recipient_accepted",
            "accepted_at",
            postgresql_using="brin",
            postgresql_with={"autosummarize": True},
        ),
        {"postgresql_with": {"fillfactor": 70}},
    )

    campaign_id: UUID
    # No foreign key: the history outlives the contact.
    contact_id: UUID
    name: str = ""
    phone: str | None = None
    wa_user_id: str | None = None
    parameters: dict[str, str] = json_object(default_factory=dict)
    skip_reason: SkipReason | None = Field(default=None, sa_type=String)


class CampaignCount(SQLModel, table=True):
    """How many recipients of a campaign are in a state; kept by triggers in the same transaction."""

    __tablename__: ClassVar[str] = "campaign_count"
    __table_args__ = (belongs_to("campaign_id", "campaign", on_delete="CASCADE"),)

    company_id: UUID = Field(primary_key=True, foreign_key="company.id")
    campaign_id: UUID = Field(primary_key=True)
    status: str = Field(primary_key=True)
    total: int = 0
