"""Companies: the tenants, and the addresses they are found at."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Index, String, UniqueConstraint, text
from sqlmodel import Field

from platform_app.models.base import CompanyOwned, Global, json_object, moment


class CompanyStatus(StrEnum):
    """Whether a company may act."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    # Suspended, and gone for good after its 30 days of grace.
    DELETING = "deleting"
    DELETED = "deleted"


# What a name looks like: 0 and o, 1 and l, rn and m, vv and w are taken for each other, hyphens are overlooked.
SUBDOMAIN_SHAPE = (
    "replace(replace(translate(replace(subdomain, '-', ''), '01', 'ol'), 'rn', 'm'), 'vv', 'w')"
)


class Company(Global, table=True):
    """A company; its subdomain is where its people sign in."""

    __table_args__ = (
        # The platform's list, all of it or filtered, is read by keyset.
        Index("company_recent", "created_at", "id"),
        Index("company_of_status", "status", "created_at", "id"),
        Index("company_of_plan", "plan_id", "created_at", "id"),
        # Of two names that look alike, one belongs to nobody.
        Index("company_subdomain_shape", text(SUBDOMAIN_SHAPE), unique=True),
    )

    name: str
    subdomain: str = Field(unique=True)
    status: CompanyStatus = Field(default=CompanyStatus.ACTIVE, sa_type=String)
    time_zone: str = "UTC"
    accent: str = "#0b7a5b"
    website: str = ""
    industry: str = ""
    # A band of people, such as "11-50".
    size: str = ""
    language: str = ""
    profile_set_at: datetime | None = moment()

    # What its people may, beyond their roles.
    agents_see_own_only: bool = False
    campaigns_need_approval: bool = False
    hide_phone_numbers: bool = False
    everyone_needs_second_factor: bool = False

    # What is said to people who opt out, and the company's own words for it.
    opt_out_reply: str = ""
    opt_out_words: list[str] = json_object(default_factory=list)
    opt_out_set_at: datetime | None = moment()
    # The same for people who come back.
    opt_in_reply: str = Field(default="", sa_column_kwargs={"server_default": text("''")})
    opt_in_words: list[str] = json_object(
        default_factory=list, sa_column_kwargs={"server_default": text("'[]'")}
    )

    # The country of numbers without a code; empty is the time zone's.
    default_region: str = Field(default="", sa_column_kwargs={"server_default": text("''")})
    # At most so many marketing messages to one person in 24 hours, and in 7 days.
    frequency_cap_day: int | None = None
    frequency_cap_week: int | None = None
    # A campaign pauses itself when so many of a hundred messages fail.
    failure_percent: int = Field(default=10, sa_column_kwargs={"server_default": "10"})

    # Set by the platform.
    plan_id: UUID | None = Field(default=None, foreign_key="plan.id")
    limit_overrides: dict[str, int | None] = json_object(default_factory=dict)
    suspended_at: datetime | None = moment()
    suspend_reason: str = ""
    deletion_due_at: datetime | None = moment()


class RetiredSubdomain(Global, table=True):
    """A subdomain that a company has left; nobody else gets it before `kept_until`, or ever if that is empty.

    One row each time it was left: names can be taken back, and left again.
    """

    __tablename__ = "retired_subdomain"
    __table_args__ = (Index("retired_subdomain_name", "subdomain"),)

    subdomain: str
    owner_id: UUID = Field(foreign_key="company.id")
    kept_until: datetime | None = moment()


class CompanyDomain(CompanyOwned, table=True):
    """A company's own domain; it counts once a DNS TXT record has proved that it is theirs."""

    __tablename__ = "company_domain"
    __table_args__ = (
        UniqueConstraint("company_id", "domain"),
        # Proved by its owner only, so across companies there can be one.
        Index(
            "company_domain_proved",
            "domain",
            unique=True,
            postgresql_where=text("verified_at is not null"),
        ),
    )

    domain: str
    proof: str
    verified_at: datetime | None = moment()
    checked_at: datetime | None = moment()
    problem: str = ""
