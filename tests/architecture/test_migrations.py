"""Migrations: back to an earlier version and forward again, with rows of today in the tables."""

from collections.abc import Iterator

import pytest
from alembic.config import Config

from alembic import command
from platform_app.core.clock import now
from platform_app.core.context import PlatformActor
from platform_app.core.db import company_transaction, platform_transaction
from platform_app.services import accounts, audit
from tests.support import factories
from tests.support.conversations import hears, says
from tests.support.people import make_super_admin, make_town
from tests.support.servers import TestDatabase
from tests.support.ways_in import run, start_visit
from tests.support.webhooks import connect

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


def test_what_the_version_before_cannot_hold_is_left_out_on_the_way_back(
    database: TestDatabase, versions: Config
) -> None:
    town = make_town()
    start_visit(town.alice, make_super_admin(), is_read_only=True)
    with platform_transaction(PlatformActor(None, verified_at=now())) as ctx:
        accounts.invite_super_admin(ctx, "new@platform.example")
    # Two companies have had the same name, one after the other.
    run(
        database,
        "insert into retired_subdomain (id, created_at, subdomain, owner_id, kept_until) "
        "select gen_random_uuid(), now(), 'left', id, now() from company",
    )
    command.downgrade(versions, BEFORE)
    assert run(database, "select count(*) from web_session where user_id is null") == [(0,)]
    assert run(database, "select email from platform_user") == [("root@platform.example",)]
    assert len(run(database, "select id from company")) == 2


def test_people_of_before_were_seen_when_they_wrote_last(
    database: TestDatabase, versions: Config
) -> None:
    channel = connect(factories.company("Acme").id)
    hears(channel, says("wamid.1"))
    command.downgrade(versions, "0031")
    run(database, "update contact set last_seen_at = null")
    command.upgrade(versions, "head")
    [(seen, wrote)] = run(
        database, "select last_seen_at, last_inbound_at from contact, conversation"
    )
    assert seen == wrote is not None
