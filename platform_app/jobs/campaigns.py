"""Campaign jobs."""

from uuid import UUID

from platform_app.core.context import Actor
from platform_app.core.db import in_company
from platform_app.core.errors import AppError, Unavailable
from platform_app.models.campaigns import PauseKind
from platform_app.services import campaigns


def start(actor: Actor, *, campaign_id: str) -> None:
    """Start a scheduled campaign; one that is not ready any more is paused and says why."""
    item = UUID(campaign_id)
    try:
        in_company(actor, lambda ctx: campaigns.start_due(ctx, item))
    except AppError as error:
        problem = error.message
        in_company(actor, lambda ctx: campaigns.pause_unstarted(ctx, item, problem))


def prepare(actor: Actor, *, campaign_id: str) -> None:
    """Freeze the audience of a launched campaign; one whose people cannot be found in time is paused and says so."""
    item = UUID(campaign_id)
    try:
        in_company(actor, lambda ctx: campaigns.prepare(ctx, item))
    except Unavailable as error:
        pause = campaigns.Pause(PauseKind.AUDIENCE, error.message)
        in_company(actor, lambda ctx: campaigns.pause_one(ctx, item, pause))


def reprice(actor: Actor, *, campaign_id: str) -> None:
    """Price a campaign anew whose template has another category now."""
    in_company(actor, lambda ctx: campaigns.reprice(ctx, UUID(campaign_id)))
