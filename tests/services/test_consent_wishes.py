"""What comes of a stop and a start: the ledger, the contact, one answer, and the campaign that it counts against."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from platform_app.core.clock import now
from platform_app.core.db import company_transaction
from platform_app.models.campaigns import Campaign, CampaignRecipient
from platform_app.models.consent import ConsentEvent, ConsentKind, ConsentPurpose, ConsentSource
from platform_app.models.contacts import Contact
from platform_app.models.deliveries import DeliveryStatus
from platform_app.models.inbox import Message
from platform_app.services import consent
from platform_app.services.consent import ConsentChange, KeywordChanges
from tests.support import factories
from tests.support.conversations import act, ago, all_of, hears, says
from tests.support.webhooks import TestChannel, connect

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def acme():
    return factories.company("Acme")


@pytest.fixture
def channel(acme) -> TestChannel:
    return connect(acme.id)


def answers(channel: TestChannel) -> list[str]:
    return [one.body for one in all_of(channel, Message) if one.direction == "outbound"]


def only(channel: TestChannel) -> Contact:
    [found] = all_of(channel, Contact)
    return found


def ledger(channel: TestChannel) -> list[tuple[str, str]]:
    return [(one.kind, one.source) for one in all_of(channel, ConsentEvent)]


def presses(wamid: str, payload: str) -> dict[str, Any]:
    button = {"payload": payload, "text": "Não, obrigado"}
    return says(wamid) | {"type": "button", "button": button}


def tell(channel: TestChannel, *changes: ConsentChange) -> None:
    contact_id = only(channel).id
    for change in changes:
        with company_transaction(channel.system) as ctx:
            consent.record(ctx, ctx.db.get_one(Contact, (ctx.company_id, contact_id)), change)


def test_stop_and_start_are_each_confirmed_once(channel):
    hears(channel, *[says(f"wamid.{n}", words, timestamp=ago(seconds=60 - n)) for n, words in enumerate(
        ("STOP", "stop", "START", "start", "STOP", "STOP"))])  # fmt: skip
    stopped, started, again = answers(channel)
    assert "no more offers" in stopped
    assert "hear from Acme again" in started
    assert again == stopped
    assert only(channel).opted_out_at is not None


def test_start_in_the_companys_words(acme, channel):
    act(acme.alice, consent.save_keywords, KeywordChanges("", "Volta", "", "Olá de novo!"))
    hears(channel, says("wamid.1", "STOP"), says("wamid.2", "volta!"))
    assert answers(channel)[-1] == "Olá de novo!"
    assert (only(channel).opted_out_at, only(channel).opted_in_at is not None) == (None, True)


def test_start_of_a_newcomer_is_no_consent_unless_the_company_has_made_its_word_known(
    acme, channel
):
    hears(channel, says("wamid.1", "start"))
    assert (only(channel).opted_in_at, ledger(channel)) == (None, [])
    act(acme.alice, consent.save_keywords, KeywordChanges("", "Join", "", ""))
    hears(channel, says("wamid.2", "join"))
    assert only(channel).opted_in_at is not None
    assert ledger(channel) == [("granted", "keyword")]


def test_button_is_told_from_a_word(channel):
    hears(channel, presses("wamid.1", "stop-marketing"), presses("wamid.2", "start-marketing"))
    assert ledger(channel) == [("withdrawn", "button"), ("granted", "button")]


def test_blocked_people_get_no_answer(channel):
    hears(channel, says("wamid.1"))
    tell(channel, ConsentChange(ConsentKind.BLOCKED, ConsentSource.AGENT))
    hears(channel, says("wamid.2", "STOP"))
    assert only(channel).opted_out_at is not None
    assert answers(channel) == []


def test_late_stop_does_not_undo_a_newer_start_and_is_kept_all_the_same(channel):
    hears(channel, says("wamid.1", "STOP", timestamp=ago(hours=3)))
    hears(channel, says("wamid.3", "START", timestamp=ago(hours=1)))
    hears(channel, says("wamid.2", "STOP", timestamp=ago(hours=2)))
    assert only(channel).opted_out_at is None
    assert len(ledger(channel)) == 3
    assert len(answers(channel)) == 2


def test_start_lifts_silence_too(channel):
    hears(channel, says("wamid.1"))
    tell(channel, ConsentChange(ConsentKind.WITHDRAWN, ConsentSource.AGENT, ConsentPurpose.SERVICE))
    assert only(channel).service_opted_out_at is not None
    hears(channel, says("wamid.2", "START"))
    assert (only(channel).service_opted_out_at, only(channel).opted_out_at) == (None, None)


def sent(channel: TestChannel, contact_id: UUID, *, hours_ago: float, state: str = "read") -> UUID:
    with company_transaction(channel.system) as ctx:
        campaign = Campaign(company_id=channel.company_id, name="Winter")
        ctx.db.add(campaign)
        ctx.db.flush()
        ctx.db.add(
            CampaignRecipient(
                company_id=channel.company_id,
                campaign_id=campaign.id,
                contact_id=contact_id,
                status=DeliveryStatus(state),
                accepted_at=now() - timedelta(hours=hours_ago),
            )
        )
    return campaign.id


def test_stop_counts_against_the_last_campaign_of_three_days(channel):
    hears(channel, says("wamid.1"))
    person = only(channel).id
    sent(channel, person, hours_ago=50)
    last = sent(channel, person, hours_ago=20)
    sent(channel, person, hours_ago=1, state="failed")
    hears(channel, says("wamid.2", "STOP"))
    assert [one.campaign_id for one in all_of(channel, ConsentEvent)] == [last]


def test_campaign_knows_how_many_people_it_has_cost(channel):
    hears(channel, says("wamid.1"))
    before = sent(channel, only(channel).id, hours_ago=50)
    last = sent(channel, only(channel).id, hours_ago=20)
    for number, words in enumerate(("STOP", "START", "STOP"), 2):
        hears(channel, says(f"wamid.{number}", words))
    cost = {one: act(channel.system, consent.opted_out_by_campaign, one) for one in (before, last)}
    assert cost == {before: 0, last: 1}
    assert act(factories.mallory(), consent.opted_out_by_campaign, last) == 0


def test_stop_after_three_days_counts_against_none(channel):
    hears(channel, says("wamid.1"))
    sent(channel, only(channel).id, hours_ago=73)
    hears(channel, says("wamid.2", "STOP"))
    assert [one.campaign_id for one in all_of(channel, ConsentEvent)] == [None]


def test_stop_of_one_company_is_none_of_the_others(channel):
    other = connect(factories.company("Globex").id)
    hears(other, says("wamid.1"))
    hears(channel, says("wamid.1", "STOP"))
    assert (only(channel).opted_out_at is None, only(other).opted_out_at) == (False, None)
    assert ledger(other) == []
