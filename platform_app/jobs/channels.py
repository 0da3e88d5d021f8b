"""Channel jobs."""

from uuid import UUID

from platform_app.core import limits
from platform_app.core.context import Actor
from platform_app.core.db import company_transaction
from platform_app.core.errors import AppError
from platform_app.services import channels


def subscribe(actor: Actor, *, channel_id: str) -> None:
    """Have WhatsApp check and take the company's webhook address."""
    with company_transaction(actor) as ctx:
        subscription = channels.load_subscription(ctx, UUID(channel_id))
    try:
        channels.subscribe(subscription)
    except AppError as error:
        with company_transaction(actor) as ctx:
            channels.mark_unsubscribed(ctx, UUID(channel_id), error)
        return
    with company_transaction(actor) as ctx:
        channels.mark_subscribed(ctx, UUID(channel_id))


def check(actor: Actor, *, channel_id: str) -> None:
    """Look at an account as WhatsApp sees it, and tell people what needs them."""
    with company_transaction(actor) as ctx:
        credentials = channels.load_credentials(ctx, UUID(channel_id))
    try:
        seen = channels.look_at(credentials)
    except AppError as error:
        with company_transaction(actor) as ctx:
            channels.mark_unseen(ctx, UUID(channel_id), error)
        return
    with company_transaction(actor) as ctx:
        channels.store_look(ctx, UUID(channel_id), seen)


def slow_down(_actor: Actor, *, number_id: str) -> None:
    """Halve a number's rate, because WhatsApp has said by a status that it sends too fast."""
    limits.halve(number_id)
