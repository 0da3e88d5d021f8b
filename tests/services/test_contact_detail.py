"""One contact: changed, tagged, noted; and the timeline of all that happened with them."""

from dataclasses import replace
from uuid import UUID

import pytest
from sqlmodel import select

from platform_app.core.db import company_transaction
from platform_app.core.errors import InvalidInput, NotAllowed, NotFound
from platform_app.core.permissions import ROLE_PERMISSIONS, Permission, Role
from platform_app.models.attributes import AttributeKind
from platform_app.models.contact_changes import ContactChange
from platform_app.models.contacts import Contact
from platform_app.services import attributes, contacts, tags, timelines
from tests.support import factories

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def acme():
    return factories.company("Acme")


def call(actor, service, *arguments, **options):
    with company_transaction(actor) as ctx:
        return service(ctx, *arguments, **options)


@pytest.fixture
def ana(acme) -> UUID:
    call(acme.alice, attributes.define, "Age", kind=AttributeKind.NUMBER)
    return call(acme.alice, contacts.add, "+351912000001", name="Ana")


def timeline(actor, contact_id, **options):
    return call(actor, timelines.list_rows, contact_id, **options).rows


def test_name_and_values_are_kept_in_their_spelling(acme, ana):
    call(acme.bob, contacts.save, ana, name=" Ana Maria ", values={"age": "12,50", "other": "x"})
    detail = call(acme.bob, contacts.get_detail, ana)
    assert (detail.row.name, detail.attributes) == ("Ana Maria", {"age": "12.5"})
    call(acme.bob, contacts.save, ana, name="Ana Maria", values={"age": ""})
    assert call(acme.bob, contacts.get_detail, ana).attributes == {}


def test_value_that_does_not_fit_changes_nothing(acme, ana):
    with pytest.raises(InvalidInput) as caught:
        call(acme.bob, contacts.save, ana, name="Other", values={"age": "old"})
    assert list(caught.value.fields) == ["age"]
    assert call(acme.bob, contacts.get_detail, ana).row.name == "Ana"


def test_saving_the_same_is_no_change(acme, ana):
    call(acme.bob, contacts.save, ana, name="Ana", values={})
    assert len(timeline(acme.bob, ana, kind="change")) == 1


def test_tag_is_made_once_and_found_by(acme, ana):
    call(acme.bob, contacts.add_tag, ana, " VIP ")
    call(acme.bob, contacts.add_tag, ana, "VIP")
    assert [tag.name for tag in call(acme.bob, tags.list_tags)] == ["VIP"]
    assert call(acme.bob, contacts.get_detail, ana).row.tags == ["VIP"]
    call(acme.bob, contacts.remove_tag, ana, "VIP")
    assert call(acme.bob, contacts.get_detail, ana).row.tags == []


def test_tag_for_many_counts_who_changed(acme, ana):
    bob = call(acme.alice, contacts.add, "+351912000002", name="Bob")
    call(acme.bob, contacts.add_tag, ana, "vip")
    assert call(acme.bob, contacts.tag_many, [ana, bob], "vip", is_added=True) == 1
    assert call(acme.bob, contacts.tag_many, [ana, bob], "vip", is_added=False) == 2


def test_renamed_and_merged_tags_follow_to_people(acme, ana):
    call(acme.bob, contacts.add_tag, ana, "old")
    call(acme.bob, contacts.add_tag, ana, "new")
    ids = {tag.name: UUID(tag.id) for tag in call(acme.alice, tags.list_tags)}
    call(acme.alice, tags.save, ids["old"], name="older", colour="pink")
    assert call(acme.bob, contacts.get_detail, ana).row.tags == ["older", "new"]
    call(acme.alice, tags.merge, ids["old"], into=ids["new"])
    assert call(acme.bob, contacts.get_detail, ana).row.tags == ["new"]
    call(acme.alice, tags.delete, ids["new"])
    assert call(acme.bob, contacts.get_detail, ana).row.tags == []


def test_only_authors_change_notes_and_admins_delete_all(acme, ana):
    note = call(acme.bob, contacts.add_note, ana, "Likes tea")
    with pytest.raises(NotAllowed):
        call(acme.alice, contacts.change_note, note, "Likes coffee")
    call(acme.bob, contacts.change_note, note, "Likes green tea")
    [row] = timeline(acme.alice, ana, kind="note")
    assert (row.body, row.may_edit, row.may_delete) == ("Likes green tea", False, True)
    mine = call(acme.alice, contacts.add_note, ana, "VIP")
    with pytest.raises(NotAllowed):
        call(acme.bob, contacts.delete_note, mine)
    call(acme.alice, contacts.delete_note, note)
    assert [row.body for row in timeline(acme.alice, ana, kind="note")] == ["VIP"]


