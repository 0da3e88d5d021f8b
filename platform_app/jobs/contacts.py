"""What is done for contacts in the background."""

from functools import partial
from uuid import UUID

from platform_app.core.context import Actor
from platform_app.core.db import company_transaction, in_company
from platform_app.core.ids import NIL_ID
from platform_app.services import contacts


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
