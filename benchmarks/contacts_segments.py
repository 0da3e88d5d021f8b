"""Segments of three conditions counted over everybody in a company, as the builder counts them."""

import time
from statistics import quantiles
from typing import Any
from uuid import UUID

from sqlalchemy import text

ROUNDS = 12
Definition = dict[str, Any]  # Any: JSON
_WRITTEN_TO = text(
    """
    insert into campaign_recipient (company_id, id, created_at, campaign_id, contact_id, name, parameters, status, attempts,
        wamid, accepted_at)
    select company_id, uuidv7(), now(), :campaign_id, id, name, '{}',
        (array['read', 'delivered', 'sent', 'failed'])[1 + get_byte(mark, 1) % 4], 1, 'wamid.' || id, now()
    -- An import numbers its people, so the ends of their ids are not random.
    from contact, decode(md5(id::text), 'hex') mark
    where company_id = :company_id and get_byte(mark, 0) < :share
    """
)


def write_to_some(company_id: UUID, *, share: int = 77) -> UUID:
    """Send a campaign to three in ten, or another share of 256, of whom a quarter read it."""
    from platform_app.core.clock import now
    from platform_app.core.context import Actor
    from platform_app.core.db import company_transaction
    from platform_app.models.campaigns import Campaign, CampaignStatus

    campaign = Campaign(
        company_id=company_id, name="Sent", status=CampaignStatus.COMPLETED, launched_at=now()
    )
    with company_transaction(Actor.system(company_id)) as ctx:
        ctx.db.add(campaign)
        ctx.db.flush()
        values = {"company_id": company_id, "campaign_id": campaign.id, "share": share}
        ctx.db.connection().execute(_WRITTEN_TO, values)
    return campaign.id


def measure(company_id: UUID, campaign_id: UUID) -> float:
    """Return the 95th percentile, in ms, of counting the slowest of the typical segments; prints one line for each."""
    slowest = 0.0
    for name, definition in _definitions(campaign_id).items():
        took = _count(company_id, definition)
        print(f"  segment {name}: {took:.0f} ms", flush=True)
        slowest = max(slowest, took)
    return slowest


def _count(company_id: UUID, definition: Definition) -> float:
    from platform_app.core.context import Actor
    from platform_app.core.db import in_company
    from platform_app.services import segments

    took: list[float] = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        in_company(Actor.system(company_id), lambda ctx: segments.count(ctx, definition))
        took.append((time.perf_counter() - began) * 1_000)
    return quantiles(took[2:], n=20)[-1]


def _definitions(campaign_id: UUID) -> dict[str, Definition]:
    opted_in = _ask("consent", "is", "opted_in")
    recent = _ask("created", "last_days", "400")
    return {
        "by consent, day and phone": _all(opted_in, recent, _ask("phone", "begins", "+351")),
        "by consent, tag and attribute": _all(
            opted_in,
            _ask("tags", "any_of", "vip"),
            _ask("attribute.text", "is", "Lisbon", key="city"),
        ),
        "by what they read": _all(opted_in, recent, _ask("campaign", "read", str(campaign_id))),
        "by what they did not get": _all(opted_in, recent, _ask("campaigns", "not_got", "30")),
    }


def _all(*parts: Definition) -> Definition:
    return {"match": "all", "parts": list(parts)}


def _ask(subject: str, operator: str, *values: str, key: str = "") -> Definition:
    asked: Definition = {"subject": subject, "operator": operator, "values": list(values)}
    return asked | ({"key": key} if key else {})
