"""The list of contacts sorted, asked for a segment, and tagged as a whole."""

from itertools import chain
from uuid import UUID

import pytest
from sqlmodel import col, select, update

from platform_app.core.clock import now
from platform_app.core.context import Actor
from platform_app.core.db import company_transaction, public_transaction
from platform_app.core.errors import NotFound
from platform_app.core.ids import LAST_ID, NIL_ID
from platform_app.core.paging import cursor_after
from platform_app.jobs import sweeps as jobs
from platform_app.models.audit import AuditEvent
from platform_app.models.contacts import Contact
from platform_app.models.sweeps import SweepKind
from platform_app.services import contacts, segments, sweeps, tags
from platform_app.services.contacts import ContactFilters, ContactOrder, directory, tagging
from tests.support import factories
from tests.support.imports import take_in

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def acme():
    return factories.company("Acme")


def fill(acme, names, **more):
    take_in(
        acme.alice,
        *(
            {"phone": f"+351{912_000_000 + n}", "name": name, **more}
            for n, name in enumerate(names)
        ),
    )


def pages(actor, order, **filters):
    """Return the names on every page of the list."""
    found, cursor = [], None
    while True:
        with company_transaction(actor) as ctx:
            page = contacts.list_rows(ctx, ContactFilters(**filters), order=order, cursor=cursor)
        found.append([row.name for row in page.rows])
        if page.next_cursor is None:
            return found
        cursor = page.next_cursor


def note_seen(acme, names):
    with company_transaction(acme.alice) as ctx:
        for name in names:
            ctx.db.exec(update(Contact).where(col(Contact.name) == name).values(last_seen_at=now()))


def test_names_stand_in_the_order_of_the_alphabet_whatever_their_accents(acme):
    fill(acme, ["Zoë", "álvaro", "Bea", "", "Ana"])
    assert pages(acme.alice, ContactOrder.NAME) == [["álvaro", "Ana", "Bea", "Zoë", ""]]


@pytest.mark.parametrize("order", list(ContactOrder))
def test_every_order_shows_everybody_once_over_its_pages(acme, order):
    names = [f"Person {n % 7}{n:03}" for n in range(120)]
    fill(acme, names)
    note_seen(acme, names[5:65])
    found = pages(acme.alice, order)
    assert [len(page) for page in found] == [50, 50, 20]
    assert sorted(chain.from_iterable(found)) == sorted(names)


def test_who_wrote_last_stands_first_and_who_never_wrote_behind(acme):
    fill(acme, ["Ana", "Bea", "Carl", "Dora"])
    note_seen(acme, ["Carl", "Ana"])
    assert pages(acme.alice, ContactOrder.SEEN) == [["Ana", "Carl", "Dora", "Bea"]]


def test_an_order_keeps_to_the_filters(acme):
    fill(acme, ["Carl", "Ana"], tags="vip")
    fill(acme, ["Carl", "Ana", "Bea"])
    assert pages(acme.alice, ContactOrder.NAME, tag="vip") == [["Ana", "Carl"]]


@pytest.mark.parametrize("order", list(ContactOrder))
def test_those_who_came_at_one_moment_stand_in_every_order_whether_few_are_asked_for_or_many(
    acme, order, monkeypatch
):
    monkeypatch.setattr(directory, "_NEAR", 60)
    fill(acme, [f"Person {n:03}" for n in range(120)], tags="vip")
    fill(acme, ["Person 003", "Person 004"], tags="rare")
    assert [len(page) for page in pages(acme.alice, order, tag="vip")] == [50, 50, 20]
    found = list(chain.from_iterable(pages(acme.alice, order, tag="rare")))
    assert sorted(found) == ["Person 003", "Person 004"]


def test_segment_narrows_the_list_together_with_a_search(acme):
    fill(acme, ["Ana Sá", "Ana Costa", "Bea Sá"])
    with company_transaction(acme.alice) as ctx:
        rows = contacts.list_rows(ctx).rows
        ids = {row.name: UUID(row.id) for row in rows}
        chosen = segments.create_list(ctx, name="Chosen")
        segments.add_members(ctx, chosen, [ids["Ana Sá"], ids["Bea Sá"]])
    found = pages(acme.alice, ContactOrder.NEWEST, segment=str(chosen), search="ana")
    assert found == [["Ana Sá"]]
    assert pages(acme.alice, ContactOrder.NAME, segment=str(chosen)) == [["Ana Sá", "Bea Sá"]]
    with company_transaction(acme.alice) as ctx:
        assert contacts.count_rows(ctx, ContactFilters(segment=str(chosen))) == 2


