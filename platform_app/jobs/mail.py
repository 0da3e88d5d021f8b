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
    # The product's own work: whoever caused the mail need not be there any more.
    system = Actor.system(actor.company_id)
    _deliver(partial(company_transaction, system), UUID(mail_id))


def deliver_own(*, mail_id: str) -> None:
    """Send one mail of the platform to a super admin; see `deliver`."""
    _deliver(partial(platform_transaction, PlatformActor(None)), UUID(mail_id))


def _deliver(transaction: Transaction, mail_id: UUID) -> None:
    with transaction() as ctx:
        letter = mail.claim(ctx, mail_id)
        if letter is None:
            return
        if settings().smtp_url is None:
            mail.keep(ctx, letter.id)
            return
    try:
        send(_message(letter))
    except Unavailable as error:
        with transaction() as ctx:
            mail.mark_failed(ctx, letter.id, error.message, permanent=error.permanent)
        return
    with transaction() as ctx:
        mail.mark_sent(ctx, letter.id)


def _message(letter: mail.Letter) -> Message:
    return Message(
        # The same at each attempt, so that a server that has taken it twice can tell.
        key=letter.id.hex,
        sender_name=letter.sender,
        sender=settings().mail_from,
        recipient=letter.recipient,
        subject=letter.subject,
        body=letter.body,
        html=letter.html,
    )
