"""Files that came with messages: known at once, fetched afterwards."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import BigInteger, Index, String, UniqueConstraint, text
from sqlmodel import Field

from platform_app.models.base import CompanyOwned, belongs_to, moment


class MediaStatus(StrEnum):
    """What became of a file."""

    WAITING = "waiting"
    STORED = "stored"
    REFUSED = "refused"  # too large, or of a kind that is not taken
    FAILED = "failed"  # WhatsApp no longer has it, or gave it wrongly


class Media(CompanyOwned, table=True):
    """One file of one message; the bytes are in the store, under a name that nobody can guess."""

    __table_args__ = (
        belongs_to("message_id", "message", on_delete="CASCADE"),
        belongs_to("phone_number_id", "phone_number", on_delete="CASCADE"),
        UniqueConstraint("company_id", "message_id"),
        Index("media_waiting", "next_attempt_at", postgresql_where=text("status = 'waiting'")),
    )

    message_id: UUID
    phone_number_id: UUID
    wa_media_id: str
    kind: str
    mime_type: str
    filename: str = ""
    # What WhatsApp says it is, in hexadecimal digits; empty if it says nothing.
    sha256: str = ""
    size: int = Field(default=0, sa_type=BigInteger)
    status: MediaStatus = Field(default=MediaStatus.WAITING, sa_type=String)
    storage_key: str = ""
    attempts: int = 0
    next_attempt_at: datetime | None = moment()
    problem: str = ""
