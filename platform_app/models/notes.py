"""What the team writes down about contacts."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index
from sqlmodel import Field

from platform_app.models.base import CompanyOwned, belongs_to, moment


class ContactNote(CompanyOwned, table=True):
    """A note about a contact, for the team only."""

    __tablename__ = "contact_note"
    __table_args__ = (
        belongs_to("contact_id", "contact", on_delete="CASCADE"),
        Index("contact_note_contact", "company_id", "contact_id", "created_at", "id"),
    )

    contact_id: UUID
    author_id: UUID | None = None
    # As they were called then.
    author_name: str = Field(default="")
    body: str
    changed_at: datetime | None = moment()
