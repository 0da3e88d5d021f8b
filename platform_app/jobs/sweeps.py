"""Bringing what has become of a tag or an attribute to everybody who has it."""

from functools import partial
from uuid import UUID

from platform_app.core.context import Actor, CompanyContext
from platform_app.core.db import in_company
from platform_app.models.sweeps import SweepKind
from platform_app.services import attributes, sweeps, tags


def run(actor: Actor, *, sweep_id: str) -> None:
    """Go through all contacts, batch by batch; a worker that was killed is followed by one that goes on."""
    item = UUID(sweep_id)
    if in_company(actor, partial(sweeps.claim, sweep_id=item)):
        while in_company(actor, partial(_go_on, sweep_id=item)):
            pass


def _go_on(ctx: CompanyContext, sweep_id: UUID) -> bool:
    part = sweeps.next_part(ctx, sweep_id)
    if part is None:
        return False
    if part.kind is SweepKind.RETAG:
        after = part.after if tags.replace_batch(ctx, part.subject, part.replacement) else None
    elif part.kind is SweepKind.RESPELL:
        after = attributes.convert_batch(ctx, part.subject, part.after)
    else:
        after = attributes.clear_batch(ctx, part.subject, part.after)
    sweeps.move_on(ctx, sweep_id, after)
    return after is not None
