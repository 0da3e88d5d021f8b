"""The ledger: it only grows, and what holds now is what replaying it comes to."""

from dataclasses import astuple
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from sqlalchemy.exc import DBAPIError
from sqlmodel import col, delete, select, update

from platform_app.core.context import Actor
from platform_app.core.db import company_transaction, in_company
from platform_app.core.ids import new_id
from platform_app.models.audit import AuditEvent
from platform_app.models.consent import ConsentEvent, ConsentKind, ConsentPurpose, ConsentSource
from platform_app.models.contacts import AliasKind, Contact, ContactAlias
from platform_app.services import consent
from platform_app.services.consent import ConsentChange, ConsentState, project
from platform_app.services.contacts.merging import merge
from tests.support import factories
from tests.support.conversations import act
from tests.support.imports import take_in

pytestmark = pytest.mark.usefixtures("database")

DAY_0 = datetime(2026, 1, 1, tzinfo=UTC)
LISTS = (ConsentSource.IMPORT, ConsentSource.API, ConsentSource.SEED)
Entry = tuple[ConsentKind, ConsentSource, ConsentPurpose, int]

entries = some.tuples(
    some.sampled_from(ConsentKind),
    some.sampled_from(ConsentSource),
    some.sampled_from(ConsentPurpose),
    some.integers(0, 9),
)


def event(entry: Entry) -> ConsentEvent:
    kind, source, purpose, day = entry
    happened_at = DAY_0 + timedelta(days=day)
    return ConsentEvent(
        company_id=new_id(), contact_id=new_id(), kind=kind, source=source, purpose=purpose,
        happened_at=happened_at,
    )  # fmt: skip


def change(entry: Entry) -> ConsentChange:
    kind, source, purpose, day = entry
    return ConsentChange(kind, source, purpose, happened_at=DAY_0 + timedelta(days=day))


def comes_to(*told: Entry) -> ConsentState:
    return project(map(event, told))


def granted(source: ConsentSource, day: int, purpose: Any = ConsentPurpose.MARKETING) -> Entry:
    return ConsentKind.GRANTED, source, purpose, day


def withdrawn(day: int, purpose: Any = ConsentPurpose.MARKETING) -> Entry:
    return ConsentKind.WITHDRAWN, ConsentSource.KEYWORD, purpose, day


@pytest.fixture
def alice() -> Actor:
    return factories.company("Acme").alice


def new_contact(actor: Actor, n: int = 1) -> UUID:
    contact = Contact(company_id=actor.company_id, phone=f"+35191200000{n}")
    in_company(actor, lambda ctx: ctx.db.add(contact))
    return contact.id


def tell(actor: Actor, contact_id: UUID, *told: ConsentChange) -> None:
    for one in told:
        with company_transaction(actor) as ctx:
            found = ctx.db.get_one(Contact, (ctx.company_id, contact_id))
            consent.record(ctx, found, one)


def state(actor: Actor, contact_id: UUID) -> ConsentState:
    with company_transaction(actor) as ctx:
        found = ctx.db.get_one(Contact, (ctx.company_id, contact_id))
        names = ConsentState.__dataclass_fields__
        return ConsentState(**{name: getattr(found, name) for name in names})


def ledger(actor: Actor) -> list[ConsentEvent]:
    return act(actor, lambda ctx: list(ctx.db.exec(select(ConsentEvent))))


@pytest.mark.parametrize("source", LISTS)
def test_list_of_people_who_agreed_never_takes_back_an_opt_out(source):
    assert comes_to(withdrawn(1), granted(source, 2)).opted_out_at == DAY_0 + timedelta(days=1)


@pytest.mark.parametrize("source", sorted(set(ConsentSource) - {*LISTS}))
def test_only_explicit_and_newer_consent_takes_back_an_opt_out(source):
    is_explicit = source in (
        ConsentSource.FORM, ConsentSource.AGENT, ConsentSource.KEYWORD, ConsentSource.BUTTON,
        ConsentSource.WHATSAPP_CONTROL,
    )  # fmt: skip
    assert (comes_to(withdrawn(1), granted(source, 2)).opted_out_at is None) == is_explicit
    assert comes_to(withdrawn(2), granted(source, 1)).opted_out_at is not None
    assert comes_to(withdrawn(1), granted(source, 1)).opted_out_at is not None


def test_first_opt_out_and_first_opt_in_stay():
    form = ConsentSource.FORM
    assert comes_to(withdrawn(3), withdrawn(1)).opted_out_at == DAY_0 + timedelta(days=1)
    assert comes_to(granted(form, 3), granted(form, 1)).opted_in_at == DAY_0 + timedelta(days=1)


def test_nothing_at_all_is_no_marketing_either_until_they_ask_for_it():
    nothing = withdrawn(1, ConsentPurpose.SERVICE)
    held = comes_to(nothing)
    assert held.opted_out_at == held.service_opted_out_at == DAY_0 + timedelta(days=1)
    service_only = comes_to(nothing, granted(ConsentSource.AGENT, 2, ConsentPurpose.SERVICE))
    assert (service_only.opted_out_at is None, service_only.service_opted_out_at) == (False, None)
    again = comes_to(nothing, granted(ConsentSource.KEYWORD, 2))
    assert (again.opted_out_at, again.service_opted_out_at) == (None, None)


