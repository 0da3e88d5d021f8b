"""The life of a mail from waiting to sent, given up, or kept for the outbox."""

from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from sqlmodel import col, select

from platform_app.core.clock import now
from platform_app.core.context import CompanyContext, PlatformContext, PublicContext
from platform_app.core.errors import NotFound
from platform_app.models.mail import Mail, MailFields, MailStatus, PlatformMail
from platform_app.services.mail.writing import sender_of

MailContext = CompanyContext | PlatformContext
# How long a mail waits after each attempt that failed; after the last one it is given up.
WAITS = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=6),
    timedelta(hours=12),
    timedelta(hours=24),
)
MAX_ATTEMPTS = len(WAITS) + 1
# Longer than any talk with a mail server: whoever holds the mail has ended, or was killed.
LEASE = timedelta(minutes=5)
_AT_ONCE = 200
_GONE = "(sent)"


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail on its way out."""

    id: UUID
    sender: str
    recipient: str
    subject: str
    # It holds links that open accounts.
    body: str = field(repr=False)
    html: str = field(repr=False)


def claim(ctx: MailContext, mail_id: UUID) -> Letter | None:
    """Return the mail if it is due, and hold it, so that no other worker sends it meanwhile."""
    mail = _find(ctx, mail_id, lock=True)
    if mail is None or mail.status != MailStatus.WAITING or mail.next_attempt_at > now():
        return None
    mail.next_attempt_at = now() + LEASE
    name = sender_of(ctx).name
    return Letter(mail_id, name, mail.recipient, mail.subject, mail.body, mail.html)


def keep(ctx: MailContext, mail_id: UUID) -> None:
    """Leave the mail in the outbox, because no SMTP server is configured."""
    _get(ctx, mail_id).status = MailStatus.KEPT


def mark_sent(ctx: MailContext, mail_id: UUID) -> None:
    """Remember that the mail has left; its links need not stay with us."""
    mail = _get(ctx, mail_id)
    mail.status, mail.sent_at, mail.problem = MailStatus.SENT, now(), None
    mail.body, mail.html = _GONE, ""


def mark_failed(ctx: MailContext, mail_id: UUID, problem: str, *, permanent: bool) -> None:
    """Count an attempt and wait longer each time; one given up stays readable in the outbox."""
    mail = _get(ctx, mail_id)
    mail.attempts += 1
    mail.problem = problem
    if permanent or mail.attempts >= MAX_ATTEMPTS:
        mail.status = MailStatus.FAILED
    else:
        mail.next_attempt_at = now() + WAITS[mail.attempts - 1]


def list_waiting(ctx: PublicContext) -> list[tuple[UUID, UUID]]:
    """Return company and id of every mail of a company that is due."""
    statement = (
        select(Mail.company_id, Mail.id)
        .where(col(Mail.status) == MailStatus.WAITING, col(Mail.next_attempt_at) <= now())
        .order_by(col(Mail.next_attempt_at))
        .limit(_AT_ONCE)
    )
    return list(ctx.db.exec(statement))


def list_waiting_own(ctx: PublicContext) -> list[UUID]:
    """Return the id of every mail of the platform that is due."""
    mail = PlatformMail
    statement = (
        select(mail.id)
        .where(col(mail.status) == MailStatus.WAITING, col(mail.next_attempt_at) <= now())
        .order_by(col(mail.next_attempt_at))
        .limit(_AT_ONCE)
    )
    return list(ctx.db.exec(statement))


def _get(ctx: MailContext, mail_id: UUID) -> MailFields:
    mail = _find(ctx, mail_id)
    if mail is None:
        raise NotFound("This mail is not there any more.")
    return mail


def _find(ctx: MailContext, mail_id: UUID, *, lock: bool = False) -> MailFields | None:
    if isinstance(ctx, CompanyContext):
        return ctx.db.get(Mail, (ctx.company_id, mail_id), with_for_update=lock)
    return ctx.db.get(PlatformMail, mail_id, with_for_update=lock)
