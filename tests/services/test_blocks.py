"""Blocking: nothing is sent to somebody, and WhatsApp is asked to keep their messages away."""

from typing import Any

import pytest

from platform_app.core.db import company_transaction
from platform_app.core.errors import Conflict, InvalidInput, NotAllowed, NotFound
from platform_app.models.contacts import Contact
from platform_app.models.inbox import Conversation, Message
from platform_app.services import blocks, contacts, inbox, timelines
from tests.support import factories, people
from tests.support.conversations import PHONE, act, all_of, hears, says
from tests.support.webhooks import TestChannel, connect

WHY = "They write insults to the team."

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def acme():
    return factories.company("Acme")


@pytest.fixture
def channel(acme: Any) -> TestChannel:
    return connect(acme.id)


def writer(channel: TestChannel) -> Contact:
    hears(channel, says("wamid.1") | {"from": PHONE[1:]})
    [found] = all_of(channel, Contact)
    return found


def test_whoever_is_blocked_is_asked_for_at_every_number_they_wrote_to(acme, channel):
    order = act(acme.alice, blocks.block, writer(channel).id, reason=WHY)
    assert (order.user, order.is_block) == (PHONE[1:], True)
    assert [number for _, number in order.numbers] == [channel.wa_number_id]
    assert all_of(channel, Contact)[0].blocked_at is not None


def test_unblocked_they_are_as_they_were(acme, channel):
    found = writer(channel)
    act(acme.alice, blocks.block, found.id, reason=WHY)
    order = act(acme.alice, blocks.unblock, found.id)
    assert order.is_block is False
    [after] = all_of(channel, Contact)
    assert (after.blocked_at, after.opted_out_at) == (None, None)
    told = act(acme.alice, timelines.list_rows, found.id).rows[:2]
    assert [row.title for row in told] == ["Was unblocked", "Was blocked"]
    assert "nothing" not in told[0].body


def test_whoever_never_wrote_is_blocked_here_only(acme):
    with company_transaction(acme.alice) as ctx:
        contact = Contact(company_id=acme.id, phone=PHONE)
        ctx.db.add(contact)
        contact_id = contact.id
    assert act(acme.alice, blocks.block, contact_id, reason=WHY).numbers == ()


def test_a_block_needs_a_reason_and_somebody_of_the_company(acme, channel):
    found = writer(channel)
    with pytest.raises(InvalidInput):
        act(acme.alice, blocks.block, found.id, reason="no")
    with pytest.raises(NotFound):
        act(factories.mallory(), blocks.block, found.id, reason=WHY)


def test_an_agent_may_block_and_not_erase():
    town = people.make_town()
    channel = connect(town.alice.company_id)
    found = writer(channel)
    act(town.bob.actor, blocks.block, found.id, reason=WHY)
    with pytest.raises(NotAllowed):
        act(town.bob.actor, contacts.preview_erasure, found.id)


def test_what_a_blocked_person_writes_is_kept_and_alerts_nobody(acme, channel):
    found = writer(channel)
    act(acme.alice, blocks.block, found.id, reason=WHY)
    hears(channel, says("wamid.2") | {"from": PHONE[1:]})
    [conversation] = all_of(channel, Conversation)
    assert (conversation.status, conversation.unread) == ("resolved", 0)
    assert len(all_of(channel, Message)) == 2


def test_a_blocked_person_is_not_answered(acme, channel):
    act(acme.alice, blocks.block, writer(channel).id, reason=WHY)
    [conversation] = all_of(channel, Conversation)
    with pytest.raises(Conflict, match="blocked"):
        act(acme.alice, inbox.reply, conversation.id, body="Hello", client_key="k")
