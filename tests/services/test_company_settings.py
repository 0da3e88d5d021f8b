"""What a company says about itself, and what people who opt out are told."""

from typing import Any

import pytest

from platform_app.core.context import Actor
from platform_app.core.errors import InvalidInput, NotAllowed
from platform_app.models.contacts import Contact
from platform_app.models.inbox import Message
from platform_app.services import companies, consent
from platform_app.services.companies import ProfileChanges
from tests.support import factories
from tests.support.conversations import act, ago, all_of, hears, says
from tests.support.webhooks import TestChannel, connect

pytestmark = pytest.mark.usefixtures("database")
PROFILE = {
    "name": " Acme  Chairs ", "website": "www.acme.example", "industry": "retail",
    "size": "11-50", "time_zone": "Europe/Lisbon", "language": "pt",
}  # fmt: skip


@pytest.fixture
def acme():
    return factories.company("Acme")


@pytest.fixture
def channel(acme) -> TestChannel:
    return connect(acme.id)


def wording(actor: Actor, reply: str = "", words: str = "") -> None:
    act(actor, consent.save_keywords, consent.KeywordChanges(words, "", reply, ""))


def answers(channel: TestChannel) -> list[str]:
    return [one.body for one in all_of(channel, Message) if one.direction == "outbound"]


def is_out(channel: TestChannel) -> bool:
    [contact] = all_of(channel, Contact)
    return contact.opted_out_at is not None


def test_a_profile_is_kept_tidily(acme):
    act(acme.alice, companies.save_profile, ProfileChanges(**PROFILE))
    kept = act(acme.alice, companies.get_settings)
    assert (kept.name, kept.website) == ("Acme Chairs", "https://www.acme.example")
    assert (kept.time_zone, kept.industry, kept.size) == ("Europe/Lisbon", "retail", "11-50")


@pytest.mark.parametrize(
    ("field", "value"),
    [("name", " "), ("name", "x" * 101), ("website", "javascript:alert(1)"), ("website", "a b"),
     ("website", "ftp://acme.example"), ("industry", "spying"), ("size", "7"),
     ("time_zone", "Mars/Base"), ("time_zone", ""), ("language", "xx")],
)  # fmt: skip
def test_what_cannot_be_is_told_beside_its_field(acme, field: str, value: str):
    with pytest.raises(InvalidInput) as refused:
        act(acme.alice, companies.save_profile, ProfileChanges(**{**PROFILE, field: value}))
    assert list(refused.value.fields) == [field]


def test_only_who_may_changes_the_company(acme):
    calls: list[tuple[Any, dict[str, Any]]] = [
        (companies.get_settings, {}),
        (companies.list_domains, {}),
    ]
    for service, options in calls:
        for actor in (acme.bob, acme.carol):
            with pytest.raises(NotAllowed):
                act(actor, service, **options)


def test_a_stop_is_confirmed_once_in_the_companys_words(acme, channel):
    wording(acme.alice, reply="Gone. Bye!")
    hears(channel, says("wamid.1", "STOP"), says("wamid.2", "stop"))
    assert answers(channel) == ["Gone. Bye!"]


def test_without_words_of_its_own_the_company_says_the_usual(acme, channel):
    hears(channel, says("wamid.1", "STOP"))
    assert answers(channel) == [
        "You will get no more offers from Acme. "
        "If you have a question, you can still write to us here."
    ]


def test_a_stop_that_arrives_too_late_is_taken_and_not_answered(acme, channel):
    hears(channel, says("wamid.1", "STOP", timestamp=ago(hours=30)))
    assert is_out(channel)
    assert answers(channel) == []


@pytest.mark.parametrize("said", ["xega", "XEGA!", "Xega por favor", "não mais", "Nao  mais."])
def test_own_words_opt_out(acme, channel, said: str):
    wording(acme.alice, words="Xega\nNão mais")
    hears(channel, says("wamid.1", said))
    assert is_out(channel)


@pytest.mark.parametrize("said", ["Xega aqui amanhã?", "mais", "Hello"])
def test_own_words_inside_a_sentence_do_not(acme, channel, said: str):
    wording(acme.alice, words="Xega, Não mais")
    hears(channel, says("wamid.1", said))
    assert not is_out(channel)


@pytest.mark.parametrize("words", ["\n".join(f"w{n}" for n in range(21)), "x" * 31, "!!!"])
def test_words_that_cannot_be_used_are_told(acme, words: str):
    with pytest.raises(InvalidInput):
        wording(acme.alice, words=words)
