"""Segments: made, versioned, copied, refused to go while needed; lists; walls between companies."""

from typing import Any
from uuid import UUID

import pytest
from sqlmodel import col, select

from platform_app.core.context import CompanyContext
from platform_app.core.db import in_company
from platform_app.core.errors import Conflict, InvalidInput, NotAllowed, NotFound
from platform_app.core.ids import new_id
from platform_app.models.contacts import Contact
from platform_app.models.segments import Segment, SegmentVersion
from platform_app.services import segments
from tests.support.people import Person
from tests.support.servers import TestDatabase
from tests.support.shops import Shop, make_shop

VIP = {"subject": "tags", "operator": "any_of", "values": ["vip"]}


@pytest.fixture
def shop(database: TestDatabase) -> Shop:
    return make_shop()


def group(*parts: dict[str, Any], match: str = "all") -> dict[str, Any]:
    return {"match": match, "parts": list(parts)}


def asks(subject: str, operator: str, *values: object, **more: str) -> dict[str, Any]:
    return {"subject": subject, "operator": operator, "values": list(map(str, values)), **more}


def make(who: Person, name: str = "Regulars", *parts: dict[str, Any]) -> UUID:
    definition = group(*(parts or (VIP,)))
    return in_company(who.actor, lambda ctx: segments.create(ctx, name=name, definition=definition))


def people_of(who: Person, segment_id: UUID) -> int:
    return in_company(who.actor, lambda ctx: segments.measure_segment(ctx, segment_id)).people


def test_a_segment_counts_its_people_by_consent(shop: Shop) -> None:
    found = in_company(shop.actor, lambda ctx: segments.measure(ctx, group()))
    assert (found.people, found.opted_in, found.opted_out, found.unknown) == (7, 5, 1, 1)
    assert len(found.samples) == 7
    assert found.as_of


def test_every_change_is_a_version_and_the_same_is_none(shop: Shop) -> None:
    segment_id = make(shop.town.carol)

    def save(ctx: CompanyContext, *parts: dict[str, Any]) -> int:
        return segments.save(ctx, segment_id, name="Regulars", definition=group(*parts))

    assert in_company(shop.actor, lambda ctx: save(ctx, VIP)) == 1
    assert in_company(shop.actor, lambda ctx: save(ctx, asks("name", "set"))) == 2
    kept = in_company(
        shop.actor,
        lambda ctx: list(ctx.db.exec(select(SegmentVersion).order_by(col(SegmentVersion.version)))),
    )
    assert [(one.version, one.definition["parts"][0]["subject"]) for one in kept] == [
        (1, "tags"),
        (2, "name"),
    ]


def test_a_former_version_can_still_be_asked(shop: Shop) -> None:
    inner = make(shop.town.alice, "Inner")
    outer = make(shop.town.alice, "Outer", asks("segment", "in", inner))
    versions = in_company(shop.actor, lambda ctx: segments.versions_of(ctx, [outer]))
    in_company(shop.actor, lambda ctx: segments.save(ctx, inner, name="Inner", definition=group()))

    def count(ctx: CompanyContext, pinned: dict[str, int] | None) -> int:
        belongs = segments.matching(ctx, outer, pinned)
        return len(ctx.db.exec(select(Contact.id).where(belongs)).all())

    assert in_company(shop.actor, lambda ctx: (count(ctx, versions), count(ctx, None))) == (2, 7)


