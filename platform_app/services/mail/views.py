"""What super admins see of mails."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class MailRow:
    """A mail in the outbox; moments are ISO 8601, in UTC."""

    id: str
    company: str
    # Empty for the platform's own.
    company_id: str
    recipient: str
    subject: str
    status: str
    problem: str
    attempts: int
    next_attempt: str
    created: str


@dataclass(frozen=True, slots=True)
class OpenMail:
    """One mail with its text; that of a sent one is gone."""

    row: MailRow
    body: str = field(repr=False)
    link: str = field(repr=False)
