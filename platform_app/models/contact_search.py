"""What contacts are found by: a table beside them, so that taking a million people in does not wait for it."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import Index, String, UniqueConstraint
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlmodel import Field, SQLModel

from platform_app.models.base import CompanyOwned, belongs_to, moment


class ContactSearch(SQLModel, table=True):
    """One contact as searches see it; written by the database's own triggers, and by a job after many at once."""

    __tablename__: ClassVar[str] = "contact_search"
    __table_args__ = (
        belongs_to("contact_id", "contact", on_delete="CASCADE"),
        Index("contact_search_recent", "company_id", "created_at", "contact_id"),
        Index("contact_search_name", "company_id", "name_key", "contact_id"),
        Index("contact_search_phone_end", "company_id", "phone_end"),
        Index("contact_search_words", "words", postgresql_using="gin"),
    )

    company_id: UUID = Field(primary_key=True, foreign_key="company.id")
    contact_id: UUID = Field(primary_key=True)
    created_at: datetime = moment(required=True)
    # Each with the end of the company's id before it: one index holds all companies' words, apart.
    words: str = Field(sa_type=TSVECTOR, nullable=False)
    name_key: str = Field(sa_type=String(collation="C"), nullable=False)
    # The number's digits from the end: people type national numbers.
    phone_end: str | None = Field(default=None, sa_type=String(collation="C"))


class ContactSearchDebt(CompanyOwned, table=True):
    """A company with contacts that cannot be searched for yet, because many came at once."""

    __tablename__ = "contact_search_debt"
    __table_args__ = (UniqueConstraint("company_id"),)

    marked_at: datetime = moment(required=True)
