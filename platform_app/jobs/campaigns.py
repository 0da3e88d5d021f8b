"""Campaign jobs."""

from uuid import UUID

from platform_app.core.context import Actor
from platform_app.core.db import in_company
from platform_app.core.errors import Unavailable
from platform_app.models.campaigns import PauseKind
from platform_app.services import campaigns


def prepare(actor: Actor, *, campaign_id: str) -> None:
    """Freeze the audience of a launched campaign; one whose people cannot be found in time is paused and says so."""
    item = UUID(campaign_id)
    try:
        in_company(actor, lambda ctx: campaigns.prepare(ctx, item))
    except Unavailable as error:
        pause = campaigns.Pause(PauseKind.AUDIENCE, error.message)
        in_company(actor, lambda ctx: campaigns.pause_one(ctx, item, pause))
