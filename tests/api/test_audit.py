"""The audit log as a file: for those who may, asked by a posted form."""

from datetime import timedelta

import pytest

from platform_app.api.app import routes
from platform_app.api.edge import Edge
from platform_app.api.identity import forget_companies
from platform_app.core.db import company_transaction
from platform_app.services import audit, campaigns
from platform_app.services.audit import Filters
from tests.support.asking import ask
from tests.support.people import Town, make_town
from tests.support.servers import TestDatabase

EDGE = Edge(routes())
FILE = "/api/audit/export.csv"


@pytest.fixture
def town(database: TestDatabase) -> Town:
    forget_companies()
    return make_town()


def test_an_admin_gets_what_the_filters_ask_for(town: Town) -> None:
    with company_transaction(town.carol.actor) as ctx:
        campaigns.create(ctx, name="Spring")
    answer = ask(EDGE, "POST", FILE, cookie=town.alice.sign_in(), data={"act": "campaign.created"})
    assert answer.status_code == 200
    assert "attachment" in answer.headers["content-disposition"]
    header, line = answer.text.splitlines()
    assert header.startswith("\ufeffnumber,")
    assert ",Carol,user," in line
    with company_transaction(town.alice.actor) as ctx:
        (row,) = audit.list_events(ctx, Filters(act="audit.exported")).rows
    assert row.actor == "Alice"


def test_nobody_gets_it_by_a_link(town: Town) -> None:
    assert ask(EDGE, "GET", FILE, cookie=town.alice.sign_in()).status_code == 405


def test_nobody_else_gets_it(town: Town) -> None:
    assert ask(EDGE, "POST", FILE, cookie=town.carol.sign_in()).status_code == 403


def test_whoever_has_not_shown_lately_who_they_are_is_sent_back_to_the_page(
    town: Town, database: TestDatabase
) -> None:
    cookie = town.alice.sign_in()
    with database.connect() as connection, connection.cursor() as cursor:
        cursor.execute("update web_session set verified_at = now() - %s", (timedelta(minutes=6),))
    connection.close()
    answer = ask(EDGE, "POST", FILE, cookie=cookie, data={"act": "campaign"})
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/settings/audit?notice=")
    assert answer.headers["location"].endswith("&act=campaign")
