"""Bringing what has become of a tag or an attribute to everybody who has it."""

from functools import partial
from uuid import UUID

from platform_app.core.context import Actor, CompanyContext
from platform_app.core.db import in_company
from platform_app.core.errors import NotFound
from platform_app.core.permissions import Permission
from platform_app.models.sweeps import SweepKind
from platform_app.services import attributes, contacts, sweeps, tags
from platform_app.services.sweeps import Sweep


def run(actor: Actor, *, sweep_id: str) -> None:
    """Go through all contacts, batch by batch; a worker that was killed is followed by one that goes on."""
    item = UUID(sweep_id)
    sweep = in_company(actor, partial(sweeps.claim, sweep_id=item))
    if sweep is None:
        return
    # The clock begins it again as the product, which sees more than whoever asked.
    worker = actor if sweep.sees_numbers else actor.without(Permission.CONTACTS_SEE_NUMBERS)
    while in_company(worker, partial(_go_on, sweep_id=item)):
        pass


def _go_on(ctx: CompanyContext, sweep_id: UUID) -> bool:
    part = sweeps.next_part(ctx, sweep_id)
    if part is None:
        return False
    if part.kind in (SweepKind.TAG, SweepKind.UNTAG):
        place = _tag(ctx, part)
        sweeps.move_on(ctx, sweep_id, part.after if place else None, place=place)
        return bool(place)
    if part.kind is SweepKind.RETAG:
        after = part.after if tags.replace_batch(ctx, part.subject, part.replacement) else None
    elif part.kind is SweepKind.RESPELL:
        after = attributes.convert_batch(ctx, part.subject, part.after)
    else:
        after = attributes.clear_batch(ctx, part.subject, part.after)
    sweeps.move_on(ctx, sweep_id, after)
    return after is not None


def _tag(ctx: CompanyContext, part: Sweep) -> str:
    wanted, is_added = contacts.ContactFilters(**part.filters), part.kind is SweepKind.TAG
    try:
        return contacts.tag_batch(ctx, wanted, part.subject, is_added=is_added, before=part.place)
    except NotFound:
        # The segment is gone that said who is meant.
        return ""
