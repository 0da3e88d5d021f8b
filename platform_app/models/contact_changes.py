"""What was changed about contacts: the values, which the audit log may not keep."""

from uuid import UUID

from sqlalchemy import Index

from platform_app.models.base import CompanyOwned, belongs_to


class ContactChange(CompanyOwned, table=True):
    """One field of a contact that was changed by hand, at `created_at`; it goes with the contact."""

    __tablename__ = "contact_change"
    __table_args__ = (
        belongs_to("contact_id", "contact", on_delete="CASCADE"),
        Index("contact_change_contact", "company_id", "contact_id", "created_at", "id"),
    )

    contact_id: UUID
    # The act's entry in the audit log, which says who and that, and not what.
    event_id: UUID
    # `name`, `phone`, `tags`, or `attribute:` and a key.
    field: str
    before: str
    after: str
    actor_id: UUID | None = None
    # As they were called then.
    actor_name: str = ""
