"""What comes in: people are recognised, messages arrive once, changes find their message."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from platform_app.core.clock import now
from platform_app.core.db import company_transaction
from platform_app.core.errors import NotFound
from platform_app.integrations.whatsapp.payloads import parse_webhook
from platform_app.models.campaigns import Campaign, CampaignRecipient
from platform_app.models.contacts import Contact
from platform_app.models.inbox import Conversation, Message
from platform_app.services import inbox
from platform_app.services.inbox import ConversationFilter
from tests.support import factories
from tests.support.conversations import (
    PHONE,
    act,
    ago,
    all_of,
    edit,
    hears,
    listed,
    only_id,
    reaction,
    revoke,
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


def test_endless_name_of_a_profile_is_cut(channel):
    hears(channel, says("wamid.1"), name="n" * 10_000)
    assert [contact.name for contact in all_of(channel, Contact)] == ["n" * 200]


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


def test_question_in_the_second_of_our_answer_stands_below_it(acme, channel):
    hears(channel, says("wamid.1", "First"))
    act(acme.bob, inbox.reply, only_id(channel), body="Answer", client_key="1")
    hears(channel, says("wamid.2", "Second", timestamp=ago(seconds=0)))
    bodies = [message.body for message in thread(acme.bob, channel).messages]
    assert bodies == ["First", "Answer", "Second"]


def test_clock_of_whatsapp_cannot_open_a_window_in_the_future(channel):
    hears(channel, says("wamid.1", timestamp="4102444800"))
    assert all_of(channel, Conversation)[0].last_inbound_at <= now()


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
