"""What contacts agreed to and took back, and the numbers that are never written to."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Index, String, UniqueConstraint, text
from sqlmodel import Field

from platform_app.models.base import CompanyOwned, moment

WHATSAPP = "whatsapp"


class ConsentKind(StrEnum):
    """What happened."""

    GRANTED = "granted"
    WITHDRAWN = "withdrawn"
    BLOCKED = "blocked"
    UNBLOCKED = "unblocked"


class ConsentPurpose(StrEnum):
    """What somebody agreed to be written to for."""

    MARKETING = "marketing"
    SERVICE = "service"


class ConsentSource(StrEnum):
    """How the company learnt of it."""

    IMPORT = "import"
    FORM = "form"
    AGENT = "agent"
    API = "api"
    KEYWORD = "keyword"
    BUTTON = "button"
    WHATSAPP_CONTROL = "whatsapp_control"
    REFUSED_BY_WHATSAPP = "refused_by_whatsapp"
    SUPPRESSION_LIST = "suppression_list"
    EARLIER_OWNER = "earlier_owner"
    SEED = "seed"


class ConsentEvent(CompanyOwned, table=True):
    """One entry of the ledger, never changed; what holds now is kept in the contact's own columns."""

    __tablename__ = "consent_event"
    __table_args__ = (
        Index("consent_event_contact", "company_id", "contact_id", "id"),
        # With what each says, so that days are counted without looking at the entries themselves.
        Index(
            "consent_event_recent",
            "company_id",
            "happened_at",
            "id",
            postgresql_include=["kind"],
        ),
        # How many people a campaign has cost.
        Index(
            "consent_event_campaign",
            "company_id",
            "campaign_id",
            postgresql_where=text("campaign_id is not null"),
        ),
    )

    # No foreign key, as with contacts, of whom each may come with an entry.
    company_id: UUID = Field(primary_key=True)
    # No foreign key: somebody who turns out to be another contact keeps what they said as this one.
    contact_id: UUID
    kind: ConsentKind = Field(sa_type=String)
    channel: str = WHATSAPP
    purpose: ConsentPurpose = Field(default=ConsentPurpose.MARKETING, sa_type=String)
    source: ConsentSource = Field(sa_type=String)
    # Where and how, in words; and what the person was shown when they agreed.
    detail: str = ""
    wording: str = ""
    actor_id: UUID | None = None
    actor_name: str = ""
    happened_at: datetime = moment(required=True)
    import_id: UUID | None = None
    # The last campaign that they had got within three days when they took it back.
    campaign_id: UUID | None = None


class ConsentWording(CompanyOwned, table=True):
    """A text under which people agree; imports, forms and acts by hand refer to it by name."""

    __tablename__ = "consent_wording"
    __table_args__ = (UniqueConstraint("company_id", "name"),)

    name: str
    body: str


class SuppressionKind(StrEnum):
    """Why somebody is on the list."""

    ERASED = "erased"
    LISTED = "listed"


class Suppression(CompanyOwned, table=True):
    """Somebody who is never written to; only a keyed digest of their number or user id is kept."""

    __table_args__ = (
        UniqueConstraint("company_id", "digest"),
        Index("suppression_recent", "company_id", "created_at", "id"),
        Index("suppression_erased", "company_id", postgresql_where=text("kind = 'erased'")),
    )

    kind: SuppressionKind = Field(sa_type=String)
    digest: str
    # The last digits, so that people can tell entries apart; empty for the erased.
    hint: str = ""
    source: str = ""
    added_by: UUID | None = None
    import_id: UUID | None = None
