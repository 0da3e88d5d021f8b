"""Consent as people read and change it: counts, lists, days, proof, words, texts, acts by hand."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from platform_app.core.clock import now
from platform_app.core.context import Actor
from platform_app.core.db import company_transaction
from platform_app.core.errors import Conflict, InvalidInput, NotAllowed, NotFound
from platform_app.core.permissions import Permission
from platform_app.models.consent import ConsentKind, ConsentPurpose, ConsentSource
from platform_app.models.contacts import Contact
from platform_app.services import consent, contacts
from platform_app.services.consent import (
    ConsentByHand,
    ConsentChange,
    EventFilters,
    KeywordChanges,
)
from tests.support import factories
from tests.support.conversations import act

pytestmark = pytest.mark.usefixtures("database")
GRANTED, WITHDRAWN = ConsentKind.GRANTED, ConsentKind.WITHDRAWN


@pytest.fixture
def acme():
    return factories.company("Acme")


def person(acme: factories.TestCompany, n: int, *changes: ConsentChange) -> UUID:
    with company_transaction(acme.alice) as ctx:
        contact = Contact(company_id=ctx.company_id, phone=f"+35191200000{n}", name=f"Rui {n}")
        ctx.db.add(contact)
        for change in changes:
            consent.record(ctx, contact, change)
    return contact.id


def change(kind: ConsentKind, source: Any = ConsentSource.FORM, **values: Any) -> ConsentChange:
    return ConsentChange(kind, source, **values)


def by_hand(**values: str) -> ConsentByHand:
    today = now().date().isoformat()
    proof = {"purpose": "marketing", "where": "At the fair", "day": today, "wording": "I agree."}
    return ConsentByHand(**proof | values)


def rows(actor: Any, **filters: str) -> list[consent.EventRow]:
    return act(actor, consent.list_rows, EventFilters(**filters)).rows


def test_counts_are_of_people_by_what_holds_now(acme):
    person(acme, 1, change(GRANTED))
    person(acme, 2, change(GRANTED), change(WITHDRAWN))
    person(acme, 3, change(WITHDRAWN, purpose=ConsentPurpose.SERVICE))
    person(acme, 4)
    told = act(acme.bob, consent.count_people)
    assert (told.opted_in, told.opted_out, told.unknown, told.nothing_at_all) == (1, 2, 1, 1)


def test_list_is_narrowed_down_by_kind_source_and_time(acme):
    old = now() - timedelta(days=40)
    person(acme, 1, change(GRANTED, happened_at=old), change(WITHDRAWN, ConsentSource.KEYWORD))
    assert [one.kind for one in rows(acme.bob)] == ["withdrawn", "granted"]
    assert [one.source for one in rows(acme.bob, kind="granted")] == ["Form"]
    assert [one.kind for one in rows(acme.bob, source="keyword")] == ["withdrawn"]
    assert [one.kind for one in rows(acme.bob, days="30")] == ["withdrawn"]
    assert rows(acme.bob)[0].who == "Rui 1"


@pytest.mark.parametrize("filters", [{"kind": "x"}, {"source": "' or 1"}, {"days": "5"}])
def test_filter_that_does_not_exist_is_refused(acme, filters):
    with pytest.raises(InvalidInput):
        rows(acme.bob, **filters)


def test_list_goes_on_where_the_page_before_ended(acme):
    moments = [now() - timedelta(minutes=n) for n in range(60)]
    person(acme, 1, *[change(GRANTED, happened_at=one) for one in moments])
    first = act(acme.bob, consent.list_rows, EventFilters())
    second = act(acme.bob, consent.list_rows, EventFilters(), cursor=first.next_cursor)
    assert (len(first.rows), len(second.rows), first.total) == (50, 10, 60)
    assert len({one.id for one in first.rows + second.rows}) == 60


def test_trend_counts_the_days_of_the_company(acme):
    yesterday = now() - timedelta(days=1)
    person(acme, 1, change(GRANTED, happened_at=yesterday), change(WITHDRAWN))
    person(acme, 2, change(GRANTED, happened_at=yesterday))
    days = act(acme.bob, consent.list_trend)
    assert len(days) == 90
    assert [(one.granted, one.withdrawn) for one in days[-2:]] == [(2, 0), (0, 1)]
    assert days[-2].granted_height == 100


def test_consent_by_hand_keeps_its_proof(acme):
    one = person(acme, 1)
    act(acme.bob, consent.grant_by_hand, one, by_hand())
    told = act(acme.bob, consent.get_person, one)
    assert told.is_opted_in
    [entry] = told.events
    assert (entry.detail, entry.wording, entry.actor) == ("At the fair", "I agree.", "Bob")


@pytest.mark.parametrize(
    ("field", "value"),
    [("where", " "), ("wording", ""), ("day", "soon"), ("day", "2999-01-01"), ("purpose", "spam"),
     ("where", "x" * 201), ("day", "1950-01-01")],
)  # fmt: skip
def test_consent_by_hand_without_its_proof_is_refused(acme, field, value):
    one = person(acme, 1)
    with pytest.raises(InvalidInput) as refused:
        act(acme.bob, consent.grant_by_hand, one, by_hand(**{field: value}))
    assert list(refused.value.fields) == [field]


def test_consent_by_hand_takes_an_opt_out_back_only_if_it_is_newer(acme):
    one = person(acme, 1, change(WITHDRAWN, ConsentSource.KEYWORD))
    before = (now() - timedelta(days=2)).date().isoformat()
    with pytest.raises(Conflict, match="opted out on"):
        act(acme.bob, consent.grant_by_hand, one, by_hand(day=before))
    act(acme.bob, consent.grant_by_hand, one, by_hand())
    assert act(acme.bob, consent.get_person, one).is_opted_in


def test_opt_out_by_hand_says_why(acme):
    one = person(acme, 1, change(GRANTED))
    with pytest.raises(InvalidInput):
        act(acme.bob, consent.withdraw_by_hand, one, purpose=ConsentPurpose.MARKETING, reason="")
    reason = "Said so on the phone"
    act(acme.bob, consent.withdraw_by_hand, one, purpose=ConsentPurpose.SERVICE, reason=reason)
    told = act(acme.bob, consent.get_person, one)
    assert (told.is_opted_out, told.is_silent, told.events[0].detail) == (True, True, reason)


def test_proof_is_a_file_of_the_whole_ledger_and_runs_no_formula(acme):
    one = person(acme, 1, change(GRANTED, detail="=1+1", wording="I agree."), change(WITHDRAWN))
    lines = act(acme.bob, consent.begin_proof, one).splitlines()
    assert len(lines) == 3
    assert "'=1+1" in lines[1]
    assert "withdrawn" in lines[2]


def test_another_company_finds_nobody(acme):
    one = person(acme, 1, change(GRANTED))
    mallory = factories.mallory()
    for service, given in (
        (consent.get_person, ()), (consent.begin_proof, ()), (consent.grant_by_hand, (by_hand(),))
    ):  # fmt: skip
        with pytest.raises(NotFound):
            act(mallory, service, one, *given)
    assert rows(mallory) == []
    assert act(mallory, consent.count_people).opted_in == 0


def test_texts_are_kept_by_name_and_their_removal_changes_no_proof(acme):
    kept = act(acme.carol, consent.add_wording, name=" Web  form ", body="I agree.")
    assert [one.name for one in act(acme.bob, consent.list_wordings)] == ["Web form"]
    with pytest.raises(Conflict):
        act(acme.carol, consent.add_wording, name="Web form", body="Another")
    act(acme.carol, consent.remove_wording, kept)
    assert act(acme.bob, consent.list_wordings) == []


def test_agents_see_and_do_not_set(acme):
    act(acme.bob, consent.get_settings)
    with pytest.raises(NotAllowed):
        act(acme.bob, consent.save_keywords, KeywordChanges("", "", "", ""))
    with pytest.raises(NotAllowed):
        act(acme.bob, consent.add_wording, name="x", body="y")


def test_one_word_cannot_stop_and_start(acme):
    with pytest.raises(InvalidInput) as refused:
        act(acme.carol, consent.save_keywords, KeywordChanges("Olá", "ola", "", ""))
    assert list(refused.value.fields) == ["start_words"]


def test_what_somebody_wrote_does_not_tell_their_number_to_those_who_may_not_see_it(acme):
    wrote = change(WITHDRAWN, ConsentSource.KEYWORD, detail="Wrote “stop 912 000 001” on WhatsApp")
    ana = person(acme, 1, wrote)
    alice = acme.alice
    held = frozenset({Permission.CONTACTS_READ, Permission.CONTACTS_EDIT})
    agent = Actor(alice.company_id, alice.role, alice.via, alice.user_id, "", held)
    told = [
        rows(agent)[0].detail,
        act(agent, consent.get_person, ana).marketing,
        act(agent, consent.get_person, ana).events[0].detail,
        act(agent, consent.begin_proof, ana),
        act(agent, contacts.get_detail, ana).opt_out_source,
    ]
    assert all("••• ••• 01" in one and "912 000" not in one for one in told)
    assert "912 000 001" in rows(alice)[0].detail
