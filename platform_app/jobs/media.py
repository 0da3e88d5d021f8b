"""Media jobs: fetching the files of messages."""

from uuid import UUID

from platform_app.core.context import Actor
from platform_app.core.db import in_company
from platform_app.services import media


def fetch(actor: Actor, *, media_id: str) -> None:
    """Fetch one file from WhatsApp, if it is due; a failure is tried again by the clock."""
    work = in_company(actor, lambda ctx: media.claim(ctx, UUID(media_id)))
    if work is None:
        return
    came = media.fetch(work)
    if not in_company(actor, lambda ctx: media.settle(ctx, work.id, came)) and came.storage_key:
        media.discard(came.storage_key)
