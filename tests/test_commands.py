"""The product's commands, run as an operator runs them."""

import os
import subprocess
import sys

import pytest

from tests.support.people import Town, make_town
from tests.support.servers import TestDatabase


@pytest.fixture
def town(database: TestDatabase) -> Town:
    return make_town()


def verify_audit(*options: str) -> "subprocess.CompletedProcess[str]":
    command = (sys.executable, "-m", "platform_app", "verify-audit", *options)
    return subprocess.run(command, env=os.environ, capture_output=True, text=True, check=False)


def test_logs_that_hold_are_told_one_by_one(town: Town) -> None:
    said = verify_audit()
    assert (said.returncode, said.stderr) == (0, "")
    assert [line.split("\t")[0] for line in said.stdout.splitlines()] == ["acme", "mallcorp"]


def test_a_broken_log_is_told_by_words_and_by_the_exit_code(
    town: Town, database: TestDatabase
) -> None:
    with database.connect() as connection, connection.cursor() as cursor:
        cursor.execute("set session_replication_role = replica")
        cursor.execute(
            "update audit_event set action = 'x' where company_id = %s",
            (str(town.mallory.company_id),),
        )
    connection.close()
    said = verify_audit()
    assert said.returncode == 1
    assert "mallcorp\tEvent 1 was changed" in said.stdout
    assert verify_audit("--company", "acme").returncode == 0


def test_a_company_that_is_not_there_is_said(town: Town) -> None:
    assert verify_audit("--company", "nobody").returncode == 1
