"""Who somebody is: by every phone and user id they ever had, and an opt-out holds for all of them."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from sqlmodel import select

from platform_app.core.db import company_transaction, in_company
from platform_app.core.errors import Conflict
from platform_app.integrations.whatsapp.payloads import parse_webhook
from platform_app.models.campaigns import Campaign, CampaignRecipient
from platform_app.models.contacts import Contact, ContactAlias
from platform_app.models.deliveries import DeliveryStatus
from platform_app.models.inbox import Conversation, Message
from platform_app.services import contacts, inbox
from platform_app.services.imports import ImportReport
from tests.support import factories
from tests.support.conversations import PHONE, act, all_of, hears, says
from tests.support.imports import take_in
from tests.support.webhooks import TestChannel, connect, status

pytestmark = pytest.mark.usefixtures("database")

NEW = "+351912000222"


@pytest.fixture
def channel() -> TestChannel:
    return connect(factories.company("Acme").id)


def by_id(
    wamid: str, user_id: str, words: str = "Hello", phone: str | None = None
) -> dict[str, Any]:
    """Return a text of somebody who is known by user id, with a phone or without."""
    return says(wamid, words) | {"from": phone and phone[1:], "from_user_id": user_id}


def moves(wamid: str, to: str, phone: str = PHONE) -> dict[str, Any]:
    """Return the notice that somebody has a new number."""
    told = {"type": "user_changed_number", "wa_id": to[1:], "body": "Rui changed"}
    return says(wamid) | {"from": phone[1:], "type": "system", "system": told}


def gather(channel: TestChannel, *phones: str) -> ImportReport:
    people = [{"phone": phone, "name": "From the file"} for phone in phones]
    return take_in(channel.system, *people, consent_source="Shop")


def only(channel: TestChannel) -> Contact:
    [found] = all_of(channel, Contact)
    return found


def tell(channel: TestChannel, field: str, value: dict[str, Any]) -> None:
    channel.take(channel.body(channel.value(**value), field=field))


@pytest.mark.parametrize(
    ("kept", "written"),
    [
        ("+5511987654321", "551187654321"),
        ("+5491143211234", "541143211234"),
        ("+525512345678", "5215512345678"),
    ],
)
def test_variant_of_a_number_is_the_same_person(channel, kept, written):
    gather(channel, kept)
    hears(channel, says("wamid.1") | {"from": written})
    assert (only(channel).phone, only(channel).name) == (kept, "From the file")


def test_two_contacts_for_one_line_become_one_when_it_is_heard_of(channel):
    with company_transaction(channel.system) as ctx:
        for phone in ("+5511987654321", "+551187654321"):
            ctx.db.add(Contact(company_id=channel.company_id, phone=phone))
    hears(channel, says("wamid.1", "STOP") | {"from": "551187654321"})
    assert (only(channel).phone, only(channel).opted_out_at is not None) == ("+5511987654321", True)


def test_opt_out_holds_under_the_number_somebody_has_left(channel):
    hears(channel, says("wamid.1", "STOP"), moves("wamid.2", NEW))
    gathered = gather(channel, PHONE, NEW)
    assert (gathered.added, only(channel).phone) == (0, NEW)
    assert only(channel).opted_out_at is not None
    assert only(channel).opted_in_at is None


def test_number_somebody_has_left_cannot_be_added_by_hand(channel):
    hears(channel, says("wamid.1", "STOP"), moves("wamid.2", NEW))
    with pytest.raises(Conflict, match="had this number before"):
        act(channel.system, contacts.add, PHONE)


@pytest.mark.parametrize("stopped", ["the one who moves", "the one who is there"])
def test_new_number_that_is_known_already_is_the_same_person(channel, stopped):
    first, second = ("STOP", "Hi") if stopped == "the one who moves" else ("Hi", "STOP")
    hears(channel, says("wamid.1", first), says("wamid.2", second) | {"from": NEW[1:]})
    hears(channel, moves("wamid.3", NEW))
    assert (only(channel).phone, only(channel).opted_out_at is not None) == (NEW, True)
    assert len(all_of(channel, Conversation)) == 1
    assert len(all_of(channel, Message)) >= 3


def test_number_that_somebody_else_has_now_is_a_person_of_their_own(channel):
    hears(channel, by_id("wamid.1", "PT.1", "STOP", PHONE), moves("wamid.2", NEW))
    hears(channel, by_id("wamid.3", "PT.9", phone=PHONE))
    former, stranger = all_of(channel, Contact)
    assert (former.phone, stranger.phone, stranger.wa_user_id) == (NEW, PHONE, "PT.9")
    # Who is behind a number cannot be known for sure, and an opt-out is never lost.
    assert stranger.opted_out_at is not None
    assert "earlier owner" in stranger.opt_out_source
    assert len(all_of(channel, Conversation)) == 2


def test_new_user_id_keeps_the_person(channel):
    hears(channel, by_id("wamid.1", "PT.1", "STOP"))
    change = {"user_id": {"previous": "PT.1", "current": "PT.2"}}
    tell(channel, "user_id_update", {"user_id_update": [change]})
    hears(channel, by_id("wamid.2", "PT.2"), by_id("wamid.3", "PT.1"))
    assert (only(channel).wa_user_id, only(channel).opted_out_at is not None) == ("PT.2", True)


def test_new_user_id_that_has_written_already_is_merged_and_its_number_counts(channel):
    hears(channel, by_id("wamid.1", "PT.1", "STOP", PHONE), by_id("wamid.2", "PT.2", phone=NEW))
    change = {"user_id": {"previous": "PT.1", "current": "PT.2"}}
    tell(channel, "user_id_update", {"user_id_update": [change]})
    person = only(channel)
    assert (person.phone, person.wa_user_id) == (NEW, "PT.2")
    assert person.opted_out_at is not None
    gather(channel, PHONE)
    assert len(all_of(channel, Contact)) == 1


def test_user_ids_that_follow_each_other_late_do_not_go_back(channel):
    hears(channel, by_id("wamid.1", "PT.1"))
    for previous, current in (("PT.1", "PT.2"), ("PT.2", "PT.3"), ("PT.1", "PT.2")):
        change = {"user_id": {"previous": previous, "current": current}}
        tell(channel, "user_id_update", {"user_id_update": [change]})
    assert only(channel).wa_user_id == "PT.3"


def test_what_waits_to_be_sent_goes_to_the_new_number(channel):
    hears(channel, says("wamid.1"))
    recipient(channel, only(channel), DeliveryStatus.PENDING)
    hears(channel, moves("wamid.2", NEW))
    assert [one.phone for one in all_of(channel, CampaignRecipient)] == [NEW]


@pytest.mark.parametrize("of_winner", [DeliveryStatus.PENDING, DeliveryStatus.SENT])
@pytest.mark.parametrize("of_loser", [DeliveryStatus.PENDING, DeliveryStatus.SENT])
def test_person_who_stood_in_a_campaign_twice_gets_one_message(channel, of_winner, of_loser):
    hears(channel, says("wamid.1"), by_id("wamid.2", "PT.1"))
    winner, loser = all_of(channel, Contact)
    campaign_id = recipient(channel, winner, of_winner)
    recipient(channel, loser, of_loser, campaign_id)
    hears(channel, by_id("wamid.3", "PT.1", phone=PHONE))
    waiting = [one for one in all_of(channel, CampaignRecipient) if one.status == "pending"]
    is_first = (of_winner, of_loser) == (DeliveryStatus.PENDING, DeliveryStatus.PENDING)
    assert len(waiting) == is_first


def test_user_id_and_other_number_are_learnt_from_a_status(channel):
    hears(channel, says("wamid.1"))
    act(channel.system, inbox.reply, all_of(channel, Conversation)[0].id, body="Hi", client_key="1")
    with company_transaction(channel.system) as ctx:
        ctx.db.exec(
            select(Message).where(Message.direction == "outbound")
        ).one().wamid = "wamid.OUT"
    reached = {"recipient_id": "351912000999", "recipient_user_id": "PT.7"}
    tell(channel, "messages", {"statuses": [status("wamid.OUT", "delivered", **reached)]})
    assert (only(channel).phone, only(channel).wa_user_id) == (PHONE, "PT.7")
    assert [one.value for one in all_of(channel, ContactAlias)] == ["+351912000999"]
    hears(channel, by_id("wamid.2", "PT.7"), says("wamid.3") | {"from": "351912000999"})
    assert len(all_of(channel, Contact)) == 1


def test_address_book_names_without_consent_and_removal_takes_only_the_name(channel):
    person = {"full_name": "Rui from work", "phone_number": PHONE[1:]}
    for action, stamp in (("add", "1790000000"), ("remove", "1790000100"), ("add", "1790000050")):
        one = {"type": "contact", "contact": person, "action": action}
        tell(
            channel,
            "smb_app_state_sync",
            {"state_sync": [one | {"metadata": {"timestamp": stamp}}]},
        )
        if action == "add" and stamp == "1790000000":
            assert (only(channel).name, only(channel).opted_in_at) == ("Rui from work", None)
    assert (only(channel).name, only(channel).phone) == ("", PHONE)


def test_stop_inside_an_edit_counts(channel):
    hears(channel, says("wamid.1"))
    edited = {
        "original_message_id": "wamid.1",
        "message": {"type": "text", "text": {"body": "STOP"}},
    }
    hears(channel, says("wamid.2") | {"type": "edit", "edit": edited})
    assert only(channel).opted_out_at is not None


def test_learning_at_once_on_two_connections_makes_one_person(channel):
    """Each of two connections learns the same people in the opposite order, while a file brings them too."""
    phones = [f"+35191200{number:04}" for number in range(20)]
    both = [by_id(f"wamid.{n}", f"PT.{n}", "STOP", phone) for n, phone in enumerate(phones)]
    ids = [by_id(f"wamid.{n}.id", f"PT.{n}") for n in range(len(phones))]
    ready = Barrier(3)

    def receive(messages: list[dict[str, Any]]) -> None:
        parsed = parse_webhook(channel.body(channel.value(messages=messages))).messages

        def work(ctx: Any) -> None:
            contacts.hold(ctx)
            for message in parsed:
                inbox.receive(ctx, channel.id, message)

        ready.wait()
        in_company(channel.system, work)

    def bring() -> None:
        ready.wait()
        gather(channel, *phones)

    with ThreadPoolExecutor(3) as threads:
        jobs = [
            threads.submit(receive, both),
            threads.submit(receive, ids[::-1]),
            threads.submit(bring),
        ]
        for job in jobs:
            job.result()
    people = all_of(channel, Contact)
    assert sorted(one.phone for one in people) == phones
    assert all(one.wa_user_id and one.opted_out_at for one in people)


def test_moving_and_importing_at_once_never_loses_an_opt_out(channel):
    hears(channel, says("wamid.1", "STOP"))
    ready = Barrier(2)

    def move() -> None:
        ready.wait()
        hears(channel, moves("wamid.2", NEW))

    def bring() -> None:
        ready.wait()
        gather(channel, PHONE, NEW)

    with ThreadPoolExecutor(2) as threads:
        for job in [threads.submit(move), threads.submit(bring)]:
            job.result()
    assert (only(channel).phone, only(channel).opted_out_at is not None) == (NEW, True)


def recipient(
    channel: TestChannel, contact: Contact, state: DeliveryStatus, campaign_id: Any = None
) -> Any:
    """Put somebody into a campaign, a new one unless told which; return its id."""
    with company_transaction(channel.system) as ctx:
        if campaign_id is None:
            campaign = Campaign(company_id=channel.company_id, name="Winter")
            ctx.db.add(campaign)
            ctx.db.flush()
            campaign_id = campaign.id
        ctx.db.add(
            CampaignRecipient(
                company_id=channel.company_id,
                campaign_id=campaign_id,
                contact_id=contact.id,
                phone=contact.phone,
                status=state,
            )
        )
    return campaign_id