def test_timeline_is_merged_newest_first_and_comes_in_pages(acme, ana):
    for number in range(60):
        call(acme.bob, contacts.add_note, ana, f"Note {number}")
    call(acme.bob, contacts.save, ana, name="Ana Maria", values={})
    first = call(acme.bob, timelines.list_rows, ana)
    second = call(acme.bob, timelines.list_rows, ana, cursor=first.next_cursor)
    assert (first.rows[0].kind, first.rows[1].body) == ("change", "Note 59")
    assert (len(first.rows), len(second.rows), second.next_cursor) == (50, 12, None)


def test_person_without_a_number_is_as_good_as_any(acme):
    with company_transaction(acme.alice) as ctx:
        contact = Contact(company_id=acme.id, wa_user_id="PT.123", name="")
        ctx.db.add(contact)
        ctx.db.flush()
        contact_id = contact.id
    call(acme.bob, contacts.save, contact_id, name="Rui", values={})
    call(acme.bob, contacts.add_note, contact_id, "Hello")
    detail = call(acme.bob, contacts.get_detail, contact_id)
    assert (detail.row.name, detail.row.phone, detail.user_id) == ("Rui", "", "PT.123")


def test_another_company_sees_and_changes_nothing(acme, ana):
    mallory = factories.mallory()
    note = call(acme.bob, contacts.add_note, ana, "Secret")
    for service, arguments in (
        (timelines.list_rows, (ana,)),
        (contacts.add_note, (ana, "x")),
        (contacts.change_note, (note, "x")),
        (contacts.delete_note, (note,)),
        (contacts.add_tag, (ana, "x")),
    ):
        with pytest.raises(NotFound):
            call(mallory, service, *arguments)
    assert call(mallory, contacts.tag_many, [ana], "x", is_added=True) == 0
    assert call(acme.alice, contacts.get_detail, ana).row.tags == []


def test_timeline_says_from_what_to_what(acme, ana):
    call(acme.alice, attributes.define, "City")
    call(acme.bob, contacts.save, ana, name="Ana", values={"city": "Lisbon"})
    call(acme.bob, contacts.save, ana, name="Ana Maria", values={"city": "Porto", "age": "40"})
    call(acme.bob, contacts.add_tag, ana, "vip")
    told = timeline(acme.alice, ana, kind="change")
    assert {(one.title, one.body) for one in told if " changed " in one.title} == {
        ("Bob changed City", "City: – → Lisbon"),
        ("Bob changed City", "City: Lisbon → Porto"),
        ("Bob changed Name", "Name: Ana → Ana Maria"),
        ("Bob changed Age", "Age: – → 40"),
        ("Bob changed Tags", "Tags: – → vip"),
    }


def test_what_was_changed_before_a_merge_is_told_of_whoever_stays(acme, ana):
    other = call(acme.alice, contacts.add, "+351912000002", name="Anna")
    call(acme.bob, contacts.save, other, name="Anna M.", values={"age": "39"})
    call(acme.alice, contacts.join, ana, other, of_other=["name"])
    told = [one.body for one in timeline(acme.alice, ana, kind="change")]
    assert {"Name: Anna → Anna M.", "Name: Ana → Anna M.", "Age: – → 39"} <= set(told)


def test_who_sees_no_numbers_sees_none_in_changes(acme, ana):
    call(acme.alice, contacts.save, ana, name="912 555 444", values={})
    kinds = ROLE_PERMISSIONS[Role.ADMIN] - {Permission.CONTACTS_SEE_NUMBERS}
    blind = replace(acme.alice, role=Role.CUSTOM, permissions=kinds)
    assert all("912 555" not in one.body for one in timeline(blind, ana))
    assert any("912 555" in one.body for one in timeline(acme.alice, ana))


def test_many_at_once_leave_no_entry_with_each(acme, ana):
    call(acme.alice, contacts.tag_many, [ana], "vip", is_added=True)
    assert call(acme.alice, lambda ctx: ctx.db.exec(select(ContactChange)).all()) == []
