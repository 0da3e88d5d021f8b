"""Mail jobs."""

from uuid import UUID

from platform_app.core.config import settings
from platform_app.core.context import Actor
from platform_app.core.db import company_transaction
from platform_app.core.errors import Unavailable
from platform_app.integrations.mail import Message, send
from platform_app.services import mail


def deliver(actor: Actor, *, mail_id: str) -> None:
    """Send one mail, or keep it for the outbox when no SMTP server is configured."""
    with company_transaction(actor) as ctx:
        letter = mail.next_letter(ctx, UUID(mail_id))
        if letter is None:
            return
        if settings().smtp_url is None:
            mail.keep(ctx, letter.id)
            return
    try:
        send(Message(settings().mail_from, letter.recipient, letter.subject, letter.body))
    except Unavailable as error:
        with company_transaction(actor) as ctx:
            mail.mark_failed(ctx, letter.id, error.message, permanent=error.permanent)
        return
    with company_transaction(actor) as ctx:
        mail.mark_sent(ctx, letter.id)
