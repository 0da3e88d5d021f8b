"""The list of contacts, and taking people in."""

from uuid import UUID

import pytest

from platform_app import jobs
from platform_app.core.clock import now
from platform_app.core.context import Actor
from platform_app.core.db import company_transaction, public_transaction
from platform_app.core.errors import Conflict, InvalidInput, NotAllowed, NotFound
from platform_app.core.paging import COUNT_LIMIT
from platform_app.models.contacts import Contact
from platform_app.services import contacts
from platform_app.services.contacts import ContactFilters
from tests.support import factories
from tests.support.imports import take_in

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def acme():
    return factories.company("Acme")


def person(number: int, name: str = "", **attributes: str) -> dict[str, str]:
    return {"phone": phone_of(number), "name": name, **attributes}


def phone_of(number: int) -> str:
    return f"+351{912_000_000 + number}"


def listed(actor, cursor=None, **filters):
    with company_transaction(actor) as ctx:
        return contacts.list_rows(ctx, ContactFilters(**filters), cursor=cursor)


def names(actor, **filters):
    return {row.name for row in listed(actor, **filters).rows}


def counted(actor, **filters):
    with company_transaction(actor) as ctx:
        return contacts.count_rows(ctx, ContactFilters(**filters))


def detail(actor, phone):
    with company_transaction(actor) as ctx:
        [row] = contacts.list_rows(ctx, ContactFilters(search=phone)).rows
        return contacts.get_detail(ctx, UUID(row.id))


def test_pages_show_every_contact_once_newest_first(acme):
    take_in(acme.alice, *map(person, range(120)))
    take_in(acme.alice, person(500))
    phones, cursor = [], None
    for size in (50, 50, 21):
        page = listed(acme.alice, cursor=cursor)
        assert len(page.rows) == size
        phones += [row.phone for row in page.rows]
        cursor = page.next_cursor
    assert cursor is None
    assert phones[0] == phone_of(500)
    assert len(set(phones)) == 121


def test_all_are_counted_and_some_up_to_where_nobody_reads_on(acme):
    take_in(acme.alice, *map(person, range(10_050)))
    assert counted(acme.alice) == 10_050
    assert counted(acme.alice, consent="unknown") == COUNT_LIMIT


def test_broken_cursor_is_a_sentence(acme):
    with pytest.raises(InvalidInput, match="does not exist"):
        listed(acme.alice, cursor="'; drop table contact")


def test_search_finds_the_beginning_of_any_word_whatever_its_accents(acme):
    take_in(acme.alice, person(1, "Ana Conceição-Ávila"), person(2, "100% Bob_"), person(3, "أحمد"))
    for said in ("CONCEICAO", "ana conc", "Ávi", "avila ana"):
        assert names(acme.alice, search=said) == {"Ana Conceição-Ávila"}, said
    assert names(acme.alice, search="100%") == {"100% Bob_"}
    assert names(acme.alice, search="أح") == {"أحمد"}
    assert names(acme.alice, search="nceicao") == set()


@pytest.mark.parametrize("said", ["_%", "'", "\\", "a' | 'b", ":*", "&", "\x01", "((", "-", "<->"])
def test_signs_in_a_search_are_signs(acme, said):
    take_in(acme.alice, person(1, "Ana"))
    assert names(acme.alice, search=said) <= {"Ana"}


def test_number_is_found_by_its_beginning_and_its_end(acme):
    take_in(acme.alice, person(1, "Ana"), person(2, "Bob"))
    for said in ("912 000 001", "+351 912000001", "0001", "351912000001"):
        assert names(acme.alice, search=said) == {"Ana"}, said
    assert names(acme.alice, search="+351") == {"Ana", "Bob"}
    assert names(acme.alice, search="12") == set()


def test_tags_and_values_are_found_by_their_beginning(acme):
    take_in(acme.alice, person(1, "Ana", city="São Paulo"), tag="Old list")
    take_in(acme.alice, person(2, "Bob", city="Porto"))
    for said in ("old l", "sao pa", "SAO"):
        assert names(acme.alice, search=said) == {"Ana"}, said
    assert names(acme.alice, attribute="city", value="Porto") == {"Bob"}
    assert names(acme.alice, attribute="city") == {"Ana", "Bob"}
    assert names(acme.alice, attribute="town", value="Porto") == set()


def test_attribute_is_asked_for_by_its_name_and_no_value_or_tag_of_that_name_counts(acme):
    take_in(acme.alice, person(1, "Ana", city="plan"), person(2, "Bob", plan="gold"), tag="plan")
    take_in(acme.alice, person(3, "Plan"))
    assert names(acme.alice, attribute="plan") == {"Bob"}
    assert names(acme.alice, attribute="town") == set()
    assert names(acme.alice, search="pla", attribute="city") == {"Ana"}


