"""Mail jobs."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import partial
from uuid import UUID

from platform_app.core.config import settings
from platform_app.core.context import Actor, CompanyContext, PlatformActor, PlatformContext
from platform_app.core.db import company_transaction, platform_transaction
from platform_app.core.errors import Unavailable
from platform_app.integrations.mail import Message, send
from platform_app.services import mail

Transaction = Callable[[], AbstractContextManager[CompanyContext | PlatformContext]]


def deliver(actor: Actor, *, mail_id: str) -> None:
    """Send one mail of a company, or keep it for the outbox when no SMTP server is configured."""
    _deliver(partial(company_transaction, actor), UUID(mail_id))


def deliver_own(*, mail_id: str) -> None:
    """Send one mail of the platform to a super admin; see `deliver`."""
    _deliver(partial(platform_transaction, PlatformActor(None)), UUID(mail_id))


def _deliver(transaction: Transaction, mail_id: UUID) -> None:
    with transaction() as ctx:
        letter = mail.next_letter(ctx, mail_id)
        if letter is None:
            return
        if settings().smtp_url is None:
            mail.keep(ctx, letter.id)
            return
    try:
        send(Message(settings().mail_from, letter.recipient, letter.subject, letter.body))
    except Unavailable as error:
        with transaction() as ctx:
            mail.mark_failed(ctx, letter.id, error.message, permanent=error.permanent)
        return
    with transaction() as ctx:
        mail.mark_sent(ctx, letter.id)
