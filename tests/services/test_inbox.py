"""The inbox: people are recognised, messages arrive once, answers go out once and only while they may."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlmodel import select

from platform_app.core.clock import now
from platform_app.core.context import Actor
from platform_app.core.db import company_transaction, in_company
from platform_app.core.errors import Conflict, InvalidInput, NotAllowed, NotFound
from platform_app.core.ids import new_id
from platform_app.integrations.whatsapp.payloads import parse_webhook
from platform_app.models.accounts import UserAccount
from platform_app.models.campaigns import Campaign, CampaignRecipient
from platform_app.models.companies import Company
from platform_app.models.contacts import Contact
from platform_app.models.deliveries import DeliveryStatus
from platform_app.models.inbox import Conversation, Message
from platform_app.services import inbox
from platform_app.services.inbox import ConversationFilter
from tests.support import factories
from tests.support.webhooks import TestChannel, connect, text_message

pytestmark = pytest.mark.usefixtures("database")

PHONE = "+351912000111"


@pytest.fixture
def acme():
    return factories.company("Acme")


@pytest.fixture
def channel(acme) -> TestChannel:
    return connect(acme.id)


def ago(**duration: float) -> str:
    return str(int((now() - timedelta(**duration)).timestamp()))


def hears(channel: TestChannel, *messages: dict[str, Any], name: str = "Rui Sá") -> None:
    """Let a customer's messages come in, one webhook each."""
    for message in messages:
        fresh = {"timestamp": ago(seconds=1), **message}
        contact = {
            "profile": {"name": name},
            "wa_id": message.get("from"),
            "user_id": message.get("from_user_id"),
        }
        channel.take(channel.body(channel.value(contacts=[contact], messages=[fresh])))


def says(wamid: str, body: str = "Hello", **changes: object) -> dict[str, Any]:
    return text_message(wamid, body, timestamp=ago(seconds=1)) | changes


def all_of(channel: TestChannel, table: type[Any]) -> list[Any]:
    with company_transaction(channel.system) as ctx:
        return list(ctx.db.exec(select(table).order_by(table.id)))


def listed(actor: Actor, wish: ConversationFilter = ConversationFilter.OPEN, **options: Any):
    with company_transaction(actor) as ctx:
        return inbox.list_conversations(ctx, filter=wish, **options)


def only_id(channel: TestChannel) -> UUID:
    [conversation] = all_of(channel, Conversation)
    return conversation.id


def thread(actor: Actor, channel: TestChannel) -> inbox.Thread:
    with company_transaction(actor) as ctx:
        return inbox.open_conversation(ctx, only_id(channel))


def act(actor: Actor, service, *arguments: Any, **options: Any) -> Any:
    return in_company(actor, lambda ctx: service(ctx, *arguments, **options))


def test_message_of_a_stranger_makes_contact_and_conversation(acme, channel):
    hears(channel, says("wamid.1", "Is it free?"))
    [contact], [row] = all_of(channel, Contact), listed(acme.bob).rows
    assert (contact.phone, contact.name) == (PHONE, "Rui Sá")
    assert (row.name, row.preview, row.unread, row.is_window_open) == (
        "Rui Sá",
        "Is it free?",
        1,
        True,
    )
    assert row.window == "closes in 23 h"


def test_same_message_five_times_in_parallel_has_one_effect(channel):
    body = channel.body(channel.value(messages=[says("wamid.1")]))
    [message] = parse_webhook(body).messages

    def receive(_: int) -> None:
        act(channel.system, inbox.receive, channel.id, message)

    with ThreadPoolExecutor(5) as threads:
        list(threads.map(receive, range(5)))
    assert [len(all_of(channel, table)) for table in (Contact, Conversation, Message)] == [1, 1, 1]
    assert all_of(channel, Conversation)[0].unread == 1


def test_imported_contact_is_recognised_by_phone(channel):
    with company_transaction(channel.system) as ctx:
        ctx.db.add(Contact(company_id=channel.company_id, phone=PHONE, name="From the file"))
    hears(channel, says("wamid.1"))
    assert [contact.name for contact in all_of(channel, Contact)] == ["From the file"]


