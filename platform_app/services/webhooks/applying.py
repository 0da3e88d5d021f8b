"""Applying stored events: in order, in batches, once; what cannot be applied harms nothing else."""

from collections.abc import Callable
from functools import partial
from uuid import UUID

from sqlmodel import col, select

from platform_app.core.context import CompanyContext, PublicContext
from platform_app.core.db import is_conflict, is_outage
from platform_app.core.log import get_logger
from platform_app.models.channels import Channel
from platform_app.services import audit, contacts
from platform_app.services.webhooks import statements as sql
from platform_app.services.webhooks.arrivals import Arrival, Element, Said
from platform_app.services.webhooks.effects import KINDS
from platform_app.services.webhooks.forgetting import forget_erased
from platform_app.services.webhooks.notes import (
    keep_the_rest,
    load_accounts,
    note_what_was_heard,
)

log = get_logger(__name__)

BATCH_EVENTS = 1_000
# What one company waits for while another's batch is applied: a megabyte of old messages takes some twenty seconds.
BATCH_BYTES = 1024 * 1024
# The audit log is kept for good: a body full of made-up accounts must not fill it.
_MOST_FOREIGN = 20


def companies_with_events(ctx: PublicContext) -> list[UUID]:
    """Return the companies whose events wait to be applied."""
    return list(ctx.db.connection().execute(sql.COMPANIES_WITH_EVENTS).scalars())


def apply_waiting(ctx: CompanyContext, *, limit: int = BATCH_EVENTS) -> int:
    """Apply the oldest waiting events; return how many are done with, 0 while another process is at it.

    An event of which a part fails is tried again later, five times in all, and is then kept with the reason.
    Conflicts and outages are raised, so that the whole batch is done again.
    """
    values: dict[str, object] = {"company_id": ctx.company_id}
    if not ctx.db.connection().execute(sql.BE_THE_ONLY_ONE, values).one()[0]:
        return 0
    values |= {"limit": limit, "most_bytes": BATCH_BYTES}
    waiting = ctx.db.connection().execute(sql.TAKE_WAITING, values)
    arrivals = [Arrival.read(row) for row in waiting]
    if arrivals:
        _apply_all(ctx, arrivals)
    return _finish(ctx, arrivals)


def _apply_all(ctx: CompanyContext, arrivals: list[Arrival]) -> None:
    accounts, known = load_accounts(ctx), _channels_of(ctx)
    ours = [one for one in arrivals if one.channel_id in known]
    for arrival in arrivals:
        if arrival.channel_id not in known:
            arrival.kept.append("The WhatsApp connection it came for is gone.")
    # Before the first row of anybody is locked: imports take people in a different order.
    contacts.hold(ctx)
    for kind in KINDS:
        for channel_id, elements in accounts.own(ours, kind.find).items():
            _apply(ctx, elements, partial(kind.act, ctx, channel_id))
    keep_the_rest(ctx, ours)
    note_what_was_heard(ctx, accounts, ours)
    for (channel_id, waba_id, number), elements in accounts.foreign.most_common(_MOST_FOREIGN):
        facts = {"waba_id": waba_id, "phone_number_id": number, "elements": elements}
        audit.record(ctx, audit.AuditAction.FOREIGN_EVENT_DROPPED, channel_id, **facts)


def _channels_of(ctx: CompanyContext) -> set[UUID]:
    mine = select(Channel.id).where(col(Channel.company_id) == ctx.company_id)
    return set(ctx.db.exec(mine))


def _apply(
    ctx: CompanyContext,
    elements: list[Element[Said]],
    act: Callable[[list[Element[Said]]], object],
) -> None:
    """Apply all at once; where that fails, half and half, until the culprit stands alone."""
    if not elements:
        return
    try:
        with ctx.db.begin_nested():
            act(elements)
    except Exception as error:
        if is_conflict(error) or is_outage(error):
            raise
        if len(elements) == 1:
            log.warning("an element of a webhook could not be applied", exc_info=True)
            elements[0].arrival.fail(error)
            return
        middle = len(elements) // 2
        _apply(ctx, elements[:middle], act)
        _apply(ctx, elements[middle:], act)


def _finish(ctx: CompanyContext, arrivals: list[Arrival]) -> int:
    for arrival in arrivals:
        arrival.close()
    smooth = [arrival.id for arrival in arrivals if arrival.problem is None]
    if smooth:
        ctx.db.connection().execute(sql.FINISH, {"company_id": ctx.company_id, "ids": smooth})
    # Rare, so one statement each costs less than one that finds its way through old statistics.
    for arrival in (one for one in arrivals if one.problem is not None):
        values = {
            "company_id": ctx.company_id,
            "id": arrival.id,
            "attempts": arrival.attempts,
            "problem": arrival.problem,
            "is_done": arrival.is_done,
        }
        ctx.db.connection().execute(sql.NOTE, values)
    done = [arrival for arrival in arrivals if arrival.is_done]
    forget_erased(ctx, done)
    return len(done)