@pytest.mark.parametrize(
    ("definition", "sentence"),
    [
        ({}, "The segment: say whether"),
        (group({"subject": "shoe"}), "Condition 1: choose what it is about"),
        (group(VIP, group(asks("tags", "any_of"))), "Condition 2.1: choose at least one"),
        (group(asks("bucket", "between", 50, 10, "")), "below the second"),
        (group(asks("created", "last_days", 0)), "give 1 to 3,650 days"),
        (group(asks("created", "last_days", "²")), "give 1 to 3,650 days"),
        (group(asks("created", "before", "2026-02-30")), "give a date"),
        (group(asks("phone", "begins", "+351912000001")), "7 digits at the most"),
        (group(asks("attribute.number", "more", "1e9", key="age")), "give a number"),
        (group(asks("attribute.text", "is", "x")), "choose the attribute"),
        (group(asks("attribute.text", "is", "x", key="shoe")), "no attribute “shoe”"),
        (group(asks("name", "is", "x" * 201)), "1 to 200 characters"),
        (group(group(group(group(group(group()))))), "at most 5 deep"),
        (group(*[VIP] * 51), "at most 50 conditions"),
        (group(group(*[VIP] * 30), group(*[VIP] * 30)), "at most 50 conditions"),
        (group(asks("campaign", "read", "1 or 1=1")), "choose one"),
    ],
)
def test_a_wrong_definition_is_told_where(
    shop: Shop, definition: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(InvalidInput, match=sentence):
        in_company(
            shop.actor, lambda ctx: segments.create(ctx, name="Wrong", definition=definition)
        )


@pytest.mark.parametrize("hostile", ["'; drop table contact; --", "%", "_", "\\", "🦆" * 50, "{}"])
def test_hostile_texts_are_texts(shop: Shop, hostile: str) -> None:
    definition = group(
        asks("name", "contains", hostile), asks("tags", "any_of", hostile), match="any"
    )
    assert in_company(shop.actor, lambda ctx: segments.measure(ctx, definition)).people == 0


def test_segments_do_not_go_round_in_circles(shop: Shop) -> None:
    first = make(shop.town.alice, "First")
    second = make(shop.town.alice, "Second", asks("segment", "in", first))
    definition = group(asks("segment", "not_in", second))
    with pytest.raises(InvalidInput, match="asks for itself"):
        in_company(
            shop.actor, lambda ctx: segments.save(ctx, first, name="First", definition=definition)
        )


def test_segments_that_multiply_are_refused(shop: Shop) -> None:
    asked = make(shop.town.alice, "0", *[VIP] * 10)
    with pytest.raises(InvalidInput, match="more than 500 conditions"):
        for name in "123":
            asked = make(shop.town.alice, name, *[asks("segment", "in", asked)] * 10)


def test_a_name_is_taken_once_in_a_company(shop: Shop) -> None:
    make(shop.town.alice)
    with pytest.raises(InvalidInput, match="has this name"):
        make(shop.town.carol, " Regulars ")
    make(shop.town.mallory)


def test_a_needed_segment_is_not_deleted(shop: Shop) -> None:
    inner = make(shop.town.alice, "Inner")
    make(shop.town.alice, "Outer", asks("segment", "in", inner))
    with pytest.raises(Conflict, match="the segment “Outer”"):
        in_company(shop.actor, lambda ctx: segments.delete(ctx, inner))


def test_a_copy_has_a_name_of_its_own(shop: Shop) -> None:
    original = make(shop.town.alice)
    for _ in range(2):
        in_company(shop.actor, lambda ctx: segments.duplicate(ctx, original))
    names = in_company(shop.actor, lambda ctx: sorted(ctx.db.exec(select(Segment.name))))
    assert names == ["Regulars", "Regulars (copy 2)", "Regulars (copy)"]


def test_a_list_is_kept_by_hand(shop: Shop) -> None:
    vips = make(shop.town.alice)
    kept = in_company(shop.actor, lambda ctx: segments.keep_as_list(ctx, vips, name="Kept"))
    page = in_company(shop.actor, lambda ctx: segments.list_members(ctx, kept))
    assert (page.total, people_of(shop.town.alice, kept)) == (2, 2)
    out = [UUID(page.rows[0].id)]
    assert in_company(shop.actor, lambda ctx: segments.remove_members(ctx, kept, out)) == 1
    back = [*out, UUID(page.rows[1].id), new_id()]
    assert in_company(shop.actor, lambda ctx: segments.add_members(ctx, kept, back)) == 1
    assert people_of(shop.town.alice, kept) == 2


def test_nobody_is_put_into_a_segment_by_hand(shop: Shop) -> None:
    with pytest.raises(Conflict, match="by itself"):
        in_company(
            shop.actor, lambda ctx: segments.add_members(ctx, make(shop.town.alice), [new_id()])
        )


def test_sizes_are_worked_out_and_remembered(shop: Shop) -> None:
    segment_id = make(shop.town.alice)
    in_company(shop.actor, lambda ctx: segments.note_size(ctx, segment_id))
    row = in_company(shop.actor, segments.list_rows).rows[0]
    assert (row.people, bool(row.counted), row.sentence) == ("2", True, "People tagged “vip”.")
    assert in_company(shop.actor, segments.find_old) == []


def test_agents_see_segments_and_change_none(shop: Shop) -> None:
    segment_id, bob = make(shop.town.alice), shop.town.bob
    assert in_company(bob.actor, lambda ctx: segments.get_detail(ctx, segment_id)).name
    changes = (
        lambda ctx: segments.create(ctx, name="Mine", definition=group()),
        lambda ctx: segments.create_list(ctx, name="Mine"),
        lambda ctx: segments.save(ctx, segment_id, name="Mine", definition=group()),
        lambda ctx: segments.rename(ctx, segment_id, name="Mine"),
        lambda ctx: segments.duplicate(ctx, segment_id),
        lambda ctx: segments.delete(ctx, segment_id),
        lambda ctx: segments.keep_as_list(ctx, segment_id, name="Mine"),
        lambda ctx: segments.add_members(ctx, segment_id, []),
        lambda ctx: segments.remove_members(ctx, segment_id, []),
    )
    for change in changes:
        with pytest.raises(NotAllowed):
            in_company(bob.actor, change)


def test_another_company_finds_no_such_segment(shop: Shop) -> None:
    segment_id, mallory = make(shop.town.alice), shop.town.mallory
    make(mallory)
    for service in (
        segments.get_detail, segments.measure_segment, segments.duplicate, segments.delete, segments.list_members,
        segments.matching,
    ):  # fmt: skip
        with pytest.raises(NotFound):
            in_company(mallory.actor, lambda ctx, service=service: service(ctx, segment_id))


def test_a_definition_cannot_name_what_another_company_has(shop: Shop) -> None:
    theirs, mallory = make(shop.town.alice), shop.town.mallory
    for subject, operator in (("segment", "in"), ("campaign", "read"), ("assignee", "is")):
        ids = {"segment": theirs, "campaign": shop.draft(), "assignee": shop.town.alice.user_id}
        with pytest.raises(InvalidInput, match="no longer exists"):
            make(mallory, subject, asks(subject, operator, ids[subject]))
    asked = group(asks("segment", "in", theirs))
    with pytest.raises(NotFound):
        in_company(mallory.actor, lambda ctx: segments.measure(ctx, asked))


def test_a_list_takes_no_contact_of_another_company(shop: Shop) -> None:
    mallory = shop.town.mallory
    mine = in_company(mallory.actor, lambda ctx: segments.create_list(ctx, name="Mine"))
    theirs = in_company(shop.actor, lambda ctx: list(ctx.db.exec(select(Contact.id))))
    assert in_company(mallory.actor, lambda ctx: segments.add_members(ctx, mine, theirs)) == 0