def test_change_is_found_at_once_and_what_was_is_not(acme):
    take_in(acme.alice, person(1, "Ana"))
    take_in(acme.alice, person(1, "Rita"), tag="vip")
    assert (names(acme.alice, search="rita"), names(acme.alice, search="ana")) == ({"Rita"}, set())
    assert names(acme.alice, search="vip") == {"Rita"}


def test_many_at_once_are_found_after_a_job(acme):
    take_in(acme.alice, *(person(n, f"Person {n}") for n in range(300)))
    assert names(acme.alice, search="person 77") == set()
    with company_transaction(acme.alice) as ctx:
        assert contacts.count_unsearchable(ctx) == 300
    with public_transaction() as ctx:
        [(company_id, _)] = contacts.list_debts(ctx)
    jobs.run("contacts.index", Actor.system(company_id).to_payload(), {})
    assert names(acme.alice, search="person 77") == {"Person 77"}
    with public_transaction() as ctx:
        assert contacts.list_debts(ctx) == []


def test_another_companys_people_are_never_found(acme):
    mallory = factories.mallory()
    take_in(acme.alice, person(1, "Ana", city="Porto"), tag="vip")
    take_in(mallory, person(1, "Eve", city="Porto"), tag="vip")
    for filters in (
        {"search": "porto"},
        {"search": "912000001"},
        {"tag": "vip"},
        {"search": "vip"},
    ):
        assert names(acme.alice, **filters) == {"Ana"}, filters


def test_searched_list_goes_on_behind_its_first_page(acme):
    take_in(acme.alice, *(person(n, f"Ana {n}") for n in range(60)))
    first = listed(acme.alice, search="ana")
    second = listed(acme.alice, search="ana", cursor=first.next_cursor)
    assert (len(first.rows), len(second.rows), second.next_cursor) == (50, 10, None)
    assert not {row.id for row in first.rows} & {row.id for row in second.rows}
    assert counted(acme.alice, search="ana") == 60


def test_tags_filter(acme):
    take_in(acme.alice, person(1), person(2), tag="vip")
    take_in(acme.alice, person(2), person(3), tag="autumn")
    assert {row.phone for row in listed(acme.alice, tag="vip").rows} == {
        phone_of(1),
        phone_of(2),
    }


def test_known_people_change_only_by_what_is_given(acme):
    take_in(acme.alice, person(1, "Ana", city="Lisbon"), tag="vip")
    told = take_in(acme.alice, person(1, "", plan="gold"), person(2, "Bob"))
    assert (told.added, told.updated, told.unchanged) == (1, 1, 0)
    ana = detail(acme.alice, phone_of(1))
    assert (ana.row.name, ana.row.tags) == ("Ana", ["vip"])
    assert ana.attributes == {"city": "Lisbon", "plan": "gold"}


def test_same_people_again_are_unchanged(acme):
    people = [person(1, "Ana", city="Lisbon"), person(2, "Bob")]
    take_in(acme.alice, *people, tag="vip", consent_source="Web form")
    told = take_in(acme.alice, *people, tag="vip", consent_source="Fair")
    assert (told.added, told.updated, told.unchanged) == (0, 0, 2)
    assert detail(acme.alice, phone_of(1)).opt_in_source == "Web form"


def test_consent_is_added_to_known_people(acme):
    take_in(acme.alice, person(1))
    assert take_in(acme.alice, person(1), consent_source="Web form").updated == 1
    ana = detail(acme.alice, phone_of(1))
    assert (ana.row.consent, ana.opt_in_source) == ("opted_in", "Web form")


def test_import_never_takes_back_an_opt_out(acme):
    with company_transaction(acme.alice) as ctx:
        ctx.db.add(Contact(company_id=acme.id, phone=phone_of(1), opted_out_at=now()))
    take_in(acme.alice, person(1, "Ana"), consent_source="Web form")
    ana = detail(acme.alice, phone_of(1))
    assert (ana.row.consent, ana.row.name, ana.opted_in) == ("opted_out", "Ana", "")


def test_added_contact_is_known_from_then_on(acme):
    with company_transaction(acme.bob) as ctx:
        contact_id = contacts.add(ctx, "912 000 001", name=" Ana ", default_region="PT")
        assert contacts.get_detail(ctx, contact_id).row.name == "Ana"
    with pytest.raises(Conflict), company_transaction(acme.bob) as ctx:
        contacts.add(ctx, "+351912000001")


def test_agent_may_not_take_in_many(acme):
    with pytest.raises(NotAllowed):
        take_in(acme.bob, person(1))
    assert listed(acme.alice).rows == []


def test_another_company_sees_and_changes_nothing(acme):
    take_in(acme.alice, person(1, "Ana"))
    mallory = factories.mallory()
    assert take_in(mallory, person(1, "Mallory")).added == 1
    [ana] = listed(acme.alice).rows
    assert ana.name == "Ana"
    with pytest.raises(NotFound), company_transaction(mallory) as ctx:
        contacts.get_detail(ctx, UUID(ana.id))
