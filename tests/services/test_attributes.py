"""The attributes that a company defines."""

from dataclasses import replace
from uuid import UUID

import pytest
from sqlmodel import col, select

from platform_app import jobs
from platform_app.core.db import company_transaction
from platform_app.core.errors import Conflict, InvalidInput, NotAllowed
from platform_app.core.permissions import ROLE_PERMISSIONS, Permission, Role
from platform_app.models.attributes import AttributeKind
from platform_app.models.campaigns import Campaign
from platform_app.models.contacts import Contact
from platform_app.services import attributes, segments
from tests.support import factories
from tests.support.imports import take_in

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def acme():
    return factories.company("Acme")


def call(actor, service, *arguments, **options):
    with company_transaction(actor) as ctx:
        return service(ctx, *arguments, **options)


def define(actor, label, **options):
    return call(actor, attributes.define, label, **options)


def keys(actor):
    return [one.key for one in call(actor, attributes.list_definitions)]


def test_attribute_gets_its_key_from_its_name(acme):
    made = define(acme.alice, " Order  number ", kind=AttributeKind.NUMBER)
    assert (made.key, made.label) == ("order_number", "Order number")
    assert call(acme.bob, attributes.list_definitions) == [made]


def test_two_companies_may_use_the_same_name(acme):
    mallory = factories.mallory()
    define(acme.alice, "City")
    define(mallory, "City", kind=AttributeKind.DATE)
    assert [one.kind for one in call(acme.alice, attributes.list_definitions)] == ["text"]


def test_name_is_taken_once(acme):
    define(acme.alice, "City")
    with pytest.raises(InvalidInput, match="already"):
        define(acme.alice, "city!")


def test_choices_are_needed_and_kept_once(acme):
    with pytest.raises(InvalidInput, match="one on each line"):
        define(acme.alice, "Level", kind=AttributeKind.CHOICE, choices=[" "])
    made = define(acme.alice, "Level", kind=AttributeKind.CHOICE, choices=["Gold", "gold", "Blue"])
    assert made.choices == ["gold", "Blue"]


def test_agents_define_nothing(acme):
    with pytest.raises(NotAllowed):
        define(acme.bob, "City")


def test_a_hundred_are_the_most(acme):
    with company_transaction(acme.alice) as ctx:
        for number in range(100):
            attributes.define(ctx, f"Field {number}")
    with pytest.raises(Conflict, match="the most"):
        define(acme.alice, "One more")


def test_order_is_what_people_make_it(acme):
    made = [define(acme.alice, label) for label in ("A", "B", "C")]
    call(acme.alice, attributes.reorder, UUID(made[2].id), place=0)
    assert keys(acme.alice) == ["c", "a", "b"]


def gather(actor, **values):
    people = [
        {"phone": f"+351{912_000_000 + number}", key: value}
        for key, all_of in values.items()
        for number, value in enumerate(all_of)
    ]
    take_in(actor, *people)


def values_of(actor, key):
    with company_transaction(actor) as ctx:
        found = ctx.db.exec(select(Contact.attributes).order_by(col(Contact.phone))).all()
        return [one.get(key) for one in found]


def change(actor, definition, **changes):
    given = {"label": definition.label, "kind": definition.kind, "choices": definition.choices}
    call(actor, attributes.save, UUID(definition.id), **{**given, **changes})


def test_another_kind_brings_the_values_into_its_spelling(acme):
    city = define(acme.alice, "Since")
    gather(acme.alice, since=["24.12.2026", "2026-11-23"])
    change(acme.alice, city, kind=AttributeKind.DATE)
    assert values_of(acme.alice, "since") == ["2026-12-24", "2026-11-23"]


def test_another_kind_is_refused_with_what_does_not_fit(acme):
    since = define(acme.alice, "Since")
    gather(acme.alice, since=["soon", "soon", "never", "2026-11-23", "912 000 001"])
    with pytest.raises(InvalidInput, match=r"4 people .* “soon”, “912 000 001”, “never”"):
        change(acme.alice, since, kind=AttributeKind.DATE)
    kinds = ROLE_PERMISSIONS[Role.ADMIN] - {Permission.CONTACTS_SEE_NUMBERS}
    blind = replace(acme.alice, role=Role.CUSTOM, permissions=kinds)
    with pytest.raises(InvalidInput, match="“••• ••• •••”"):
        change(blind, since, kind=AttributeKind.DATE)
    assert values_of(acme.alice, "since")[0] == "soon"


def test_a_choice_that_people_have_stays(acme):
    level = define(acme.alice, "Level", kind=AttributeKind.CHOICE, choices=["Gold", "Blue"])
    gather(acme.alice, level=["Gold"])
    with pytest.raises(
        InvalidInput, match="1 person has a value that would not fit, such as “Gold”"
    ):
        change(acme.alice, level, choices=["Blue"])
    change(acme.alice, level, choices=["gold"])
    assert values_of(acme.alice, "level") == ["gold"]


def test_deleting_takes_the_values_away_in_one_company_only(acme):
    mallory = factories.mallory()
    city = define(acme.alice, "City")
    define(mallory, "City")
    gather(acme.alice, city=["Porto"])
    gather(mallory, city=["Lisboa"])
    call(acme.alice, attributes.delete, UUID(city.id))
    assert (keys(acme.alice), values_of(acme.alice, "city")) == ([], [None])
    assert (keys(mallory), values_of(mallory, "city")) == (["city"], ["Lisboa"])


def test_many_values_are_brought_up_to_date_by_jobs(acme):
    many = 2_001
    since = define(acme.alice, "Since")
    gather(acme.alice, since=["24.12.2026"] * many)
    with company_transaction(acme.alice) as ctx:
        attributes.save(ctx, UUID(since.id), label="Since", kind=AttributeKind.DATE)
        [queued] = ctx.after_commit.jobs
    jobs.run(queued.name, acme.alice.to_payload(), queued.arguments)
    assert values_of(acme.alice, "since") == ["2026-12-24"] * many
    with company_transaction(acme.alice) as ctx:
        attributes.delete(ctx, UUID(since.id))
        [queued] = ctx.after_commit.jobs
    jobs.run(queued.name, acme.alice.to_payload(), queued.arguments)
    assert values_of(acme.alice, "since") == [None] * many


def test_an_attribute_that_is_needed_stays_and_keeps_its_kind(acme):
    city = define(acme.alice, "City")
    asked = {"subject": "attribute.text", "operator": "is", "values": ["Porto"], "key": "city"}
    definition = {"match": "all", "parts": [{"match": "any", "parts": [asked]}]}
    call(acme.alice, segments.create, name="Porto", definition=definition)
    with company_transaction(acme.alice) as ctx:
        mapped = {"1": {"source": "attribute", "value": "city"}}
        ctx.db.add(Campaign(company_id=ctx.company_id, name="Winter", variables=mapped))
    with pytest.raises(Conflict, match="the segment “Porto”, the campaign “Winter”"):
        call(acme.alice, attributes.delete, UUID(city.id))
    with pytest.raises(Conflict, match=r"by the segment “Porto”[.] Change"):
        change(acme.alice, city, kind=AttributeKind.DATE)
    change(acme.alice, city, label="Town")
    assert [one.label for one in call(acme.alice, attributes.list_definitions)] == ["Town"]


def test_people_are_counted_by_attribute(acme):
    gather(acme.alice, city=["Porto", "Lisboa"])
    assert call(acme.bob, attributes.count_people) == {"city": 2}