@pytest.mark.parametrize("wrong", ["none", "01a20acb-7501-75ba-80b0-3a17b284049d"])
def test_segment_that_is_none_is_said(acme, wrong):
    with company_transaction(acme.alice) as ctx, pytest.raises(NotFound):
        contacts.list_rows(ctx, ContactFilters(segment=wrong))


def test_segment_of_another_company_is_none(acme):
    other = factories.company("Globex")
    with company_transaction(other.alice) as ctx:
        theirs = segments.create_list(ctx, name="Theirs")
    with company_transaction(acme.alice) as ctx, pytest.raises(NotFound):
        contacts.list_rows(ctx, ContactFilters(segment=str(theirs)))


@pytest.mark.parametrize("filters", [{}, {"search": "person"}, {"consent": "unknown"}])
def test_all_that_match_are_tagged_batch_by_batch_and_noted_once(acme, filters, monkeypatch):
    fill(acme, [f"Person {n}" for n in range(25)])
    monkeypatch.setattr(tagging, "_BATCH", 10)
    with company_transaction(acme.alice) as ctx:
        assert contacts.tag_matching(ctx, ContactFilters(**filters), "vip", is_added=True) == 25
    # Redis has lost the wake-up: the clock finds the row, and goes on as the product itself.
    with public_transaction() as ctx:
        [(company_id, sweep_id)] = sweeps.list_unfinished(ctx)
    jobs.run(Actor.system(company_id), sweep_id=str(sweep_id))
    with company_transaction(acme.alice) as ctx:
        assert contacts.count_rows(ctx, ContactFilters(tag="vip")) == 25
        told = ctx.db.exec(
            select(AuditEvent).where(col(AuditEvent.action) == "contacts.tagged")
        ).all()
        assert [event.facts["people"] for event in told] == [25]


def test_a_search_by_digits_finds_nobody_for_the_clock_if_whoever_asked_may_not_see_numbers(acme):
    fill(acme, ["Ana"])
    asked = sweeps.Sweep(
        SweepKind.TAG,
        "vip",
        "",
        NIL_ID,
        {"search": "912000000"},
        cursor_after(now(), LAST_ID),
        sees_numbers=False,
    )
    with company_transaction(acme.alice) as ctx:
        tags.ensure(ctx, ["vip"])
        sweeps.begin_for(ctx, asked)
    with public_transaction() as ctx:
        [(company_id, sweep_id)] = sweeps.list_unfinished(ctx)
    jobs.run(Actor.system(company_id), sweep_id=str(sweep_id))
    with company_transaction(acme.alice) as ctx:
        assert contacts.count_rows(ctx, ContactFilters(tag="vip")) == 0
        assert not sweeps.under_way(ctx)


def test_a_segment_that_is_deleted_meanwhile_ends_the_tagging(acme):
    fill(acme, ["Ana"])
    gone = {"segment": "01a20acb-7501-75ba-80b0-3a17b284049d"}
    with company_transaction(acme.alice) as ctx:
        tags.ensure(ctx, ["vip"])
        sweeps.begin_for(
            ctx,
            sweeps.Sweep(SweepKind.TAG, "vip", "", NIL_ID, gone, cursor_after(now(), LAST_ID)),
        )
    with public_transaction() as ctx:
        [(company_id, sweep_id)] = sweeps.list_unfinished(ctx)
    jobs.run(Actor.system(company_id), sweep_id=str(sweep_id))
    with company_transaction(acme.alice) as ctx:
        assert not sweeps.under_way(ctx)


def test_those_who_do_not_match_keep_their_tags(acme):
    fill(acme, ["Ana", "Bea"], tags="vip")
    with company_transaction(acme.alice) as ctx:
        contacts.tag_matching(ctx, ContactFilters(search="ana"), "vip", is_added=False)
    assert pages(acme.alice, ContactOrder.NEWEST, tag="vip") == [["Bea"]]


def test_who_may_not_see_numbers_tags_nobody_by_them(acme):
    fill(acme, ["Ana"])
    with company_transaction(acme.bob) as ctx:
        wanted = ContactFilters(search="912000000")
        may_see = contacts.may_see_numbers(ctx)
        assert contacts.tag_matching(ctx, wanted, "vip", is_added=True) == (1 if may_see else 0)
