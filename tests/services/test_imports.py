"""Imports from the file to the last row."""

import csv
import io
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit
from uuid import UUID, uuid4

import pytest

from platform_app.core.clock import now
from platform_app.core.config import settings
from platform_app.core.db import company_transaction, public_transaction
from platform_app.core.errors import Conflict, InvalidInput, NotAllowed, NotFound
from platform_app.jobs import imports as jobs
from platform_app.models.contacts import Contact
from platform_app.models.imports import ContactImport
from platform_app.services import contacts, imports
from platform_app.services.imports import ImportChoices, KeptFile, inspect
from tests.support import factories
from tests.support.imports import check_again, create, report, run, upload

pytestmark = pytest.mark.usefixtures("database")
# A worker that dies by itself at one point of its third batch, where nothing can be cleaned up.
DYING_WORKER = """
import os, signal, sys
from platform_app.core.context import Actor
from platform_app.jobs import imports as jobs
from platform_app.services import imports
point, company_id, user_id, import_id = sys.argv[1:]
from platform_app.services.imports import batches as reading
reading.BATCH_ROWS = 2_000
take, batches = imports.take, []
def dying_take(*arguments):
    batches.append(1)
    if point == "before" and len(batches) == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    answer = take(*arguments)
    if point == "inside" and len(batches) == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return answer
imports.take = dying_take
payload = {"company_id": company_id, "role": "admin", "user_id": user_id}
jobs.run(Actor.from_payload(payload), import_id=import_id)
"""


@pytest.fixture
def acme():
    return factories.company("Acme")


def csv_file(*rows: str) -> bytes:
    return "\n".join(["phone,name,city", *rows, ""]).encode()


def many(count: int) -> list[str]:
    return [f"+351{912_000_000 + number},Person {number},Lisbon" for number in range(count)]


def problems(actor, import_id, **options):
    with company_transaction(actor) as ctx:
        return imports.list_problems(ctx, import_id, **options)


def a_minute_later(actor, import_id):
    """Let what a dead worker held be free, as after a minute."""
    with company_transaction(actor) as ctx:
        ctx.db.get_one(ContactImport, (actor.company_id, import_id)).held_until = now()


def listed(actor, **filters):
    with company_transaction(actor) as ctx:
        return contacts.list_rows(ctx, contacts.ContactFilters(**filters))


def counted(actor):
    with company_transaction(actor) as ctx:
        return contacts.count_rows(ctx)


def sums(told):
    return told.added, told.updated, told.unchanged, told.rejected


def test_thousand_rows_with_bad_ones_add_up(acme):
    rows = many(990)
    rows[10:10] = [
        "+3519,Too Short,",
        "call me,Letters,",
        "+351912000003,Twice,",
        "4.15E+11,Excel,",
    ]
    rows += ["+351912345678 x5,Extension,", "+351912345679,Wide,Lisbon,1000", ",Missing,Porto"]
    told = run(acme.carol, csv_file(*rows))
    assert (told.status, told.rows_total, sums(told)) == ("completed", 997, (990, 0, 0, 7))
    assert counted(acme.alice) == 990


def test_bad_rows_say_line_reason_and_row(acme):
    told = run(acme.alice, csv_file("+351912000001,Ana,", "", "12,Bob,", "+351 912 000 001,Ana 2,"))
    bob, twice = problems(acme.alice, told.id).rows
    assert (bob.line, bob.row) == (4, "12,Bob,")
    assert bob.reason.startswith("The country code is missing.")
    assert (twice.line, twice.reason) == (5, "The same number stands on line 2, which was taken.")


def test_bad_rows_come_in_pages(acme):
    told = run(acme.alice, csv_file(*(f"{number},," for number in range(120))))
    first = problems(acme.alice, told.id)
    second = problems(acme.alice, told.id, cursor=first.next_cursor)
    assert [row.line for row in first.rows + second.rows] == list(range(2, 102))
    assert (first.total, second.total) == (120, 120)


def rejected_file(actor, import_id):
    with company_transaction(actor) as ctx:
        text, line = imports.problems_csv(ctx, UUID(import_id))
    assert line == 0
    return list(csv.reader(io.StringIO(text)))


