"""Taking a company's data out: by a super admin who has just shown who they are, without secrets, in pieces."""

import io
import json
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import httpx
import pytest
from sqlmodel import SQLModel

from platform_app.api.app import routes
from platform_app.api.edge import Edge
from platform_app.api.identity import forget_companies
from platform_app.services import companies
from platform_app.services.companies import export
from tests.support.asking import PLATFORM, ask
from tests.support.conversations import hears, says
from tests.support.people import Town, make_super_admin, make_town
from tests.support.servers import TestDatabase
from tests.support.webhooks import connect

WHY = "They asked for a copy by letter."


@pytest.fixture
def town(database: TestDatabase) -> Town:
    forget_companies()
    return make_town()


def fetch(
    company_id: UUID, cookie: str, *, host: str = PLATFORM, reason: str = WHY
) -> httpx.Response:
    path = f"/api/companies/{company_id}/export"
    return ask(Edge(routes()), "POST", path, host=host, cookie=cookie, data={"reason": reason})


def tables(answer: httpx.Response) -> dict[str, list[dict[str, object]]]:
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert archive.testzip() is None
        return {
            name.removesuffix(".jsonl"): [json.loads(line) for line in archive.open(name)]
            for name in archive.namelist()
        }


def test_a_super_admin_gets_everything_of_one_company(town: Town) -> None:
    channel = connect(town.alice.company_id)
    hears(channel, says("wamid.1", "Hello Acme"))
    got = tables(fetch(town.alice.company_id, make_super_admin()))
    assert set(got) == {
        "company",
        *(t.name for t in SQLModel.metadata.sorted_tables if "company_id" in t.c),
    }
    assert [row["name"] for row in got["company"]] == ["Acme"]
    assert [row["body"] for row in got["message"]] == ["Hello Acme"]
    assert "mallory" not in json.dumps(got)
    secrets = (channel.app_secret, channel.verify_token, channel.key, "sealed", "$2b$")
    assert [one for one in secrets if one in json.dumps(got)] == []


def test_every_row_comes_once_however_many_there_are(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export, "BATCH_ROWS", 2)
    got = tables(fetch(town.alice.company_id, make_super_admin()))
    emails = sorted(str(row["email"]) for row in got["user_account"])
    assert [one.partition("@")[0] for one in emails] == ["alice", "ana", "bob", "carol"]


def test_an_export_is_in_both_logs_with_its_reason(town: Town) -> None:
    got = tables(fetch(town.alice.company_id, make_super_admin()))
    [event] = [row for row in got["audit_event"] if row["action"] == "company.exported"]
    assert event["facts"] == {"reason": WHY}


def test_no_column_that_opens_something_is_exported() -> None:
    opening = {
        f"{table}.{column}"
        for table in companies.exported_tables()
        for column in companies.exported_columns(table)
        if any(word in column for word in ("hash", "sealed", "token", "secret", "password", "totp"))
    }
    assert opening == {"audit_event.hash"}


def test_nobody_of_a_company_gets_it(town: Town) -> None:
    company_id = town.alice.company_id
    assert fetch(company_id, town.alice.sign_in(), host=town.alice.host).status_code == 401
    assert fetch(company_id, town.alice.sign_in()).status_code == 401
    assert fetch(company_id, "").status_code == 401


@pytest.fixture
def stale(town: Town, database: TestDatabase) -> Iterator[str]:
    cookie = make_super_admin()
    with database.connect() as connection, connection.cursor() as cursor:
        cursor.execute(
            "update platform_session set verified_at = now() - %s", (timedelta(minutes=6),)
        )
    connection.close()
    yield cookie


def test_without_a_reason_or_a_fresh_session_they_are_sent_back(town: Town, stale: str) -> None:
    answer = fetch(town.alice.company_id, stale)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith(
        f"/admin/companies/{town.alice.company_id}?notice="
    )
