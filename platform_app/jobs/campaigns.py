"""Campaign jobs."""

from uuid import UUID

from platform_app.core.context import Actor
from platform_app.core.db import in_company
from platform_app.services import campaigns


def prepare(actor: Actor, *, campaign_id: str) -> None:
    """Freeze the audience of a launched campaign."""
    in_company(actor, lambda ctx: campaigns.prepare(ctx, UUID(campaign_id)))