def test_person_without_phone_is_known_by_user_id(acme, channel):
    hears(channel, says("wamid.1") | {"from": None, "from_user_id": "PT.1"}, name="")
    [contact] = all_of(channel, Contact)
    assert (contact.phone, contact.wa_user_id) == (None, "PT.1")
    assert listed(acme.bob).rows[0].name == "WhatsApp user"


def test_phone_and_user_id_seen_together_are_linked(channel):
    hears(channel, says("wamid.1"), says("wamid.2", from_user_id="PT.1"))
    hears(channel, says("wamid.3") | {"from": None, "from_user_id": "PT.1"})
    assert len(all_of(channel, Contact)) == 1
    assert len(all_of(channel, Conversation)) == 1


def test_two_contacts_that_turn_out_to_be_one_are_merged_with_their_history(channel):
    hears(channel, says("wamid.1"))
    hears(channel, says("wamid.2", "STOP") | {"from": None, "from_user_id": "PT.1"})
    assert len(all_of(channel, Contact)) == 2
    hears(channel, says("wamid.3", from_user_id="PT.1"))
    [contact], [conversation] = all_of(channel, Contact), all_of(channel, Conversation)
    assert (contact.phone, contact.wa_user_id) == (PHONE, "PT.1")
    assert contact.opted_out_at is not None
    assert conversation.unread == 3
    assert {one.conversation_id for one in all_of(channel, Message)} == {conversation.id}


def test_merge_takes_campaigns_along(channel):
    hears(channel, says("wamid.1"))
    hears(channel, says("wamid.2") | {"from": None, "from_user_id": "PT.1"})
    [with_phone, with_id] = all_of(channel, Contact)
    with company_transaction(channel.system) as ctx:
        campaign = Campaign(company_id=channel.company_id, name="Winter")
        ctx.db.add(campaign)
        ctx.db.flush()
        ctx.db.add(
            CampaignRecipient(
                company_id=channel.company_id, campaign_id=campaign.id, contact_id=with_id.id
            )
        )
    hears(channel, says("wamid.3", from_user_id="PT.1"))
    assert [one.contact_id for one in all_of(channel, CampaignRecipient)] == [with_phone.id]


def test_number_that_changes_hands_takes_a_new_user_id(channel):
    hears(channel, says("wamid.1", from_user_id="PT.1"), says("wamid.2", from_user_id="PT.2"))
    [contact] = all_of(channel, Contact)
    assert contact.wa_user_id == "PT.2"


def test_changed_number_moves_the_contact(channel):
    hears(channel, says("wamid.1"))
    notice = {"type": "user_changed_number", "wa_id": "351912000222", "body": "Rui changed"}
    hears(channel, says("wamid.2") | {"type": "system", "system": notice})
    assert [contact.phone for contact in all_of(channel, Contact)] == ["+351912000222"]
    assert all_of(channel, Conversation)[0].unread == 1


def test_other_company_has_its_own_contact_and_conversation(acme, channel):
    globex = factories.company("Globex")
    other = connect(globex.id)
    hears(channel, says("wamid.1", "for Acme"))
    hears(other, says("wamid.1", "for Globex"))
    assert [row.preview for row in listed(acme.alice).rows] == ["for Acme"]
    assert [row.preview for row in listed(globex.alice).rows] == ["for Globex"]
    with pytest.raises(NotFound), company_transaction(globex.alice) as ctx:
        inbox.open_conversation(ctx, only_id(channel))


@pytest.mark.parametrize(
    "words",
    ["STOP", "stop!", " Stop. ", "Unsubscribe", "PARAR", "Baja", "ALTO", "Arrêt", "STOPP", "Please stop",
     "stop, por favor", "Please unsubscribe me from this list", "Pare de enviar mensagens", "quiero darme de baja",
     "Parar promoções", "СТОП"],
)  # fmt: skip
def test_stop_in_any_of_these_words_opts_out(channel, words):
    hears(channel, says("wamid.1", words))
    [contact] = all_of(channel, Contact)
    assert contact.opted_out_at is not None
    assert words.strip()[:10] in contact.opt_out_source


