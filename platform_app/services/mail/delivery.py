"""The life of a mail from waiting to sent, or kept for the outbox."""

from dataclasses import dataclass
from uuid import UUID

from sqlmodel import col, select

from platform_app.core.clock import now
from platform_app.core.context import CompanyContext, PlatformContext, PublicContext
from platform_app.core.errors import NotFound
from platform_app.models.mail import Mail, MailFields, MailStatus, PlatformMail

MailContext = CompanyContext | PlatformContext
MAX_ATTEMPTS = 5


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail on its way out."""

    id: UUID
    recipient: str
    subject: str
    body: str


def next_letter(ctx: MailContext, mail_id: UUID) -> Letter | None:
    """Return the mail if it still waits to be sent."""
    mail = _find(ctx, mail_id)
    if mail is None or mail.status != MailStatus.WAITING:
        return None
    return Letter(mail_id, mail.recipient, mail.subject, mail.body)


def keep(ctx: MailContext, mail_id: UUID) -> None:
    """Leave the mail in the outbox, because no SMTP server is configured."""
    _get(ctx, mail_id).status = MailStatus.KEPT


def mark_sent(ctx: MailContext, mail_id: UUID) -> None:
    """Remember that the mail has left; its links need not stay with us."""
    mail = _get(ctx, mail_id)
    mail.status, mail.sent_at = MailStatus.SENT, now()
    mail.body = "(sent)"


def mark_failed(ctx: MailContext, mail_id: UUID, problem: str, *, permanent: bool) -> None:
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


def _get(ctx: MailContext, mail_id: UUID) -> MailFields:
    mail = _find(ctx, mail_id)
    if mail is None:
        raise NotFound("This mail is not there any more.")
    return mail


def _find(ctx: MailContext, mail_id: UUID) -> MailFields | None:
    if isinstance(ctx, CompanyContext):
        return ctx.db.get(Mail, (ctx.company_id, mail_id))
    return ctx.db.get(PlatformMail, mail_id)
