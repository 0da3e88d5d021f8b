"""The attributes that a company defines."""

from uuid import UUID

import pytest

from platform_app.core.db import company_transaction
from platform_app.core.errors import Conflict, InvalidInput, NotAllowed
from platform_app.models.attributes import AttributeKind
from platform_app.services import attributes
from tests.support import factories

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
