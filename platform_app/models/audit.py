"""Who did what; rows can be added and read, never changed."""

from typing import Any
from uuid import UUID

from sqlalchemy import Index

from platform_app.models.base import CompanyOwned, Global, json_object


class AuditEvent(CompanyOwned, table=True):
    """One act inside a company."""

    __tablename__ = "audit_event"
    __table_args__ = (Index("audit_event_recent", "company_id", "created_at"),)

    actor_id: UUID | None = None
    actor_kind: str
    action: str
    subject_id: UUID | None = None
    facts: dict[str, Any] = json_object(default_factory=dict)  # Any: facts are JSON


class PlatformAuditEvent(Global, table=True):
    """One act of a super admin."""

    __tablename__ = "platform_audit_event"

    actor_id: UUID | None = None
    action: str
    subject_id: UUID | None = None
    facts: dict[str, Any] = json_object(default_factory=dict)  # Any: facts are JSON
