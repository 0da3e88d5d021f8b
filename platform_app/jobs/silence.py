"""Silence jobs: telling people of numbers from which nothing is heard."""

from uuid import UUID

from platform_app.core.context import Actor
from platform_app.core.db import in_company
from platform_app.services import webhooks


def mark(actor: Actor, *, number_id: str) -> None:
    """Remember that a number has fallen silent."""
    in_company(actor, lambda ctx: webhooks.mark_silent(ctx, UUID(number_id)))
