"""What every table shares: keys that lead with the company, moments in UTC."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import DateTime, ForeignKeyConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from platform_app.core.clock import now
from platform_app.core.ids import new_id


def moment(*, required: bool = False) -> Any:  # Any: sqlmodel's Field is declared so
    """Return a column for a moment in time; a required one defaults to the present."""
    if required:
        return Field(default_factory=now, sa_type=DateTime(timezone=True), nullable=False)
    return Field(default=None, sa_type=DateTime(timezone=True), nullable=True)


def json_object(**options: Any) -> Any:  # Any: sqlmodel's Field is declared so
    """Return a column for a small JSON object or list."""
    return Field(sa_type=JSONB, nullable=False, **options)


def belongs_to(column: str, table: str, *, on_delete: str | None = None) -> ForeignKeyConstraint:
    """Return a foreign key that cannot leave the company."""
    return ForeignKeyConstraint(
        ["company_id", column], [f"{table}.company_id", f"{table}.id"], ondelete=on_delete
    )


class Global(SQLModel):
    """A row that belongs to the platform."""

    __tablename__: ClassVar[str]
    id: UUID = Field(default_factory=new_id, primary_key=True)
    created_at: datetime = moment(required=True)


class CompanyOwned(SQLModel):
    """A row that belongs to one company; its key and every unique index lead with it."""

    __tablename__: ClassVar[str]
    company_id: UUID = Field(primary_key=True, foreign_key="company.id")
    id: UUID = Field(default_factory=new_id, primary_key=True)
    created_at: datetime = moment(required=True)
