"""Mail that leaves the product."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index, String, text
from sqlmodel import Field, SQLModel

from platform_app.models.base import CompanyOwned, Global, moment


class MailStatus(StrEnum):
    """Where a mail stands."""

    WAITING = "waiting"
    SENT = "sent"
    KEPT = "kept"
    FAILED = "failed"


_WAITS = text("status = 'waiting'")


class MailFields(SQLModel):
    """One mail; `kept` means that no SMTP server is configured and a super admin reads it in the outbox."""

    recipient: str
    subject: str
    body: str
    html: str = ""
    status: MailStatus = Field(default=MailStatus.WAITING, sa_type=String)
    attempts: int = 0
    # A failed attempt waits this long before the next one.
    next_attempt_at: datetime = moment(required=True)
    problem: str | None = None
    sent_at: datetime | None = moment()


class Mail(CompanyOwned, MailFields, table=True):
    """A mail of a company to one of its people."""

    __table_args__ = (
        Index("mail_recent", "created_at", "id"),
        Index("mail_waiting", "next_attempt_at", postgresql_where=_WAITS),
    )


class PlatformMail(Global, MailFields, table=True):
    """A mail of the platform to a super admin."""

    __tablename__ = "platform_mail"
    __table_args__ = (
        Index("platform_mail_recent", "created_at", "id"),
        Index("platform_mail_waiting", "next_attempt_at", postgresql_where=_WAITS),
    )
