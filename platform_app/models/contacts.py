"""The company's customers and what they agreed to."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import BigInteger, Index, String, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Field

from platform_app.models.base import CompanyOwned, belongs_to, json_object, moment


def _counted(name: str, where: str) -> Index:
    return Index(name, "company_id", postgresql_where=text(where))


class Contact(CompanyOwned, table=True):
    """A person, known by phone (E.164) or by WhatsApp's business-scoped user id, or both."""

    __table_args__ = (
        UniqueConstraint("company_id", "phone"),
        UniqueConstraint("company_id", "wa_user_id"),
        Index("contact_recent", "company_id", "created_at", "id"),
        # How many people hold which state.
        _counted("contact_opted_in", "opted_in_at is not null and opted_out_at is null"),
        _counted("contact_opted_out", "opted_out_at is not null"),
        _counted("contact_undecided", "opted_in_at is null and opted_out_at is null"),
        _counted("contact_silent", "service_opted_out_at is not null"),
        Index(
            "contact_blocked",
            "company_id",
            "created_at",
            "id",
            postgresql_where=text("blocked_at is not null"),
        ),
        # Who wrote last; those who never did, most after an import, cost nothing.
        Index(
            "contact_seen",
            "company_id",
            "last_seen_at",
            "id",
            postgresql_where=text("last_seen_at is not null"),
        ),
    )

    # No foreign key: row-level security lets nobody write for another company, no company's row ever goes, and a look
    # at it for each of a million people takes a quarter of an import.
    company_id: UUID = Field(primary_key=True)
    phone: str | None = None
    # As it was typed or stood in the file, where that says more than the number does.
    phone_original: str | None = None
    wa_user_id: str | None = None
    name: str = ""
    attributes: dict[str, str] = json_object(
        default_factory=dict, sa_column_kwargs={"server_default": text("'{}'")}
    )
    tags: list[str] = Field(
        default_factory=list,
        sa_type=ARRAY(String),
        nullable=False,
        sa_column_kwargs={"server_default": text("'{}'")},
    )
    # What the consent ledger comes to; written by services/consent only.
    opted_in_at: datetime | None = moment()
    opt_in_source: str | None = None
    opted_out_at: datetime | None = moment()
    opt_out_source: str | None = None
    service_opted_out_at: datetime | None = moment()
    blocked_at: datetime | None = moment()
    unreachable_since: datetime | None = moment()
    # When they wrote last.
    last_seen_at: datetime | None = moment()
    # No foreign keys: imports may be removed, people stay.
    first_import_id: UUID | None = None
    last_import_id: UUID | None = None
    # When the company's address book in the WhatsApp Business app last said something about the name.
    named_at: datetime | None = moment()

    @property
    def short_name(self) -> str:
        """Return what they are called where their whole number must not stand: their name, or its end."""
        return self.name or (f"…{self.phone[-4:]}" if self.phone else "")


class AliasKind(StrEnum):
    """What somebody was known by."""

    PHONE = "phone"
    USER_ID = "user_id"
    # The id of a contact that turned out to be the same person: its consent is theirs.
    CONTACT = "contact"


class ContactAlias(CompanyOwned, table=True):
    """A phone or user id that a contact had before, or has beside its own; an opt-out holds for all of them."""

    __tablename__ = "contact_alias"
    __table_args__ = (
        belongs_to("contact_id", "contact", on_delete="CASCADE"),
        UniqueConstraint("company_id", "kind", "value"),
        Index("contact_alias_contact", "company_id", "contact_id"),
    )

    contact_id: UUID
    kind: AliasKind = Field(sa_type=String)
    value: str


class ErasureStatus(StrEnum):
    """How far an erasure is."""

    WAITING = "waiting"
    DONE = "done"


class ContactErasure(CompanyOwned, table=True):
    """Somebody who is gone, and what is still to be cleared; afterwards nothing here says who it was."""

    __tablename__ = "contact_erasure"
    __table_args__ = (
        Index(
            "contact_erasure_waiting",
            "company_id",
            "id",
            postgresql_where=text("status = 'waiting'"),
        ),
    )

    # The id that the contact had, as the audit log knows it.
    contact_id: UUID
    asked_by: UUID | None = None
    reason: str
    status: ErasureStatus = Field(default=ErasureStatus.WAITING, sa_type=String)
    # Their numbers and user ids, sealed, and the names of their files; empty once everything is cleared.
    keys_sealed: str = ""
    files: list[str] = json_object(default_factory=list)
    finished_at: datetime | None = moment()


class ExportStatus(StrEnum):
    """How far an export is."""

    WAITING = "waiting"
    RUNNING = "running"
    READY = "ready"
    FAILED = "failed"
    EXPIRED = "expired"


class ContactExport(CompanyOwned, table=True):
    """Contacts as a CSV file; it is there for a day."""

    __tablename__ = "contact_export"
    __table_args__ = (
        belongs_to("created_by", "user_account"),
        Index("contact_export_recent", "company_id", "created_at", "id"),
        Index(
            "contact_export_open",
            "company_id",
            "id",
            postgresql_where=text("status in ('waiting', 'running', 'ready')"),
        ),
    )

    created_by: UUID | None = None
    # Whom it holds: the list's own filters, or a segment.
    choice: dict[str, str] = json_object(default_factory=dict)
    label: str = ""
    status: ExportStatus = Field(default=ExportStatus.WAITING, sa_type=String)
    problem: str = ""
    rows_done: int = 0
    size: int = Field(default=0, sa_type=BigInteger)
    storage_key: str = ""
    # Until then a worker is at it; one that was killed is followed by another.
    held_until: datetime | None = moment()
    expires_at: datetime | None = moment()
    finished_at: datetime | None = moment()
