"""Agents who see only their own conversations: no way leads to a colleague's, and what is handed over arrives."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from platform_app.core.context import Actor
from platform_app.core.errors import NotFound
from platform_app.core.permissions import ROLE_PERMISSIONS, Permission, Role
from platform_app.models.inbox import Conversation
from platform_app.services import inbox, team
from platform_app.services.inbox import ConversationFilter
from tests.support import factories
from tests.support.conversations import act, all_of, hears, listed, says
from tests.support.webhooks import TestChannel, connect

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def acme():
    return factories.company("Acme")


@pytest.fixture
def channel(acme) -> TestChannel:
    return connect(acme.id)


def bound(actor: Actor) -> Actor:
    """Return an agent of a company in which agents see only their own."""
    held = ROLE_PERMISSIONS[Role.AGENT] - {Permission.CONVERSATIONS_READ_ALL}
    return Actor(actor.company_id, Role.AGENT, actor.via, actor.user_id, actor.name, held)


def three(acme: Any, channel: TestChannel) -> dict[str, UUID]:
    """Make three conversations: bob's, carol's and nobody's."""
    for n in range(3):
        hears(channel, says(f"wamid.{n}", **{"from": f"35191200011{n}"}), name=f"Customer {n}")
    mine, theirs, free = (one.id for one in all_of(channel, Conversation))
    act(acme.bob, inbox.assign_to_me, mine)
    act(acme.carol, inbox.assign_to_me, theirs)
    return {"mine": mine, "theirs": theirs, "free": free}


def seen(actor: Actor, **options: Any) -> set[str]:
    return {row.name for row in listed(actor, **options).rows}


def test_the_list_shows_ones_own_and_nobodys(acme, channel):
    three(acme, channel)
    bob = bound(acme.bob)
    assert seen(bob, wish=ConversationFilter.ALL) == {"Customer 0", "Customer 2"}
    assert listed(bob).total == 2
    assert act(bob, inbox.count_unread) == 2
    assert seen(bob, search="Customer 1") == set()
    assert seen(acme.bob) == {"Customer 0", "Customer 1", "Customer 2"}


@pytest.mark.parametrize(
    ("service", "options"),
    [
        (inbox.open_conversation, {}),
        (inbox.mark_read, {}),
        (inbox.resolve, {}),
        (inbox.reopen, {}),
        (inbox.assign_to_me, {}),
        (inbox.reply, {"body": "Hello", "client_key": "key"}),
    ],
)
def test_a_colleagues_conversation_does_not_exist(acme, channel, service, options):
    ids = three(acme, channel)
    bob = bound(acme.bob)
    for conversation_id in (ids["theirs"], uuid4()):
        with pytest.raises(NotFound):
            act(bob, service, conversation_id, **options)
    act(bob, service, ids["mine"], **options)


def test_who_leaves_hands_over_open_ones_and_frees_the_rest(acme, channel):
    ids = three(acme, channel)
    hears(channel, says("wamid.9", **{"from": "351912000119"}), name="Customer 9")
    done = all_of(channel, Conversation)[-1].id
    act(acme.bob, inbox.assign_to_me, done)
    act(acme.bob, inbox.resolve, done)
    assert act(acme.alice, team.get_member, acme.bob.user_id).open_conversations == 1
    moved = act(acme.alice, team.deactivate, acme.bob.user_id, hand_over_to=acme.carol.user_id)
    assert moved == 1
    now_with = {one.id: one.assignee_id for one in all_of(channel, Conversation)}
    assert (now_with[ids["mine"]], now_with[done]) == (acme.carol.user_id, None)


def test_conversations_go_only_to_somebody_active_who_may_answer(acme, channel):
    three(acme, channel)
    act(acme.alice, team.deactivate, acme.carol.user_id, hand_over_to=None)
    heirs = act(acme.alice, team.list_heirs, acme.bob.user_id)
    assert [one.id for one in heirs] == [str(acme.alice.user_id)]
    for heir in (acme.carol.user_id, acme.bob.user_id):
        with pytest.raises(Exception, match="cannot take the conversations over"):
            act(acme.alice, team.deactivate, acme.bob.user_id, hand_over_to=heir)
