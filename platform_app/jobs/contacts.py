"""What is done for contacts in the background."""

from functools import partial
from uuid import UUID

from platform_app.core.context import Actor
from platform_app.core.db import company_transaction, in_company
from platform_app.core.ids import NIL_ID
from platform_app.services import contacts, exports, media


def index(actor: Actor, *, debt_id: str = "") -> None:  # noqa: ARG001  what the clock found due
    """Make everybody searchable who came with many others; a worker that was killed is followed by another."""
    with company_transaction(actor) as ctx:
        marked_at = contacts.debt_since(ctx)
    if marked_at is None:
        return
    after: UUID | None = NIL_ID
    while after is not None:
        after = in_company(actor, partial(contacts.index_batch, after=after))
    with company_transaction(actor) as ctx:
        contacts.settle_debt(ctx, marked_at)
        ctx.nudge("contacts")


def clear_traces(actor: Actor, *, erasure_id: str) -> None:
    """Look through what WhatsApp sent and what files held; whoever is killed is followed by one that starts anew."""
    traces = in_company(actor, lambda ctx: contacts.load_traces(ctx, UUID(erasure_id)))
    if traces is None:
        return
    # Somebody in a file that can still be downloaded is not erased.
    for name in [*traces.files, *in_company(actor, exports.expire_all)]:
        media.discard(name)
    after = None
    while after := in_company(actor, partial(contacts.clear_events, traces=traces, after=after)):
        pass
    in_company(actor, lambda ctx: contacts.finish_erasure(ctx, traces))
