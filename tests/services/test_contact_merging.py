"""Merging two contacts by hand."""

from typing import Any
from uuid import UUID

import pytest

from platform_app.core.db import company_transaction
from platform_app.core.errors import Conflict, NotAllowed, NotFound
from platform_app.models.contacts import Contact
from platform_app.models.inbox import Message
from platform_app.models.notes import ContactNote
from platform_app.models.segments import SegmentMember
from platform_app.services import contacts, segments, timelines
from tests.support import factories, people
from tests.support.conversations import act, all_of, hears, says
from tests.support.webhooks import TestChannel, connect

ANA, BO = "+351912000001", "+351912000002"

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def acme():
    return factories.company("Acme")


@pytest.fixture
def channel(acme) -> TestChannel:
    return connect(acme.id)


def contact(actor, phone: str, **values: Any) -> UUID:
    with company_transaction(actor) as ctx:
        row = Contact(company_id=ctx.company_id, phone=phone, **values)
        ctx.db.add(row)
        return row.id


def join(actor, kept: UUID, other: UUID, *of_other: str) -> None:
    act(actor, contacts.join, kept, other, of_other=of_other)


def test_both_stand_side_by_side_and_only_what_differs_is_a_choice(acme):
    kept = contact(acme.alice, ANA, name="Ana", attributes={"city": "Faro", "plan": "gold"})
    other = contact(acme.alice, BO, name="Ana Sá", attributes={"city": "Porto"}, tags=["vip"])
    preview = act(acme.alice, contacts.preview_merge, kept, other)
    shown = {one.key: (one.kept, one.other, one.is_choice) for one in preview.fields}
    assert shown["name"] == ("Ana", "Ana Sá", True)
    assert shown["attribute:city"] == ("Faro", "Porto", True)
    assert shown["attribute:plan"] == ("gold", "", False)
    assert shown["tags"] == ("", "vip", False)


def test_the_chosen_values_stay_and_both_numbers_lead_to_the_one_who_is_left(acme, channel):
    kept = contact(acme.alice, ANA, name="Ana", attributes={"city": "Faro"}, tags=["old"])
    other = contact(acme.alice, BO, name="Ana Sá", attributes={"city": "Porto"}, tags=["vip"])
    join(acme.alice, kept, other, "phone", "attribute:city")
    [left] = all_of(channel, Contact)
    assert (left.id, left.name, left.phone) == (kept, "Ana", BO)
    assert (left.attributes, left.tags) == ({"city": "Porto"}, ["old", "vip"])
    hears(channel, says("wamid.1") | {"from": ANA[1:]})
    assert len(all_of(channel, Contact)) == 1


def test_messages_of_both_are_in_one_thread(acme, channel):
    for number in (ANA, BO):
        hears(channel, says(f"wamid.{number}") | {"from": number[1:]})
    first, second = (one.id for one in all_of(channel, Contact))
    join(acme.alice, first, second)
    assert len({one.conversation_id for one in all_of(channel, Message)}) == 1


def test_an_opt_out_of_either_holds(acme, channel):
    hears(channel, says("wamid.1", "STOP") | {"from": BO[1:]})
    [stopped] = all_of(channel, Contact)
    kept = contact(acme.alice, ANA, name="Ana")
    join(acme.alice, kept, stopped.id)
    [left] = all_of(channel, Contact)
    assert left.opted_out_at is not None


def test_somebody_is_not_merged_with_themselves_or_with_another_company_s(acme):
    kept = contact(acme.alice, ANA)
    theirs = contact(factories.mallory(), ANA)
    with pytest.raises(Conflict):
        join(acme.alice, kept, kept)
    with pytest.raises(NotFound):
        join(acme.alice, kept, theirs)


def test_an_agent_does_not_merge():
    town = people.make_town()
    with pytest.raises(NotAllowed):
        join(town.bob.actor, UUID(int=1), UUID(int=2))


def test_notes_and_lists_of_the_one_that_goes_are_kept(acme, channel):
    kept, other = contact(acme.alice, ANA), contact(acme.alice, BO)
    act(acme.alice, contacts.add_note, other, "Likes tea")
    listed = act(acme.alice, segments.create_list, name="Tea")
    act(acme.alice, segments.add_members, listed, [kept, other])
    join(acme.alice, kept, other)
    assert [one.contact_id for one in all_of(channel, ContactNote)] == [kept]
    assert [one.contact_id for one in all_of(channel, SegmentMember)] == [kept]


def test_the_timeline_tells_what_both_agreed_to(acme, channel):
    hears(channel, says("wamid.1", "STOP") | {"from": BO[1:]})
    [stopped] = all_of(channel, Contact)
    kept = contact(acme.alice, ANA, name="Ana")
    join(acme.alice, kept, stopped.id)
    [told] = act(acme.alice, timelines.list_rows, kept, kind="consent").rows
    assert told.title == "Withdrew from marketing messages"
