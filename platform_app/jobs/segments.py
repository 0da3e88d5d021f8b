"""Segment jobs."""

from contextlib import suppress

from platform_app.core.context import Actor
from platform_app.core.db import in_company
from platform_app.core.errors import NotFound
from platform_app.services import segments


def count_old(actor: Actor) -> None:
    """Work out the sizes that are old, one after the other, and show them."""
    old = in_company(actor, segments.find_old)
    for segment_id in old:
        with suppress(NotFound):  # deleted meanwhile
            in_company(actor, lambda ctx, one=segment_id: segments.note_size(ctx, one))
    if old:
        in_company(actor, lambda ctx: ctx.nudge("segments"))