@pytest.mark.parametrize(
    "words",
    ["Can you stop by the shop?", "non-stop flights?", "¿Tienes una talla más baja?", "Muy alto", "Don't stop", "", "?",
     "Where is the bus stop", "end of the month", "Thank you!"],
)  # fmt: skip
def test_ordinary_words_do_not_opt_out(channel, words):
    hears(channel, says("wamid.1", words))
    assert all_of(channel, Contact)[0].opted_out_at is None


def test_stop_button_of_a_template_opts_out(channel):
    button = {"payload": "stop-marketing", "text": "Não obrigado"}
    hears(channel, says("wamid.1") | {"type": "button", "button": button})
    assert all_of(channel, Contact)[0].opted_out_at is not None


def test_message_reopens_a_resolved_conversation(acme, channel):
    hears(channel, says("wamid.1"))
    act(acme.bob, inbox.resolve, only_id(channel))
    assert listed(acme.bob).rows == []
    assert len(listed(acme.bob, ConversationFilter.RESOLVED).rows) == 1
    hears(channel, says("wamid.2"))
    assert len(listed(acme.bob).rows) == 1


def test_old_message_that_comes_late_does_not_replace_the_preview(acme, channel):
    hears(channel, says("wamid.2", "new"), says("wamid.1", "old", timestamp=ago(hours=2)))
    assert listed(acme.bob).rows[0].preview == "new"
    assert [item.body for item in thread(acme.bob, channel).messages] == ["old", "new"]


def test_clock_of_whatsapp_cannot_open_a_window_in_the_future(channel):
    hears(channel, says("wamid.1", timestamp="4102444800"))
    assert all_of(channel, Conversation)[0].last_inbound_at <= now()


def reaction(wamid: str, target: str, emoji: str) -> dict[str, Any]:
    return says(wamid) | {"type": "reaction", "reaction": {"message_id": target, "emoji": emoji}}


def edit(wamid: str, target: str, body: str) -> dict[str, Any]:
    message = {"type": "text", "text": {"body": body}}
    return says(wamid) | {
        "type": "edit",
        "edit": {"original_message_id": target, "message": message},
    }


def revoke(wamid: str, target: str) -> dict[str, Any]:
    return says(wamid) | {"type": "revoke", "revoke": {"original_message_id": target}}


def test_reaction_edit_and_deletion_are_shown_at_their_message(acme, channel):
    hears(
        channel,
        says("wamid.1", "one", timestamp=ago(seconds=9)),
        says("wamid.2", "two", timestamp=ago(seconds=8)),
    )
    hears(
        channel,
        reaction("wamid.3", "wamid.1", "👍"),
        edit("wamid.4", "wamid.1", "ONE"),
        revoke("wamid.5", "wamid.2"),
    )
    first, second = thread(acme.bob, channel).messages
    assert (first.body, first.reactions, first.is_edited) == ("ONE", "👍", True)
    assert (second.body, second.is_deleted) == ("This message was deleted.", True)
    assert listed(acme.bob).rows[0].unread == 2


def test_edit_that_comes_before_its_message_is_not_lost(acme, channel):
    hears(
        channel,
        edit("wamid.2", "wamid.1", "better"),
        says("wamid.1", "good", timestamp=ago(seconds=9)),
    )
    [item] = thread(acme.bob, channel).messages
    assert (item.body, item.is_edited) == ("better", True)


def test_removed_reaction_disappears(acme, channel):
    hears(channel, says("wamid.1", timestamp=ago(seconds=9)), reaction("wamid.2", "wamid.1", "👍"))
    hears(channel, reaction("wamid.3", "wamid.1", "") | {"timestamp": str(int(now().timestamp()))})
    assert thread(acme.bob, channel).messages[0].reactions == ""


def test_reaction_does_not_reopen(acme, channel):
    hears(channel, says("wamid.1"))
    act(acme.bob, inbox.resolve, only_id(channel))
    hears(channel, reaction("wamid.2", "wamid.1", "👍"))
    assert listed(acme.bob).rows == []


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
    assert [line.name for line in thread(acme.bob, channel).contact.campaigns] == ["Winter"]


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
