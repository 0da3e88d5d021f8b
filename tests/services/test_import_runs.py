"""What an import decides about people: dry run and run, consent and suppression, cancelling, several at once."""

import random
from functools import partial
from typing import TypeVar
from uuid import UUID

import pytest
from sqlmodel import col, select

from platform_app.core.clock import now
from platform_app.core.db import company_transaction, in_company
from platform_app.core.errors import Conflict
from platform_app.jobs import imports as jobs
from platform_app.models.attributes import AttributeDefinition, AttributeKind
from platform_app.models.base import CompanyOwned
from platform_app.models.consent import ConsentEvent, Suppression, SuppressionKind
from platform_app.models.contacts import Contact
from platform_app.models.imports import ContactImport, ImportMode
from platform_app.models.mail import Mail
from platform_app.models.tags import Tag
from platform_app.services import imports, suppression
from tests.services.test_imports import at_once, csv_file, many, problems, sums
from tests.support import factories
from tests.support.factories import TestCompany
from tests.support.imports import check, check_again, create, report, run
from tests.support.servers import TestDatabase

Row = TypeVar("Row", bound=CompanyOwned)
pytestmark = pytest.mark.usefixtures("database")
ANA, BOB, CY = "+351912000001", "+351912000002", "+351912000003"


@pytest.fixture
def acme(database: TestDatabase):
    return factories.company("Acme")


def know(company, phone, **facts):
    with company_transaction(company.alice) as ctx:
        ctx.db.add(Contact(company_id=company.id, phone=phone, **facts))


def rows_of(company: TestCompany, table: type[Row]) -> list[Row]:
    with company_transaction(company.alice) as ctx:
        return list(ctx.db.exec(select(table).order_by(col(table.id))))


def everybody(company: TestCompany) -> list[Contact]:
    return rows_of(company, Contact)


def by_phone(company):
    return {one.phone: one for one in everybody(company)}


def figures(told):
    return (*sums(told), told.repeated, told.erased, told.warned, told.opted_out)


@pytest.mark.parametrize("seed", range(3))
def test_dry_run_says_what_the_run_does(acme, seed):
    order = random.Random(seed)
    for number in range(0, 60, 3):
        is_out = order.random() < 0.3
        know(
            acme,
            f"+351{912_000_000 + number}",
            name=f"Person {number}",
            opted_out_at=now() if is_out else None,
        )
    in_company(
        acme.alice, lambda ctx: suppression.add(ctx, [ANA], SuppressionKind.ERASED, source="x")
    )
    rows = many(60) + [
        order.choice(["12,x,y", "+351912000007,Again,", f"{ANA},Ana,"]) for _ in range(20)
    ]
    order.shuffle(rows)
    import_id = create(acme.alice, csv_file(*rows), tags=("fair",), consent_source="Fair")
    planned = check(acme.alice, csv_file(*rows), tags=("fair",), consent_source="Fair")
    seen = report(acme.alice, planned)
    jobs.run(acme.alice, import_id=str(import_id))
    assert figures(report(acme.alice, import_id)) == figures(seen)
    assert seen.rows_done == 80 and not seen.has_run


def test_dry_run_writes_nobody_and_shows_each_of_the_first_rows(acme):
    know(acme, BOB, name="Bob", opted_out_at=now())
    know(acme, CY, name="Cy")
    rows = (f"{ANA},Ana,", f"{BOB},Robert,", f"{CY},Cy,", "12,Dan,", f"{ANA},Ana,")
    import_id = check(acme.alice, csv_file(*rows))
    shown = in_company(acme.alice, lambda ctx: imports.list_shown(ctx, import_id))
    assert [row.verdict for row in shown] == [
        "new",
        "opted_out",
        "unchanged",
        "rejected",
        "rejected",
    ]
    assert shown[4].problem.startswith("The same number stands")
    reasons = in_company(acme.alice, lambda ctx: imports.list_reasons(ctx, import_id))
    assert [one.rows for one in reasons] == [1, 1]
    assert len(everybody(acme)) == 2


