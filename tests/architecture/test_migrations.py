"""Migrations: back to an earlier version and forward again, with rows of today in the tables."""

from collections.abc import Iterator

import pytest
from alembic.config import Config

from alembic import command
from platform_app.core.db import company_transaction
from platform_app.services import audit
from tests.support.people import make_super_admin, make_town
from tests.support.servers import TestDatabase
from tests.support.ways_in import run

# The last version before people, plans and the chained log.
BEFORE = "0004"


@pytest.fixture
def versions(database: TestDatabase) -> Iterator[Config]:
    """The migrations of this test's database; whatever the test does, the newest version is there afterwards."""
    config = Config("alembic.ini")
    config.attributes["url"] = database.url("app_owner")
    yield config
    command.upgrade(config, "head")


def test_the_way_back_and_forward_keeps_people_and_seals_the_log_anew(
    database: TestDatabase, versions: Config
) -> None:
    town = make_town()
    make_super_admin()
    town.alice.sign_in()
    # The way back refuses while a company has a plan, because the version before knows none.
    run(database, "update company set plan_id = null")
    people = "select id, email, password_hash from user_account order by id"
    events = "select id, action, facts from audit_event order by id"
    before = run(database, people), run(database, events)
    assert all(before)
    command.downgrade(versions, BEFORE)
    assert (run(database, people), run(database, events)) == before
    command.upgrade(versions, "head")
    assert (run(database, people), run(database, events)) == before
    with company_transaction(town.alice.actor) as ctx:
        assert audit.verify(ctx).broken is None
    command.check(versions)
