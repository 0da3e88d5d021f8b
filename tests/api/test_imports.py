"""Downloads about imports: for those who may, of their own company."""

import csv
import io

import pytest

from platform_app.api.app import routes
from platform_app.api.edge import Edge
from platform_app.api.identity import forget_companies
from tests.support.asking import ACME, MALLCORP, ask
from tests.support.imports import run
from tests.support.people import Town, make_town
from tests.support.servers import TestDatabase

EDGE = Edge(routes())


@pytest.fixture
def town(database: TestDatabase) -> Town:
    forget_companies()
    return make_town()


@pytest.fixture
def address(town: Town) -> str:
    """Where the bad rows of an import of Acme's are."""
    told = run(town.alice.actor, b"phone,name\n+351912000001,Ana\n=1+1,Eve\n")
    return f"/api/imports/{told.id}/problems.csv"


def test_bad_rows_arrive_as_a_file_that_no_browser_shows(town: Town, address: str) -> None:
    answer = ask(EDGE, "GET", address, cookie=town.carol.sign_in())
    assert answer.headers["content-disposition"].startswith("attachment;")
    assert answer.headers["cache-control"] == "no-store"
    _, row = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))
    assert row[:3] == ["'=1+1", "Eve", "3"]


def test_bad_rows_are_refused_to_whoever_may_not_import(town: Town, address: str) -> None:
    assert ask(EDGE, "GET", address).status_code == 401
    assert ask(EDGE, "GET", address, cookie=town.bob.sign_in()).status_code == 403


def test_bad_rows_of_another_company_are_not_there(town: Town, address: str) -> None:
    cookie = town.mallory.sign_in()
    assert ask(EDGE, "GET", address, host=MALLCORP, cookie=cookie).status_code == 404
    assert ask(EDGE, "GET", address, host=ACME, cookie=cookie).status_code == 401