def test_consent_is_granted_once_with_its_proof(acme):
    choices = {"consent_source": "Fair", "consent_wording": "Yes, write to me."}
    know(acme, BOB, opted_out_at=now())
    run(acme.alice, csv_file(f"{ANA},Ana,", f"{BOB},Bob,"), **choices)
    told = run(acme.alice, csv_file(f"{ANA},Ana,", f"{BOB},Bob,"), **choices)
    [event] = rows_of(acme, ConsentEvent)
    people = by_phone(acme)
    assert (event.contact_id, event.kind, event.source) == (people[ANA].id, "granted", "import")
    assert (event.detail, event.wording, event.actor_name) == ("Fair", "Yes, write to me.", "Alice")
    assert people[BOB].opted_in_at is None and told.opted_out == 1


def test_erased_person_is_not_taken_and_listed_one_comes_without_consent(acme):
    def put(ctx, phone, kind):
        suppression.add(ctx, [phone], kind, source="x")

    in_company(acme.alice, lambda ctx: put(ctx, ANA, SuppressionKind.ERASED))
    in_company(acme.alice, lambda ctx: put(ctx, BOB, SuppressionKind.LISTED))
    told = run(acme.alice, csv_file(f"{ANA},Ana,", f"{BOB},Bob,"), consent_source="Fair")
    assert (sums(told), told.erased) == ((1, 0, 0, 1), 1)
    assert "erased" in problems(acme.alice, told.id).rows[0].reason
    [bob] = everybody(acme)
    assert bob.opted_in_at is None and bob.opted_out_at is not None
    assert [one.kind for one in rows_of(acme, ConsentEvent)] == ["withdrawn"]


def test_suppression_list_withdraws_the_known_and_lists_the_others(acme):
    know(acme, ANA, name="Ana", opted_in_at=now(), opt_in_source="Fair")
    file = csv_file(f"{ANA},Nobody,", f"{BOB},Bob,", "12,,")
    choices = {"mode": ImportMode.SUPPRESSION, "consent_source": "Unsubscribed by mail"}
    told = run(acme.alice, file, **choices)
    assert sums(told) == (1, 1, 0, 1)
    [ana] = everybody(acme)
    assert (ana.name, ana.opt_out_source) == ("Ana", "Unsubscribed by mail")
    assert [one.source for one in rows_of(acme, ConsentEvent)] == ["suppression_list"]
    assert [one.hint for one in rows_of(acme, Suppression)] == ["02"]
    assert sums(run(acme.alice, file, **choices)) == (0, 0, 2, 1)


def test_known_people_stay_as_they_are_but_for_tags_and_consent(acme):
    know(acme, ANA, name="Ana", attributes={"city": "Porto"}, tags=["old"])
    told = run(
        acme.alice,
        csv_file(f"{ANA},Other,Faro"),
        keeps_known=True,
        tags=("new",),
        consent_source="Fair",
    )
    [ana] = everybody(acme)
    assert (ana.name, ana.attributes, ana.tags) == ("Ana", {"city": "Porto"}, ["old", "new"])
    assert ana.opted_in_at is not None and ana.last_import_id == UUID(told.id)


def test_attribute_of_a_kind_is_made_and_bad_values_are_left_out_with_a_warning(acme):
    file = f"phone,born,tags\n{ANA},31.12.1999,vip;fair\n{BOB},soon,\n".encode()
    told = run(acme.alice, file, kinds={"born": "date"})
    people = by_phone(acme)
    assert people[ANA].attributes == {"born": "1999-12-31"} and people[BOB].attributes == {}
    assert people[ANA].tags == ["vip", "fair"]
    assert {one.name for one in rows_of(acme, Tag)} == {"vip", "fair"}
    [definition] = rows_of(acme, AttributeDefinition)
    assert (definition.key, definition.kind) == ("born", AttributeKind.DATE)
    assert (told.added, told.rejected, told.warned) == (2, 0, 1)
    assert problems(acme.alice, told.id).rows[0].reason == "Taken without born: it is no date."
    assert "no date" in problems(acme.alice, told.id).rows[0].reason


