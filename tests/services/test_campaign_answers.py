"""What people do because of a campaign: they answer its number, or opt out."""

from datetime import timedelta
from uuid import UUID

import pytest

from platform_app.core.clock import now
from platform_app.core.db import company_transaction
from platform_app.models.campaigns import Campaign, CampaignRecipient
from platform_app.models.contacts import Contact
from platform_app.models.deliveries import DeliveryStatus
from platform_app.services import campaigns
from tests.support import factories
from tests.support.conversations import act, ago, all_of, hears, reaction, says
from tests.support.webhooks import TestChannel, connect

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def acme():
    return factories.company("Acme")


@pytest.fixture
def channel(acme) -> TestChannel:
    found = connect(acme.id)
    hears(found, says("wamid.before"))
    return found


def sent(channel: TestChannel, number_id: UUID | None, *, hours_ago: int, state: str) -> UUID:
    """Record a campaign whose one message the person got so long ago."""
    [person] = all_of(channel, Contact)
    with company_transaction(channel.system) as ctx:
        campaign = Campaign(company_id=channel.company_id, name="Sale", phone_number_id=number_id)
        ctx.db.add(campaign)
        ctx.db.flush()
        ctx.db.add(
            CampaignRecipient(
                company_id=channel.company_id,
                campaign_id=campaign.id,
                contact_id=person.id,
                status=DeliveryStatus(state),
                accepted_at=now() - timedelta(hours=hours_ago),
            )
        )
    return campaign.id


def replied(channel: TestChannel) -> list[bool]:
    return [one.replied_at is not None for one in all_of(channel, CampaignRecipient)]


@pytest.mark.parametrize(
    ("hours", "state", "is_answer"),
    [(1, "read", True), (71, "accepted", True), (73, "read", False), (1, "failed", False)],
)
def test_an_answer_counts_for_three_days(channel, hours, state, is_answer):
    sent(channel, channel.number_id, hours_ago=hours, state=state)
    hears(channel, says("wamid.1", "Yes please"))
    assert replied(channel) == [is_answer]


def test_the_first_answer_is_kept_whatever_comes_in_what_order(channel):
    sent(channel, channel.number_id, hours_ago=10, state="read")
    hears(channel, says("wamid.2", timestamp=ago(hours=2)), says("wamid.3"))
    hears(channel, says("wamid.1", timestamp=ago(hours=3)))
    [recipient] = all_of(channel, CampaignRecipient)
    assert timedelta(hours=2.9) < now() - recipient.replied_at < timedelta(hours=3.1)


def test_a_reaction_is_no_answer(channel):
    sent(channel, channel.number_id, hours_ago=1, state="read")
    hears(channel, reaction("wamid.1", "wamid.before", "🎉"))
    assert replied(channel) == [False]


def test_who_writes_to_another_number_has_not_answered(channel):
    other = connect(channel.company_id, waba_id="102", wa_number_id="203")
    sent(channel, other.number_id, hours_ago=1, state="read")
    hears(channel, says("wamid.1"))
    assert replied(channel) == [False]


def test_the_report_counts_who_replied_and_who_opted_out_and_shows_them(acme, channel):
    campaign_id = sent(channel, channel.number_id, hours_ago=1, state="read")
    hears(channel, says("wamid.1", "STOP"), says("wamid.2", "START"), says("wamid.3", "STOP"))
    report = act(acme.alice, campaigns.get_report, campaign_id)
    assert (report.audience, report.replied, report.opted_out) == (1, 1, 1)
    for group in ("replied", "opted_out", "all_accepted", "all_delivered"):
        assert len(act(acme.alice, campaigns.list_recipients, campaign_id, status=group)) == 1
    assert act(acme.alice, campaigns.list_recipients, campaign_id, status="all_waiting") == []
