"""Template jobs."""

from uuid import UUID

from platform_app.core.context import Actor
from platform_app.core.db import company_transaction
from platform_app.core.errors import AppError
from platform_app.services import templates


def pull(actor: Actor, *, channel_id: str) -> None:
    """Fetch all templates of a channel and store them."""
    with company_transaction(actor) as ctx:
        credentials = templates.begin_pull(ctx, UUID(channel_id))
    try:
        pulled = templates.fetch(credentials)
    except AppError as error:
        with company_transaction(actor) as ctx:
            templates.mark_refused(ctx, UUID(channel_id), error)
        return
    with company_transaction(actor) as ctx:
        templates.store(ctx, UUID(channel_id), pulled)
