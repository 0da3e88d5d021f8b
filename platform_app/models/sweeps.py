"""Changes of a tag or an attribute that are still being brought to everybody who has it."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import String, text
from sqlmodel import Field

from platform_app.core.ids import NIL_ID
from platform_app.models.base import CompanyOwned, json_object, moment


class SweepKind(StrEnum):
    """What is done to each contact."""

    # Another tag in place of one, or none.
    RETAG = "retag"
    # An attribute's value in its kind's spelling.
    RESPELL = "respell"
    # An attribute's value goes.
    CLEAR = "clear"
    # Everybody who passes filters gets a tag, or loses it.
    TAG = "tag"
    UNTAG = "untag"


class ContactSweep(CompanyOwned, table=True):
    """One change of many contacts; the row goes when everybody has it."""

    __tablename__ = "contact_sweep"

    kind: SweepKind = Field(sa_type=String)
    # The tag's former name, or the attribute's key; and the tag's new name, empty if it goes.
    subject: str
    replacement: str = ""
    # Behind whom the next ones stand.
    after: UUID = NIL_ID
    # Whom filters mean: the filters, behind which place the next ones stand, and whether whoever asked sees numbers.
    filters: dict[str, Any] = json_object(  # Any: see services/contacts/views
        default_factory=dict, sa_column_kwargs={"server_default": text("'{}'")}
    )
    place: str = Field(default="", sa_column_kwargs={"server_default": ""})
    sees_numbers: bool = Field(default=True, sa_column_kwargs={"server_default": "true"})
    # Until then a worker is at it; one that was killed is followed by another.
    held_until: datetime | None = moment()
