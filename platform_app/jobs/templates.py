"""Template jobs."""

from uuid import UUID

from platform_app.core.context import Actor
from platform_app.core.db import company_transaction
from platform_app.services import channels, templates


def pull(actor: Actor, *, channel_id: str) -> None:
    """Fetch all templates of a channel and store them."""
    with company_transaction(actor) as ctx:
        credentials = channels.load_credentials(ctx, UUID(channel_id))
    pulled = templates.fetch(credentials)
    with company_transaction(actor) as ctx:
        templates.store(ctx, UUID(channel_id), pulled)
