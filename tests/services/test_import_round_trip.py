"""What was exported and is imported again changes nothing, and runs no formula on its way."""

import csv
import io

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from sqlmodel import col, delete, select

from platform_app.core.csv_cells import csv_text
from platform_app.core.db import company_transaction
from platform_app.models.contacts import Contact
from tests.services.test_imports import sums
from tests.support import factories
from tests.support.imports import run

pytestmark = pytest.mark.usefixtures("database")
# What people write, and what spreadsheets, CSV and PostgreSQL stumble over.
TRICKY = some.sampled_from("=+-@'\"\t\r\n ,;|\\＝＋{}\u202eé中")
WORDS = some.text(
    some.one_of(TRICKY, some.characters(codec="utf-8", exclude_characters="\0")), max_size=12
)
PEOPLE = some.lists(
    some.tuples(some.integers(910_000_000, 939_999_999), WORDS, WORDS, WORDS),
    min_size=1,
    max_size=8,
    unique_by=lambda person: person[0],
)


@pytest.fixture
def acme():
    return factories.company("Acme")


def exported(actor):
    with company_transaction(actor) as ctx:
        people = ctx.db.exec(select(Contact).order_by(col(Contact.phone))).all()
        rows = [
            (
                one.phone,
                (one.phone or "").lstrip("+"),
                one.name,
                ";".join(one.tags),
                one.attributes.get("note", ""),
            )
            for one in people
        ]
    return csv_text([("phone", "wa_id", "name", "tags", "note"), *rows])


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(people=PEOPLE)
def test_export_imported_again_changes_nothing(acme, people):
    with company_transaction(acme.alice) as ctx:
        ctx.db.exec(delete(Contact).where(col(Contact.company_id) == acme.id))
    file = csv_text(
        [("phone", "name", "tags", "note"), *((f"+351{n}", *rest) for n, *rest in people)]
    )
    first = run(acme.alice, file.encode())
    assert (first.added, first.rejected) == (len(people), 0)
    text = exported(acme.alice)
    cells = [cell for row in csv.reader(io.StringIO(text)) for cell in row]
    assert not any(cell.lstrip().startswith(("=", "+", "-", "@")) for cell in cells)
    again = run(acme.alice, text.encode())
    assert sums(again) == (0, 0, len(people), 0)


def test_column_without_plus_is_read_as_international_whatever_country_is_chosen(acme):
    told = run(acme.alice, b"wa_id,name\n351912000001,Ana\n", default_region="DE")
    assert told.added == 1
    assert "+351912000001" in exported(acme.alice)