def test_number_is_kept_as_it_was_written(acme):
    run(acme.alice, csv_file("912 000 001,Ana,", f"{BOB},Bob,"), default_region="PT")
    people = by_phone(acme)
    assert (people[ANA].phone_original, people[BOB].phone_original) == ("912 000 001", None)


def test_cancelled_import_keeps_what_it_had_taken_and_takes_nothing_more(acme, monkeypatch):
    monkeypatch.setattr("platform_app.services.imports.batches.BATCH_ROWS", 100)
    import_id = create(acme.alice, csv_file(*many(1_000)))
    take = imports.take

    def take_and_cancel(ctx, item, batch):
        answer = take(ctx, item, batch)
        if batch.first_row == 200:
            imports.cancel(ctx, item)
        return answer

    monkeypatch.setattr(imports, "take", take_and_cancel)
    jobs.run(acme.alice, import_id=str(import_id))
    told = report(acme.alice, import_id)
    assert (told.status, told.rows_done, told.added) == ("cancelled", 300, 300)
    assert len(everybody(acme)) == 300
    with pytest.raises(Conflict):
        in_company(acme.alice, lambda ctx: imports.start(ctx, import_id))


def test_two_imports_of_the_same_people_at_once_double_nobody(acme):
    first, second = (create(acme.alice, csv_file(*many(3_000)), tags=(tag,)) for tag in "ab")
    at_once(*(partial(jobs.run, acme.alice, import_id=str(one)) for one in (first, second)))
    people = everybody(acme)
    assert len(people) == 3_000
    assert {tuple(sorted(one.tags)) for one in people} == {("a", "b")}


def test_two_companies_import_the_same_people_at_once_and_share_nothing(acme):
    other = factories.company("Globex")
    works = [
        partial(
            jobs.run,
            one.alice,
            import_id=str(create(one.alice, csv_file(*many(3_000)), tags=(one.alice.name,))),
        )
        for one in (acme, other)
    ]
    at_once(*works)
    assert len(everybody(acme)) == len(everybody(other)) == 3_000
    assert not {one.id for one in everybody(acme)} & {one.id for one in everybody(other)}


def test_the_same_file_is_recognised(acme):
    run(acme.alice, csv_file(*many(3)))
    again = check(acme.alice, csv_file(*many(3)))
    assert report(acme.alice, again).same_file != ""
    assert report(acme.alice, check(acme.alice, csv_file(*many(4)))).same_file == ""


def test_decisions_can_be_changed_after_the_check(acme):
    import_id = check(acme.alice, csv_file("12,,", f"{ANA},Ana,"), tags=("a",))
    recalled = in_company(acme.alice, lambda ctx: imports.recall(ctx, import_id))
    assert recalled.tags == ("a",)
    check_again(acme.alice, import_id, default_region="PT", tags=("b",))
    seen = report(acme.alice, import_id)
    assert (seen.rows_done, seen.rejected, seen.tags) == (2, 1, ["b"])
    assert len(problems(acme.alice, import_id).rows) == 1


def test_long_import_ends_with_a_mail(acme):
    import_id = create(acme.alice, csv_file(*many(3)))
    with company_transaction(acme.alice) as ctx:
        found = ctx.db.get_one(ContactImport, (acme.id, import_id))
        found.started_at = now().replace(year=2020)
    jobs.run(acme.alice, import_id=str(import_id))
    [mail] = rows_of(acme, Mail)
    assert (mail.recipient, mail.subject) == ("alice@acme.example", "Your import has ended")
    assert "3 added" in mail.body
