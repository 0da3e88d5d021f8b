"""How many people of a campaign are in which state, from the counters that the database keeps."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func, text
from sqlmodel import col, select

from platform_app.core.context import CompanyContext
from platform_app.models.campaigns import CampaignCount, CampaignRecipient
from platform_app.models.deliveries import DeliveryStatus as D

# Whoever got further has been through the states before.
TO_SEND = (D.PENDING, D.CLAIMED, D.SENDING)
READ = (D.READ,)
DELIVERED = (D.DELIVERED, *READ)
SENT = (D.SENT, *DELIVERED)
ACCEPTED = (D.HELD, D.ACCEPTED, *SENT)


class Counts(dict[str, int]):
    """Recipients by state, summed as people read them."""

    def of(self, states: Sequence[str]) -> int:
        """Return how many recipients are in one of these states."""
        return sum(self.get(state, 0) for state in states)

    def percent(self, states: Sequence[str]) -> float:
        """Return their share of the audience, in per cent."""
        total = sum(self.values())
        return 100 * self.of(states) / total if total else 0


def counts_of(ctx: CompanyContext, campaign_ids: list[UUID]) -> dict[UUID, Counts]:
    """Return the figures of several campaigns by one query; one without people is missing."""
    rows = ctx.db.exec(
        select(CampaignCount).where(
            col(CampaignCount.company_id) == ctx.company_id,
            col(CampaignCount.campaign_id).in_(campaign_ids),
        )
    )
    counts: dict[UUID, Counts] = {}
    for row in rows:
        counts.setdefault(row.campaign_id, Counts())[row.status] = row.total
    return counts


def percent_done(counts: Counts) -> int:
    """Return for which share of the audience nothing is left to send, in whole per cent."""
    total = sum(counts.values())
    return int(100 - counts.percent(TO_SEND)) if total else 0


def rates_of(ctx: CompanyContext, campaign_ids: list[UUID]) -> dict[UUID, int]:
    """Return how many messages of these campaigns WhatsApp has accepted within the last minute."""
    if not campaign_ids:
        return {}
    lately = func.now() - text("interval '1 minute'")
    statement = (
        select(CampaignRecipient.campaign_id, func.count())
        .where(
            col(CampaignRecipient.company_id) == ctx.company_id,
            col(CampaignRecipient.campaign_id).in_(campaign_ids),
            col(CampaignRecipient.accepted_at) > lately,
        )
        .group_by(col(CampaignRecipient.campaign_id))
    )
    return dict(ctx.db.exec(statement).all())
