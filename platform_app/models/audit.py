"""Who did what; rows can be added and read, never changed."""

from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Index
from sqlmodel import Field, SQLModel

from platform_app.models.base import CompanyOwned, Global, json_object


class AuditFields(SQLModel):
    """One act: who, what, upon what, what changed, and from where."""

    actor_kind: str
    actor_id: UUID | None = None
    # As they were called then; people leave and change their names.
    actor_name: str = ""
    action: str
    subject_kind: str = ""
    subject_id: UUID | None = None
    subject_name: str = ""
    # [{"field", "old", "new"}]; secrets as fingerprints.
    changes: list[dict[str, Any]] = json_object(default_factory=list)  # Any: values are JSON
    facts: dict[str, Any] = json_object(default_factory=dict)  # Any: facts are JSON
    address: str = ""
    user_agent: str = ""
    request_id: str = ""


class AuditEvent(CompanyOwned, AuditFields, table=True):
    """One act inside a company, chained to the one before it by the database."""

    __tablename__ = "audit_event"
    __table_args__ = (
        Index("audit_event_recent", "company_id", "created_at", "id"),
        Index("audit_event_subject", "company_id", "subject_id", "created_at"),
        Index("audit_event_actor", "company_id", "actor_id", "created_at"),
        Index("audit_event_chain", "company_id", "seq", unique=True),
    )

    # Set by a trigger: its place in the company's chain, and the hash over the one before and itself.
    seq: int = Field(default=0, sa_type=BigInteger)
    hash: str = ""


class PlatformAuditEvent(Global, AuditFields, table=True):
    """One act of a super admin, or of the platform itself."""

    __tablename__ = "platform_audit_event"
    __table_args__ = (
        Index("platform_audit_event_recent", "created_at", "id"),
        Index("platform_audit_event_company", "about_company", "created_at"),
        Index("platform_audit_event_act", "action", "created_at"),
    )

    # The company that it was about; not called company_id, because the row is the platform's.
    about_company: UUID | None = None
