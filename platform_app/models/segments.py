"""Segments: groups of contacts by what is known of them, or by hand."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Index, String, UniqueConstraint
from sqlmodel import Field

from platform_app.models.base import CompanyOwned, belongs_to, json_object, moment


class SegmentKind(StrEnum):
    """How somebody comes to belong to a segment."""

    FILTER = "filter"
    STATIC = "static"


class Segment(CompanyOwned, table=True):
    """A group of contacts under a name; of a filter, the newest version."""

    __table_args__ = (
        UniqueConstraint("company_id", "name"),
        belongs_to("created_by", "user_account"),
    )

    name: str
    kind: SegmentKind = Field(default=SegmentKind.FILTER, sa_type=String)
    version: int = 1
    definition: dict[str, Any] = json_object(default_factory=dict)  # Any: groups of conditions
    created_by: UUID | None = None
    # How many people it had when it was last counted; none if that took too long.
    people: int | None = None
    counted_at: datetime | None = moment()


class SegmentVersion(CompanyOwned, table=True):
    """A filter as it was; campaigns keep to the version that they were launched with."""

    __tablename__ = "segment_version"
    __table_args__ = (
        belongs_to("segment_id", "segment", on_delete="CASCADE"),
        belongs_to("created_by", "user_account"),
        UniqueConstraint("company_id", "segment_id", "version"),
    )

    segment_id: UUID
    version: int
    definition: dict[str, Any] = json_object(default_factory=dict)  # Any: groups of conditions
    created_by: UUID | None = None


class SegmentMember(CompanyOwned, table=True):
    """Somebody in a static segment."""

    __tablename__ = "segment_member"
    __table_args__ = (
        belongs_to("segment_id", "segment", on_delete="CASCADE"),
        belongs_to("contact_id", "contact", on_delete="CASCADE"),
        UniqueConstraint("company_id", "segment_id", "contact_id"),
        Index("segment_member_contact", "company_id", "contact_id"),
    )

    segment_id: UUID
    contact_id: UUID