def test_downloaded_rows_run_no_formula(acme):
    told = run(acme.alice, csv_file("=1+1,=cmd|calc,", '"@x, y",-1,'))
    header, *rows = rejected_file(acme.alice, told.id)
    assert header == ["phone", "name", "city", "Import line", "Import reason"]
    assert [row[:4] for row in rows] == [
        ["'=1+1", "'=cmd|calc", "", "2"],
        ["'@x, y", "'-1", "", "3"],
    ]


def test_downloaded_rows_can_be_corrected_and_imported_as_they_are(acme):
    told = run(acme.alice, csv_file("12,'Ana,Lisbon", "+351912000002,Bo,Porto,too,wide"))
    header, *rows = rejected_file(acme.alice, told.id)
    rows[0][0], rows[1][2] = "+351912000001", "Porto"
    out = io.StringIO()
    csv.writer(out).writerows([header, *rows])
    again = run(acme.alice, out.getvalue().encode())
    assert sums(again) == (2, 0, 0, 0)
    assert {row.name for row in listed(acme.alice).rows} == {"'Ana", "Bo"}


def test_shown_row_is_cut_and_kept_cell_is_not_endless(acme):
    told = run(acme.alice, csv_file(f"12,{'x' * 9_000},"))
    assert len(problems(acme.alice, told.id).rows[0].row) == 500
    assert len(rejected_file(acme.alice, told.id)[1][1]) == 2_000


def test_choices_are_applied(acme):
    mapping = {"phone": "phone", "name": "ignore", "city": "attribute"}
    choices = {"default_region": "PT", "tags": (" autumn ",), "consent_source": "Fair in Lisbon"}
    run(acme.alice, csv_file("912 000 001,Ana,Porto"), mapping=mapping, **choices)
    [ana] = listed(acme.alice, tag="autumn").rows
    assert (ana.phone, ana.name, ana.consent) == ("+351912000001", "", "opted_in")


def test_opted_out_person_stays_out(acme):
    with company_transaction(acme.alice) as ctx:
        ctx.db.add(Contact(company_id=acme.id, phone="+351912000001", opted_out_at=now()))
    told = run(acme.alice, csv_file("+351912000001,Ana,"), consent_source="Fair")
    assert sums(told) == (0, 1, 0, 0)
    assert listed(acme.alice).rows[0].consent == "opted_out"


def test_same_file_again_changes_nothing(acme):
    run(acme.alice, csv_file(*many(100)))
    assert sums(run(acme.alice, csv_file(*many(100)))) == (0, 0, 100, 0)


@pytest.mark.parametrize("content", [b"", b"phone\n", b'phone\n"1\n', b"name\nAna\n"])
def test_bad_file_leaves_nothing_behind(acme, database, content):
    with pytest.raises(InvalidInput):
        create(acme.alice, content)
    with database.connect() as connection, connection.cursor() as cursor:
        cursor.execute("select count(*) from contact_import")
        assert cursor.fetchone() == (0,)
    connection.close()


@pytest.mark.parametrize(
    ("choices", "field"),
    [
        ({"default_region": "XX"}, "default_region"),
        ({"tags": ("x" * 51,)}, "tags"),
        ({"consent_source": " "}, "consent_source"),
        ({"mapping": {"phone": "name", "name": "name", "city": "ignore"}}, "mapping"),
    ],
)
def test_bad_choice_names_its_field(acme, choices, field):
    with pytest.raises(InvalidInput) as refusal:
        create(acme.alice, csv_file(*many(1)), **choices)
    assert list(refusal.value.fields) == [field]


def test_new_file_takes_the_place_of_one_that_was_never_checked(acme):
    first = upload(acme.alice, csv_file(*many(1)), file_name="a.csv")
    second = upload(acme.alice, csv_file(*many(2)), file_name="../b.csv")
    with company_transaction(acme.alice) as ctx:
        assert imports.preview(ctx, second, ImportChoices()).file_name == "b.csv"
        assert imports.list_rows(ctx).rows == []
        with pytest.raises(NotFound):
            imports.preview(ctx, first, ImportChoices())
    with public_transaction() as ctx:
        assert imports.list_served(ctx) == [(acme.id, first)]
    jobs.forget(acme.alice, import_id=str(first))
    jobs.forget(acme.alice, import_id=str(second))
    assert [len(list(kept.iterdir())) for kept in folders(acme)] == [1]


def folders(acme):
    root = Path(urlsplit(str(settings().media_url)).path) / str(acme.id) / "imports"
    return [root] if root.exists() else []


