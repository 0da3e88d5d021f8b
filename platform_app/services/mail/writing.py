"""Putting a letter into the outbox, in the same transaction as the act that causes it."""

from datetime import timedelta
from uuid import UUID

from sqlmodel import col, func, select

from platform_app.core.clock import now
from platform_app.core.config import settings
from platform_app.core.context import CompanyContext, PlatformContext
from platform_app.models.companies import Company
from platform_app.models.mail import Mail, PlatformMail
from platform_app.services.mail.dressing import Sender, Words, as_html, as_text, plain


def sender_of(ctx: CompanyContext | PlatformContext) -> Sender:
    """Return the company of this transaction, or the platform."""
    if isinstance(ctx, CompanyContext):
        return company_sender(ctx.db.get_one(Company, ctx.company_id))
    return Sender("The platform", settings().origin(), "")


def company_sender(company: Company) -> Sender:
    """Return a company as the sender of a letter; links lead to its own address, whatever host was asked."""
    return Sender(company.name, settings().origin(company.subdomain), company.accent)


def write(ctx: CompanyContext | PlatformContext, recipient: str, words: Words) -> None:
    """Write a letter in the name of the company, or of the platform."""
    if isinstance(ctx, CompanyContext):
        letter = _company_letter(ctx.company_id, recipient, words, sender_of(ctx))
        ctx.db.add(letter)
        ctx.enqueue("mail.deliver", mail_id=letter.id)
        return
    own = PlatformMail(
        recipient=recipient,
        subject=plain(words.subject),
        body=as_text(words),
        html=as_html(words, sender_of(ctx)),
    )
    ctx.db.add(own)
    ctx.enqueue("mail.deliver_own", mail_id=own.id)


def count_recent(ctx: CompanyContext, recipient: str) -> int:
    """Return how many letters of the company somebody was written within the last hour."""
    recent = select(func.count()).where(
        col(Mail.company_id) == ctx.company_id,
        col(Mail.recipient) == recipient,
        col(Mail.created_at) > now() - timedelta(hours=1),
    )
    return ctx.db.exec(recent.select_from(Mail)).one()


def write_for_company(ctx: PlatformContext, company: Company, recipient: str, words: Words) -> None:
    """Write a letter in a company's name from the platform; the transaction must have entered the company."""
    letter = _company_letter(company.id, recipient, words, company_sender(company))
    ctx.db.add(letter)
    ctx.enqueue("mail.deliver", company_id=company.id, mail_id=letter.id)


def _company_letter(company_id: UUID, recipient: str, words: Words, sender: Sender) -> Mail:
    return Mail(
        company_id=company_id,
        recipient=recipient,
        subject=plain(words.subject),
        body=as_text(words),
        html=as_html(words, sender),
    )
