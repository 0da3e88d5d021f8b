"""The inbox: answers go out once and only while they may; lists and threads show what was said."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from platform_app.core.clock import now
from platform_app.core.context import Actor
from platform_app.core.db import company_transaction
from platform_app.core.errors import Conflict, InvalidInput, NotAllowed, NotFound
from platform_app.core.ids import new_id
from platform_app.models.accounts import UserAccount
from platform_app.models.campaigns import Campaign, CampaignRecipient
from platform_app.models.companies import Company
from platform_app.models.contacts import Contact
from platform_app.models.deliveries import DeliveryStatus
from platform_app.models.inbox import Message
from platform_app.services import inbox
from platform_app.services.inbox import ConversationFilter
from tests.support import factories
from tests.support.conversations import (
    PHONE,
    act,
    ago,
    all_of,
    hears,
    listed,
    only_id,
    reaction,
    says,
    thread,
)
from tests.support.webhooks import TestChannel, connect

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def acme():
    return factories.company("Acme")


@pytest.fixture
def channel(acme) -> TestChannel:
    return connect(acme.id)


def test_reply_waits_for_the_lane(acme, channel):
    hears(channel, says("wamid.1"))
    act(acme.bob, inbox.reply, only_id(channel), body=" Yes, it is. ", client_key="k1")
    reply = all_of(channel, Message)[-1]
    assert (reply.direction, reply.status, reply.phone) == ("outbound", "pending", PHONE)
    assert reply.content == {"type": "text", "body": "Yes, it is."}
    assert reply.author_id == acme.bob.user_id
    row = listed(acme.bob).rows[0]
    assert (row.preview, row.unread) == ("You: Yes, it is.", 0)
    assert [item.author for item in thread(acme.bob, channel).messages] == ["", "Bob"]


def test_same_client_key_sends_once(acme, channel):
    hears(channel, says("wamid.1"))
    conversation_id = only_id(channel)

    def send(_: int) -> UUID:
        return act(acme.bob, inbox.reply, conversation_id, body="Yes", client_key="k1")

    with ThreadPoolExecutor(4) as threads:
        assert len(set(threads.map(send, range(4)))) == 1
    assert len(all_of(channel, Message)) == 2


def test_closed_window_says_so_and_sends_nothing(acme, channel):
    hears(channel, says("wamid.1", timestamp=ago(hours=24)))
    with pytest.raises(Conflict, match="24-hour window has closed"):
        act(acme.bob, inbox.reply, only_id(channel), body="Yes", client_key="k1")
    assert len(all_of(channel, Message)) == 1
    assert listed(acme.bob).rows[0].window == "closed"


@pytest.mark.parametrize("body", ["", "  \n", "x" * 4_097])
def test_empty_or_too_long_reply_is_refused(acme, channel, body):
    hears(channel, says("wamid.1"))
    with pytest.raises(InvalidInput) as refused:
        act(acme.bob, inbox.reply, only_id(channel), body=body, client_key="k1")
    assert "body" in refused.value.fields


@pytest.mark.parametrize(
    "service", [inbox.resolve, inbox.reopen, inbox.assign_to_me, inbox.mark_read]
)
def test_visitor_may_do_nothing(acme, channel, service):
    hears(channel, says("wamid.1"))
    with pytest.raises(NotAllowed):
        act(Actor.visitor(acme.id), service, only_id(channel))


def test_reading_clears_the_count(acme, channel):
    hears(channel, says("wamid.1"), says("wamid.2"))
    assert act(acme.bob, inbox.count_unread) == 1
    act(acme.bob, inbox.mark_read, only_id(channel))
    assert act(acme.bob, inbox.count_unread) == 0


def test_assigned_conversation_is_mine_and_nobody_elses(acme, channel):
    hears(channel, says("wamid.1"))
    assert len(listed(acme.bob, ConversationFilter.UNASSIGNED).rows) == 1
    act(acme.bob, inbox.assign_to_me, only_id(channel))
    [row] = listed(acme.bob, ConversationFilter.MINE).rows
    assert (row.assignee, row.is_mine) == ("Bob", True)
    assert listed(acme.alice, ConversationFilter.MINE).rows == []
    assert listed(acme.alice, ConversationFilter.UNASSIGNED).rows == []


def test_pages_show_every_conversation_once_latest_first(acme, channel):
    bodies = [
        channel.value(
            messages=[says(f"wamid.{n}", timestamp=ago(minutes=n)) | {"from": f"3519120{n:05}"}]
        )
        for n in range(120)
    ]
    channel.take(channel.body(*bodies))
    names, cursor = [], None
    for size in (50, 50, 20):
        page = listed(acme.bob, cursor=cursor)
        assert (len(page.rows), page.total) == (size, 120)
        names += [row.name for row in page.rows]
        cursor = page.next_cursor
    assert cursor is None
    assert names == [f"+3519120{n:05}" for n in range(120)]


@pytest.mark.parametrize(("search", "found"), [("rui", 1), ("000 111", 1), ("%", 0), ("nobody", 0)])
def test_search_looks_into_names_and_numbers(acme, channel, search, found):
    hears(channel, says("wamid.1"))
    assert len(listed(acme.bob, search=search).rows) == found


def test_times_are_the_companys(acme, channel):
    with company_transaction(acme.alice) as ctx:
        ctx.db.get_one(Company, acme.id).time_zone = "Asia/Tokyo"
    noon = datetime.now(UTC).replace(hour=12, minute=0) - timedelta(days=40)
    hears(channel, says("wamid.1", timestamp=str(int(noon.timestamp()))))
    opened = thread(acme.bob, channel)
    assert opened.messages[0].at == "21:00"
    assert opened.window_closes_at.endswith("+09:00")
    assert opened.messages[0].day.startswith(noon.strftime("%A, "))


def test_campaign_is_part_of_the_conversation_with_the_words_that_were_sent(acme, channel):
    hears(channel, says("wamid.1", "Is it free?"))
    [contact] = all_of(channel, Contact)
    template = {
        "components": [{"type": "BODY", "text": "Hi {{1}}, 20% off"}],
        "parameter_format": "POSITIONAL",
    }
    with company_transaction(channel.system) as ctx:
        campaign = Campaign(
            company_id=acme.id,
            name="Winter",
            phone_number_id=channel.number_id,
            template_snapshot=template,
            brief="Only oak tables, not chairs.",
            offer="20% off",
            offer_until=date(2026, 11, 30),
        )
        ctx.db.add(campaign)
        ctx.db.flush()
        ctx.db.add(
            CampaignRecipient(
                company_id=acme.id,
                campaign_id=campaign.id,
                contact_id=contact.id,
                status=DeliveryStatus.READ,
                wamid="wamid.0",
                parameters={"body.1": "Rui"},
                sent_at=now() - timedelta(hours=1),
            )
        )
    hears(channel, reaction("wamid.2", "wamid.0", "🎉"))
    first, second = thread(acme.bob, channel).messages
    assert (first.kind, first.author, first.body) == ("campaign", "Winter", "Hi Rui, 20% off")
    assert (first.status_label, first.reactions) == ("Read", "🎉")
    assert second.body == "Is it free?"
    [line] = thread(acme.bob, channel).contact.campaigns
    assert (line.name, line.brief) == ("Winter", "Only oak tables, not chairs.")
    assert line.offer == "20% off (until 30 Nov 2026)"


def test_failed_reply_says_why(acme, channel):
    hears(channel, says("wamid.1"))
    reply_id = act(acme.bob, inbox.reply, only_id(channel), body="Yes", client_key="k1")
    with company_transaction(channel.system) as ctx:
        reply = ctx.db.get_one(Message, (acme.id, reply_id))
        reply.status, reply.error_code = DeliveryStatus.FAILED, 131047
    item = thread(acme.bob, channel).messages[-1]
    assert item.status_label == "Failed"
    assert item.problem.endswith("(131047)")


def test_long_thread_shows_its_end_and_says_so(acme, channel):
    messages = [says(f"wamid.{n}", f"{n}", timestamp=ago(minutes=300 - n)) for n in range(250)]
    channel.take(channel.body(channel.value(messages=messages)))
    opened = thread(acme.bob, channel)
    assert (len(opened.messages), opened.is_shortened, opened.messages[-1].body) == (
        200,
        True,
        "249",
    )


def test_unknown_conversation_is_not_found(acme):
    for service in (inbox.open_conversation, inbox.mark_read, inbox.resolve):
        with pytest.raises(NotFound):
            act(acme.alice, service, new_id())


def test_people_of_the_company_are_named(acme, channel):
    with company_transaction(acme.alice) as ctx:
        ctx.db.get_one(UserAccount, (acme.id, acme.bob.user_id)).name = "Bo"
    hears(channel, says("wamid.1"))
    act(acme.bob, inbox.assign_to_me, only_id(channel))
    assert thread(acme.alice, channel).row.assignee == "Bo"
