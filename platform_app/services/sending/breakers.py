"""Circuit breakers: a campaign of whose latest messages too many went wrong pauses before it does harm."""

import json
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import text

from platform_app.core.clock import now
from platform_app.core.context import CompanyContext
from platform_app.integrations.whatsapp.errors import ErrorMeaning
from platform_app.models.deliveries import DeliveryStatus
from platform_app.services import campaigns
from platform_app.services.sending.streaks import Kind
from platform_app.services.sending.verdicts import WINDOW, Mark, counts, judge

# Trouble at WhatsApp passes: each time it is waited for twice as long, until it has stayed away for a while.
_SHORTEST_REST, _LONGEST_REST = timedelta(seconds=30), timedelta(hours=1)
_CALM_AFTER = timedelta(hours=3)
# How many there have been in a row, and when the latest began.
Rests = tuple[int, str]
_SETTLED = (
    DeliveryStatus.SENT,
    DeliveryStatus.DELIVERED,
    DeliveryStatus.READ,
    DeliveryStatus.FAILED,
)
# A message that is taken may still fail later; so answers and statuses have windows of their own.
_OUTCOMES = {
    Kind.ANSWER: (
        *(DeliveryStatus.UNCONFIRMED, DeliveryStatus.HELD, DeliveryStatus.ACCEPTED),
        *_SETTLED,
    ),
    Kind.STATUS: _SETTLED,
}
_LOOK = text(
    """
    select campaign.status = 'sending' and coalesce(campaign.resumes_at <= now(), true), campaign.failing,
           company.failure_percent,
           (select coalesce(sum(total), 0)::int from campaign_count
            where company_id = :company_id and campaign_id = :id and status = any(cast(:outcomes as text[])))
    from campaign join company on company.id = campaign.company_id
    where campaign.company_id = :company_id and campaign.id = :id
    for no key update of campaign
    """
)
_KEEP = text(
    """
    update campaign set failing = (failing - cast(:gone as text[])) || cast(:kept as jsonb)
    where company_id = :company_id and id = :id
    """
)


def watch(
    ctx: CompanyContext,
    campaign_id: UUID,
    kind: Kind,
    troubles: Sequence[ErrorMeaning],
    *,
    outcomes: int,
) -> None:
    """Count what went wrong in a batch of so many outcomes; pause the campaign when it is too much of the latest.

    Trouble is written down with the campaign's count of outcomes at that moment. So whatever goes well costs nothing.
    """
    codes = Counter(one.code for one in troubles if one.code is not None and counts(one))
    if not codes:
        return
    key = {"company_id": ctx.company_id, "id": campaign_id}
    look = key | {"outcomes": [str(state) for state in _OUTCOMES[kind]]}
    is_going_on, failing, percent, position = ctx.db.connection().execute(_LOOK, look).one()
    if not is_going_on:
        # What was under way when it stopped says nothing new.
        return
    place = f"recent.{kind}"
    recent = [Mark(*one) for one in failing.get(place, ()) if one[0] > position - WINDOW]
    recent += [Mark(position, code, count) for code, count in codes.items()]
    verdict = judge(recent, percent=percent, outcomes=outcomes, position=position)
    if verdict is None:
        _keep(ctx, key, {place: [[one.position, one.code, one.count] for one in recent]})
        return
    rests: Rests | None = None
    if verdict.passes:
        rests, until = _rest(failing.get("rests"))
        campaigns.let_rest(ctx, campaign_id, verdict.pause, until=until)
    else:
        campaigns.pause_one(ctx, campaign_id, verdict.pause)
    # Whoever goes on is judged anew.
    _keep(ctx, key, {"rests": rests}, gone=[f"recent.{one}" for one in Kind])


def _rest(last: Rests | None) -> tuple[Rests, datetime]:
    """Return this rest as the next of those in a row, and when it ends."""
    moment, count = now(), 0
    if last is not None and datetime.fromisoformat(last[1]) > moment - _CALM_AFTER:
        count = last[0]
    resumes_at = moment + min(_SHORTEST_REST * 2**count, _LONGEST_REST)
    return (count + 1, moment.isoformat()), resumes_at


def _keep(
    ctx: CompanyContext, key: dict[str, UUID], kept: dict[str, object], *, gone: Sequence[str] = ()
) -> None:
    values = {"kept": json.dumps(kept), "gone": list(gone)}
    ctx.db.connection().execute(_KEEP, key | values)
