"""Applying stored events: in order, in batches, once; what cannot be applied harms nothing else."""

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from uuid import UUID

from sqlmodel import col, select

from platform_app.core.context import CompanyContext, PublicContext
from platform_app.core.db import is_conflict, is_outage
from platform_app.core.log import get_logger
from platform_app.core.permissions import Permission
from platform_app.integrations.whatsapp.payloads import MarketingPreference, ParsedWebhook
from platform_app.models.channels import Channel, PhoneNumber
from platform_app.services import audit, inbox, sending, templates
from platform_app.services.webhooks import statements as sql
from platform_app.services.webhooks.arrivals import Account, Arrival, Element, Value

log = get_logger(__name__)

BATCH_EVENTS = 1_000
BATCH_BYTES = 8 * 1024 * 1024


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
    by_channel: defaultdict[UUID, list[Arrival]] = defaultdict(list)
    for arrival in [Arrival.read(*row) for row in waiting]:
        by_channel[arrival.channel_id].append(arrival)
    for channel_id, arrivals in by_channel.items():
        _apply_channel(ctx, channel_id, arrivals)
    return _finish(ctx, [arrival for group in by_channel.values() for arrival in group])


def replay(ctx: CompanyContext, event_ids: Sequence[UUID]) -> int:
    """Have kept events applied once more; return how many. What had its effect already has no second one."""
    ctx.require(Permission.WHATSAPP_MANAGE)
    values = {"company_id": ctx.company_id, "ids": list(event_ids)}
    replayed = ctx.db.connection().execute(sql.REPLAY, values).rowcount
    if replayed:
        ctx.enqueue("webhooks.run_shift")
    return replayed


def _apply_channel(ctx: CompanyContext, channel_id: UUID, arrivals: list[Arrival]) -> None:
    account = _load_account(ctx, channel_id)
    if account is None:
        for arrival in arrivals:
            arrival.kept.append("The WhatsApp connection it came for is gone.")
        return
    _apply(
        ctx,
        account.own(arrivals, lambda parsed: parsed.statuses),
        lambda updates: sending.apply_statuses(ctx, channel_id, updates),
    )
    _apply(
        ctx,
        account.own(arrivals, lambda parsed: parsed.messages),
        lambda messages: [inbox.receive(ctx, channel_id, message) for message in messages],
    )
    _apply(
        ctx,
        account.own(arrivals, lambda parsed: parsed.template_updates),
        lambda updates: [templates.apply_update(ctx, channel_id, update) for update in updates],
    )
    _apply(
        ctx,
        account.own(arrivals, _preferences),
        lambda wishes: [inbox.apply_preference(ctx, wish) for wish in wishes],
    )
    _keep_the_rest(arrivals)
    for (waba_id, number), elements in account.foreign.items():
        facts = {"waba_id": waba_id, "phone_number_id": number, "elements": elements}
        audit.record(ctx, audit.AuditAction.FOREIGN_EVENT_DROPPED, channel_id, **facts)
    values = {"company_id": ctx.company_id, "channel_id": channel_id}
    ctx.db.connection().execute(sql.SAW_EVENTS, values)


def _load_account(ctx: CompanyContext, channel_id: UUID) -> Account | None:
    channel = ctx.db.get(Channel, (ctx.company_id, channel_id))
    if channel is None:
        return None
    numbers = ctx.db.exec(
        select(PhoneNumber.wa_phone_number_id).where(
            col(PhoneNumber.company_id) == ctx.company_id,
            col(PhoneNumber.channel_id) == channel_id,
        )
    )
    return Account(channel.waba_id, frozenset(numbers))


def _apply(
    ctx: CompanyContext, elements: list[Element[Value]], act: Callable[[list[Value]], object]
) -> None:
    """Apply all at once; where that fails, half and half, until the culprit stands alone."""
    if not elements:
        return
    try:
        with ctx.db.begin_nested():
            act([element.value for element in elements])
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


def _preferences(parsed: ParsedWebhook) -> list[MarketingPreference]:
    return [one for one in parsed.person_events if isinstance(one, MarketingPreference)]


def _keep_the_rest(arrivals: list[Arrival]) -> None:
    """Note what the product has no use for (yet); the rows stay, and can be applied again when it has."""
    fields: Counter[str] = Counter()
    for arrival in arrivals:
        unused = [one.field for one in arrival.parsed.others]
        fields.update(unused)
        arrival.kept += [f"Nothing was done about {name}." for name in unused]
        arrival.kept += [
            f"Not understood at {one.path or 'the top'}: {one.reason}"
            for one in arrival.parsed.problems
        ]
        fields["not understood"] += len(arrival.parsed.problems)
    if fields := +fields:
        log.info("webhook elements were kept without effect", extra={"fields": dict(fields)})


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
    return sum(arrival.is_done for arrival in arrivals)
