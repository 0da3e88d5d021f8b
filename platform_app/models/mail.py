"""Mail that leaves the product."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import String
from sqlmodel import Field

from platform_app.models.base import CompanyOwned, moment


class MailStatus(StrEnum):
    """Where a mail stands."""

    WAITING = "waiting"
    SENT = "sent"
    KEPT = "kept"
    FAILED = "failed"


class Mail(CompanyOwned, table=True):
    """One mail; `kept` means that no SMTP server is configured and a super admin reads it in the outbox."""

    recipient: str
    subject: str
    body: str
    status: MailStatus = Field(default=MailStatus.WAITING, sa_type=String)
    attempts: int = 0
    problem: str | None = None
    sent_at: datetime | None = moment()
