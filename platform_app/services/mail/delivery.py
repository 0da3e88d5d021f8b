"""The life of a mail from waiting to sent, or kept for the outbox."""

from dataclasses import dataclass
from uuid import UUID

from sqlmodel import col, select

from platform_app.core.clock import now
from platform_app.core.context import CompanyContext, PublicContext
from platform_app.models.mail import Mail, MailStatus

MAX_ATTEMPTS = 5


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail on its way out."""

    id: UUID
    recipient: str
    subject: str
    body: str


def next_letter(ctx: CompanyContext, mail_id: UUID) -> Letter | None:
    """Return the mail if it still waits to be sent."""
    statement = select(Mail).where(
        col(Mail.company_id) == ctx.company_id,
        col(Mail.id) == mail_id,
        col(Mail.status) == MailStatus.WAITING,
    )
    mail = ctx.db.exec(statement).one_or_none()
    return Letter(mail.id, mail.recipient, mail.subject, mail.body) if mail else None


def keep(ctx: CompanyContext, mail_id: UUID) -> None:
    """Leave the mail in the outbox, because no SMTP server is configured."""
    _get(ctx, mail_id).status = MailStatus.KEPT


def mark_sent(ctx: CompanyContext, mail_id: UUID) -> None:
    """Remember that the mail has left; its links need not stay with us."""
    mail = _get(ctx, mail_id)
    mail.status, mail.sent_at = MailStatus.SENT, now()
    mail.body = "(sent)"


def mark_failed(ctx: CompanyContext, mail_id: UUID, problem: str, *, permanent: bool) -> None:
    """Count an attempt; the mail is given up after the last one and stays readable in the outbox."""
    mail = _get(ctx, mail_id)
    mail.attempts += 1
    mail.problem = problem
    if permanent or mail.attempts >= MAX_ATTEMPTS:
        mail.status = MailStatus.FAILED


def list_waiting(ctx: PublicContext) -> list[tuple[UUID, UUID]]:
    """Return company and id of every mail that waits to be sent."""
    return list(
        ctx.db.exec(select(Mail.company_id, Mail.id).where(col(Mail.status) == MailStatus.WAITING))
    )


def _get(ctx: CompanyContext, mail_id: UUID) -> Mail:
    return ctx.db.get_one(Mail, (ctx.company_id, mail_id))
