"""Campaigns, their recipients and their counters."""

from datetime import date, datetime, time
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import ARRAY, Index, SmallInteger, String, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from platform_app.models.base import CompanyOwned, belongs_to, json_object, moment
from platform_app.models.deliveries import Delivery


class CampaignStatus(StrEnum):
    """The life of a campaign."""

    DRAFT = "draft"
    SCHEDULED = "scheduled"
    PREPARING = "preparing"
    SENDING = "sending"
    PAUSED = "paused"
    COMPLETED = "completed"
    CANCELLED = "cancelled"
    FAILED = "failed"


class PauseKind(StrEnum):
    """Who or what paused a campaign; `resumes_at` says when it goes on by itself, which only waits may."""

    PERSON = "person"
    PLATFORM = "platform"
    START = "start"  # it could not start at its time
    RAMP = "ramp"  # the first part is out, somebody looks
    FAILURES = "failures"
    CREDENTIALS = "credentials"
    TEMPLATE = "template"
    QUALITY = "quality"
    ACCOUNT = "account"
    CATEGORY = "category"
    AUDIENCE = "audience"
    # Waits: the campaign stays at sending and goes on by itself.
    QUIET = "quiet"
    LIMIT = "limit"  # the messaging limit of 24 hours


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
    COUNTRY = "country"  # WhatsApp does not let the business write there
    CONTROL = "control"  # held out on purpose, to see what the campaign causes


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
        Index(
            "campaign_due",
            "starts_at",
            postgresql_where=text("status = 'scheduled'"),
        ),
        # The platform counts what all companies have launched today.
        Index("campaign_launched", "launched_at"),
    )

    name: str
    # What it is for, in the company's words.
    goal: str = ""
    status: CampaignStatus = Field(default=CampaignStatus.DRAFT, sa_type=String)
    created_by: UUID | None = None
    tags: list[str] = Field(
        default_factory=list, sa_type=ARRAY(String), sa_column_kwargs={"server_default": "{}"}
    )
    archived_at: datetime | None = moment()
    # The campaign that was copied, or whose people are written to again.
    source_id: UUID | None = None
    # Counts the builder's saves, so that two tabs cannot overwrite each other.
    version: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
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
    pause_kind: PauseKind | None = Field(default=None, sa_type=String)
    resumes_at: datetime | None = moment()
    # When it starts by itself; empty means at once.
    starts_at: datetime | None = moment()
    # Nobody is written to between these hours: of the company's zone, or of each person's own.
    quiet_from: time | None = None
    quiet_to: time | None = None
    in_recipient_zone: bool = Field(default=False, sa_column_kwargs={"server_default": "false"})
    # Where the people of the frozen audience may be: a zone, or several joined by a plus.
    zones: list[str] = Field(
        default_factory=list, sa_type=ARRAY(String), sa_column_kwargs={"server_default": "{}"}
    )
    # Messages per second at most; empty means as fast as the number may.
    rate: int | None = None
    # After so many people, or this share of them in per cent, it waits for somebody to look.
    ramp_people: int | None = None
    ramp_percent: int | None = None
    ramp_passed_at: datetime | None = moment()
    # The share of the audience that is held out on purpose.
    control_percent: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    # What assistant and agents know about it.
    brief: str = ""
    offer: str = ""
    offer_until: date | None = None
    # The price of a message by market, as it was at launch.
    currency: str = ""
    prices: dict[str, Any] = json_object(  # Any: market -> decimal as text
        default_factory=dict, sa_column_kwargs={"server_default": text("'{}'")}
    )
    # How variants are compared and when the weaker ones stop; empty without variants.
    stop_rule: dict[str, Any] = json_object(  # Any: see services/campaigns/variants
        default_factory=dict, sa_column_kwargs={"server_default": text("'{}'")}
    )
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
        Index(
            "campaign_recipient_replied",
            "company_id",
            "campaign_id",
            "id",
            postgresql_where=text("replied_at is not null"),
        ),
        Index(
            "campaign_recipient_clicked",
            "company_id",
            "campaign_id",
            "id",
            postgresql_where=text("clicked_at is not null"),
        ),
        Index(
            "campaign_recipient_opted_out",
            "company_id",
            "campaign_id",
            "id",
            postgresql_where=text("opted_out_at is not null"),
        ),
        # Only of campaigns that go by each person's own zone.
        Index(
            "campaign_recipient_zone",
            "company_id",
            "campaign_id",
            "zone",
            "id",
            postgresql_where=text("status = 'pending' and zone is not null"),
        ),
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
    # Of the rate card, by the number's country.
    market: str | None = None
    # Where the person may be, as in `Campaign.zones`, if the campaign goes by it.
    zone: str | None = None
    # Which of the campaign's templates; 0 is its own.
    variant: int = Field(default=0, sa_type=SmallInteger, sa_column_kwargs={"server_default": "0"})
    # What they did because of it, the first time.
    replied_at: datetime | None = moment()
    clicked_at: datetime | None = moment()
    opted_out_at: datetime | None = moment()


class CampaignVariant(CompanyOwned, table=True):
    """Another template that a share of the audience gets, so that the better one is found."""

    __tablename__ = "campaign_variant"
    __table_args__ = (
        belongs_to("campaign_id", "campaign", on_delete="CASCADE"),
        belongs_to("template_id", "message_template"),
        UniqueConstraint("company_id", "campaign_id", "position"),
    )

    campaign_id: UUID
    # 1, 2 or 3: the campaign's own template is 0.
    position: int = Field(sa_type=SmallInteger)
    template_id: UUID
    variables: dict[str, Any] = json_object(default_factory=dict)  # Any: as the campaign's
    template_snapshot: dict[str, Any] = json_object(default_factory=dict)  # Any: Graph's JSON
    # Nobody else gets it since then, because another one did better.
    stopped_at: datetime | None = moment()


class CampaignLink(CompanyOwned, table=True):
    """An address in a campaign that is opened by way of the company's host, so that presses are seen."""

    __tablename__ = "campaign_link"
    __table_args__ = (
        belongs_to("campaign_id", "campaign", on_delete="CASCADE"),
        UniqueConstraint("company_id", "code"),
    )

    campaign_id: UUID
    code: str
    url: str
    clicks: int = 0


class CampaignCount(SQLModel, table=True):
    """How many recipients of a campaign are in a state; kept by triggers in the same transaction."""

    __tablename__: ClassVar[str] = "campaign_count"
    __table_args__ = (belongs_to("campaign_id", "campaign", on_delete="CASCADE"),)

    company_id: UUID = Field(primary_key=True, foreign_key="company.id")
    campaign_id: UUID = Field(primary_key=True)
    status: str = Field(primary_key=True)
    total: int = 0
