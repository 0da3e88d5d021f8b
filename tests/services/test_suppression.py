"""The suppression list: people known by digests only, who are never written to."""

from uuid import UUID

import pytest
from sqlmodel import select

from platform_app.core.db import company_transaction
from platform_app.core.errors import Conflict, InvalidInput, NotAllowed, NotFound
from platform_app.models.consent import Suppression, SuppressionKind
from platform_app.models.contacts import Contact
from platform_app.services import contacts, suppression
from tests.support import factories, people
from tests.support.conversations import all_of, hears, says
from tests.support.webhooks import connect

pytestmark = pytest.mark.usefixtures("database")
ANA, BO = "+351912000001", "+351912000002"
WHY = "She asked us in the shop to write again."


@pytest.fixture
def acme():
    return factories.company("Acme")


def put(actor, *values, kind=SuppressionKind.LISTED):
    with company_transaction(actor) as ctx:
        return suppression.add(ctx, values, kind, source="Old system")


def found(actor, *values):
    with company_transaction(actor) as ctx:
        return suppression.find(ctx, values)


def entry_of(actor, value):
    with company_transaction(actor) as ctx:
        return suppression.look_up(ctx, value)


def lift(actor, row, reason=WHY):
    with company_transaction(actor) as ctx:
        suppression.lift(ctx, UUID(row.id), reason=reason)


def test_who_is_on_the_list_is_found_and_nobody_else(acme):
    assert put(acme.alice, ANA) == 1
    assert found(acme.alice, ANA, BO) == {ANA: SuppressionKind.LISTED}


def test_the_number_itself_is_not_kept(acme):
    put(acme.alice, ANA)
    with company_transaction(acme.alice) as ctx:
        [row] = ctx.db.exec(select(Suppression)).all()
    kept = str(row.model_dump(warnings=False))
    assert ANA[1:] not in kept
    assert ANA[-9:] not in kept
    assert row.hint == ANA[-2:]


def test_twice_on_the_list_is_once(acme):
    put(acme.alice, ANA)
    assert put(acme.alice, ANA, BO, BO) == 1
    with company_transaction(acme.alice) as ctx:
        assert suppression.count(ctx) == 2
        assert suppression.list_rows(ctx).total == 2


def test_who_was_erased_stays_erased_and_loses_the_last_digits(acme):
    put(acme.alice, ANA)
    put(acme.alice, ANA, kind=SuppressionKind.ERASED)
    put(acme.alice, ANA)
    row = entry_of(acme.alice, ANA)
    assert row is not None
    assert (row.kind, row.hint) == ("erased", "")


def test_a_listed_person_comes_off_with_a_reason(acme):
    put(acme.alice, ANA)
    with pytest.raises(InvalidInput):
        lift(acme.alice, entry_of(acme.alice, ANA), reason="why")
    lift(acme.alice, entry_of(acme.alice, ANA))
    assert found(acme.alice, ANA) == {}


def test_who_asked_to_be_erased_does_not_come_off(acme):
    put(acme.alice, ANA, kind=SuppressionKind.ERASED)
    with pytest.raises(Conflict, match="asked to be erased"):
        lift(acme.alice, entry_of(acme.alice, ANA))
    assert found(acme.alice, ANA) == {ANA: SuppressionKind.ERASED}


def test_an_agent_looks_up_and_does_not_lift():
    town = people.make_town()
    put(town.alice.actor, ANA)
    row = entry_of(town.bob.actor, ANA)
    with pytest.raises(NotAllowed):
        lift(town.bob.actor, row)


def test_a_list_is_one_company_s_own(acme):
    globex = factories.company("Globex")
    put(acme.alice, ANA)
    assert found(globex.alice, ANA) == {}
    assert put(globex.alice, ANA) == 1
    with pytest.raises(NotFound):
        lift(globex.alice, entry_of(acme.alice, ANA))


def test_who_is_on_the_list_begins_without_marketing_whoever_adds_them(acme):
    put(acme.alice, ANA)
    with company_transaction(acme.alice) as ctx:
        added = contacts.add(ctx, ANA)
        assert ctx.db.get_one(Contact, (acme.id, added)).opt_out_source == "On the suppression list"


def test_who_was_erased_and_writes_again_begins_without_marketing(acme):
    channel = connect(acme.id)
    put(acme.alice, BO, kind=SuppressionKind.ERASED)
    hears(channel, says("wamid.1") | {"from": BO[1:]})
    [found] = all_of(channel, Contact)
    assert found.opt_out_source == "Asked to be erased before"


def test_who_agrees_again_in_person_may_be_written_to(acme):
    put(acme.alice, ANA)
    with company_transaction(acme.alice) as ctx:
        added = contacts.add(ctx, ANA, consent_source="Signed at the counter today")
        assert ctx.db.get_one(Contact, (acme.id, added)).opted_out_at is None