def test_import_starts_once_and_only_when_checked(acme):
    import_id = upload(acme.alice, csv_file(*many(1)))
    with pytest.raises(Conflict, match="not been checked"), company_transaction(acme.alice) as ctx:
        imports.start(ctx, import_id)
    import_id = create(acme.alice, csv_file(*many(1)))
    with pytest.raises(Conflict, match="started already"), company_transaction(acme.alice) as ctx:
        imports.start(ctx, import_id)


@pytest.mark.parametrize("point", ["before", "inside"])
def test_killed_worker_is_followed_by_one_that_goes_on(acme, point):
    rows = many(9_000)
    # In the fourth batch stands a number of the first one, which nobody remembers after the kill.
    rows[7_000] = "+351912000001,Twice,"
    import_id = create(acme.alice, csv_file(*rows))
    arguments = [point, str(acme.id), str(acme.alice.user_id), str(import_id)]
    # Small batches, so that there are many of them.
    dead = subprocess.run([sys.executable, "-c", DYING_WORKER, *arguments], check=False)
    assert dead.returncode == -signal.SIGKILL
    half = report(acme.alice, import_id)
    assert (half.status, half.rows_done, half.added) == ("running", 4_000, 4_000)
    with public_transaction() as ctx:
        assert imports.list_unfinished(ctx) == []
    a_minute_later(acme.alice, import_id)
    with public_transaction() as ctx:
        assert imports.list_unfinished(ctx) == [(acme.id, import_id)]
    jobs.run(acme.alice, import_id=str(import_id))
    told = report(acme.alice, import_id)
    assert (told.status, sums(told)) == ("completed", (8_999, 0, 0, 1))


def test_two_workers_take_every_row_once(acme):
    import_id = create(acme.alice, csv_file(*many(10_000), "12,,"))
    at_once(*[partial(jobs.run, acme.alice, import_id=str(import_id))] * 2)
    told = report(acme.alice, import_id)
    assert (told.status, sums(told)) == ("completed", (10_000, 0, 0, 1))
    assert len(problems(acme.alice, import_id).rows) == 1


def at_once(*works):
    with ThreadPoolExecutor(len(works)) as pool:
        for done in [pool.submit(work) for work in works]:
            done.result()


def test_file_is_not_kept_once_it_has_served(acme, database):
    run(acme.alice, csv_file(*many(1)))
    with database.connect() as connection, connection.cursor() as cursor:
        cursor.execute("select length(sample), storage_key, shown::text from contact_import")
        assert cursor.fetchall() == [(0, "", "[]")]
    connection.close()
    assert [list(kept.iterdir()) for kept in folders(acme)] == [[]]


def test_agent_may_not_import(acme):
    kept = KeptFile("", 1, "", inspect(csv_file(*many(1)), "a.csv"), b"")
    for act in (
        lambda ctx: imports.add_draft(ctx, "p.csv", kept),
        imports.list_rows,
        lambda ctx: imports.get_report(ctx, uuid4()),
        lambda ctx: imports.check(ctx, uuid4(), ImportChoices()),
        lambda ctx: imports.start(ctx, uuid4()),
        lambda ctx: imports.cancel(ctx, uuid4()),
    ):
        with pytest.raises(NotAllowed), company_transaction(acme.bob) as ctx:
            act(ctx)


def test_another_company_cannot_touch_an_import(acme):
    draft = upload(acme.alice, csv_file(*many(3)))
    mallory = factories.mallory()
    for act in (
        lambda ctx: imports.preview(ctx, draft, ImportChoices()),
        lambda ctx: imports.check(ctx, draft, ImportChoices()),
        lambda ctx: imports.start(ctx, draft),
        lambda ctx: imports.cancel(ctx, draft),
    ):
        with pytest.raises(NotFound), company_transaction(mallory) as ctx:
            act(ctx)
    check_again(acme.alice, draft)
    with company_transaction(acme.alice) as ctx:
        imports.start(ctx, draft)
    jobs.run(mallory, import_id=str(draft))
    jobs.forget(mallory, import_id=str(draft))
    assert report(acme.alice, draft).status == "waiting"
    for read in (imports.get_report, imports.list_problems, imports.problems_csv):
        with pytest.raises(NotFound), company_transaction(mallory) as ctx:
            read(ctx, draft)