@given(told=some.lists(entries, max_size=8), data=some.data())
def test_order_of_writing_changes_nothing_but_whose_words_stand(told: list[Entry], data: Any):
    shuffled = data.draw(some.permutations(told))
    times = [0, 2, 4, 5]
    one, other = astuple(comes_to(*told)), astuple(comes_to(*shuffled))
    assert [one[n] for n in times] == [other[n] for n in times]


@given(told=some.lists(entries, max_size=8))
def test_who_wants_no_messages_at_all_wants_no_marketing(told: list[Entry]):
    held = comes_to(*told)
    assert held.service_opted_out_at is None or held.opted_out_at is not None


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    steps=some.lists(
        some.one_of(entries, some.just("import"), some.just("merge")), min_size=1, max_size=7
    )
)
def test_columns_are_what_the_ledger_comes_to(alice: Actor, steps: list[Any]):
    """Random changes in random order, imports and merges between them: replaying says the same as the columns."""
    with company_transaction(alice) as ctx:
        for one in ctx.db.exec(select(Contact)):
            ctx.db.delete(one)
    person = new_contact(alice)
    for step in steps:
        if step == "import":
            take_in(alice, {"phone": "+351912000001", "name": "Ana"}, consent_source="Fair")
        elif step == "merge":
            other = new_contact(alice, 2)
            tell(alice, other, change(withdrawn(3)), change(granted(ConsentSource.FORM, 2)))
            act(alice, join, other, person)
        else:
            tell(alice, person, change(step))
        ids = everybody_once(alice, person)
        theirs = [one for one in ledger(alice) if one.contact_id in ids]
        assert state(alice, person) == project(theirs)


def everybody_once(actor: Actor, contact_id: UUID) -> set[UUID]:
    """Return the ids under which somebody was ever a contact."""
    merged = (
        col(ContactAlias.kind) == AliasKind.CONTACT,
        col(ContactAlias.contact_id) == contact_id,
    )
    found = act(actor, lambda ctx: list(ctx.db.exec(select(ContactAlias.value).where(*merged))))
    return {contact_id, *map(UUID, found)}


def test_what_was_said_as_another_contact_belongs_to_whoever_they_turned_out_to_be(alice):
    first, second, third = (new_contact(alice, n) for n in (1, 2, 3))
    tell(alice, first, change(withdrawn(1)))
    act(alice, join, first, second)
    act(alice, join, second, third)
    assert state(alice, third).opted_out_at == DAY_0 + timedelta(days=1)
    # The start that is newer counts for all that they ever were.
    tell(alice, third, change(granted(ConsentSource.KEYWORD, 2)))
    assert state(alice, third).opted_out_at is None


def test_same_entry_twice_stands_once_and_is_remembered_once(alice):
    person = new_contact(alice)
    tell(alice, person, *[change(withdrawn(1))] * 2)
    assert len(ledger(alice)) == 1
    acts = act(alice, lambda ctx: list(ctx.db.exec(select(AuditEvent.action))))
    assert acts == ["contact.opted_out"]


def test_entry_keeps_who_wrote_it_with_what_proof(alice):
    proof = ConsentChange(
        ConsentKind.GRANTED, ConsentSource.AGENT, detail="At the fair", wording="I want offers."
    )
    tell(alice, new_contact(alice), proof)
    [found] = ledger(alice)
    assert (found.actor_id, found.actor_name) == (alice.user_id, "Alice")
    assert (found.detail, found.wording) == ("At the fair", "I want offers.")


def test_nothing_happens_in_the_future(alice):
    person = new_contact(alice)
    ahead = datetime.now(UTC) + timedelta(days=400)
    resumed = ConsentChange(ConsentKind.GRANTED, ConsentSource.WHATSAPP_CONTROL, happened_at=ahead)
    tell(alice, person, resumed, ConsentChange(ConsentKind.WITHDRAWN, ConsentSource.KEYWORD))
    assert state(alice, person).opted_out_at is not None


@pytest.mark.parametrize("how", ["change", "delete"])
def test_ledger_of_a_contact_is_neither_changed_nor_deleted(alice, how):
    tell(alice, new_contact(alice), change(withdrawn(1)))
    statement = (
        update(ConsentEvent).values(kind="granted") if how == "change" else delete(ConsentEvent)
    )
    with pytest.raises(DBAPIError, match=r"permission denied|cannot be deleted"):
        act(alice, lambda ctx: ctx.db.connection().execute(statement))


def test_ledger_goes_with_the_person_and_all_that_they_were(alice):
    gone, other, stays = (new_contact(alice, n) for n in (1, 2, 3))
    for one in (gone, other, stays):
        tell(alice, one, change(withdrawn(1)))
    act(alice, join, other, gone)

    def erase(ctx: Any) -> None:
        consent.forget(ctx, gone)
        ctx.db.delete(ctx.db.get_one(Contact, (ctx.company_id, gone)))

    act(alice, erase)
    assert {one.contact_id for one in ledger(alice)} == {stays}


def test_ledger_of_another_company_is_out_of_reach(alice):
    tell(alice, new_contact(alice), change(withdrawn(1)))
    mallory = factories.mallory()
    twin = new_contact(mallory)
    assert ledger(mallory) == []
    act(mallory, consent.forget, ledger(alice)[0].contact_id)
    assert (state(mallory, twin).opted_out_at, len(ledger(alice))) == (None, 1)


def join(ctx: Any, loser: UUID, winner: UUID) -> None:
    merge(
        ctx,
        ctx.db.get_one(Contact, (ctx.company_id, loser)),
        ctx.db.get_one(Contact, (ctx.company_id, winner)),
    )
