"""The chain of a company's events: whoever forges, deletes or cuts is found, even with a superuser's rights."""

import pytest
from psycopg2 import errors

from platform_app.core.context import Actor, PlatformActor
from platform_app.core.db import company_transaction, platform_transaction
from platform_app.core.errors import NotAllowed
from platform_app.services import audit
from platform_app.services.audit import AuditAction, Break, ChainReport
from tests.support.people import Town, make_town
from tests.support.servers import TestDatabase


@pytest.fixture
def town(database: TestDatabase) -> Town:
    town = make_town()
    write(town, 9)
    return town


def write(town: Town, count: int) -> None:
    with company_transaction(town.alice.actor) as ctx:
        for number in range(count):
            audit.record(ctx, AuditAction.CAMPAIGN_PAUSED, name=f"Campaign {number}")


def as_superuser(database: TestDatabase, statement: str) -> None:
    """Do what only somebody with the server in hand can do, past every trigger."""
    with database.connect() as connection, connection.cursor() as cursor:
        cursor.execute("set session_replication_role = replica")
        cursor.execute(statement)
    connection.close()


def anchor() -> int:
    with platform_transaction(PlatformActor(None)) as ctx:
        return audit.anchor_chains(ctx)


def verify(town: Town) -> ChainReport:
    with company_transaction(town.alice.actor) as ctx:
        return audit.verify(ctx)


def verify_with_anchors(town: Town) -> ChainReport:
    with platform_transaction(PlatformActor(None)) as ctx:
        return audit.verify_with_anchors(ctx, town.alice.company_id)


def last_seq(town: Town) -> int:
    return verify(town).events


def test_an_untouched_log_holds(town: Town) -> None:
    report = verify(town)
    assert (report.events, report.broken) == (10, None)
    assert report.sentence == "10 events checked: none was changed, none is missing."


@pytest.mark.parametrize(
    "change",
    ["action = 'campaign.launched'", "facts = '{\"a\": 1}'", "created_at = now()", "hash = 'x'"],
)
def test_a_changed_event_is_found(town: Town, database: TestDatabase, change: str) -> None:
    as_superuser(database, f"update audit_event set {change} where seq = 4")
    report = verify(town)
    assert (report.broken, report.seq) == (Break.CHANGED, 4)


def test_a_changed_event_with_a_fitting_hash_breaks_the_next_one(
    town: Town, database: TestDatabase
) -> None:
    as_superuser(database, "update audit_event set subject_name = 'forged' where seq = 4")
    as_superuser(
        database,
        "update audit_event event set hash = audit_event_hash(("
        "select hash from audit_event p where p.company_id = event.company_id and p.seq = 3), event) where seq = 4",
    )
    report = verify(town)
    assert (report.broken, report.seq) == (Break.CHANGED, 5)


@pytest.mark.parametrize("seq", [1, 5])
def test_a_deleted_event_is_found(town: Town, database: TestDatabase, seq: int) -> None:
    as_superuser(database, f"delete from audit_event where seq = {seq}")
    report = verify(town)
    assert (report.broken, report.seq) == (Break.MISSING, seq)


def test_events_in_another_order_are_found(town: Town, database: TestDatabase) -> None:
    for old, new in ((3, 1000), (4, 3), (1000, 4)):
        as_superuser(database, f"update audit_event set seq = {new} where seq = {old}")
    report = verify(town)
    assert (report.broken, report.seq) == (Break.CHANGED, 3)


def test_a_cut_end_is_found_by_the_anchor_alone(town: Town, database: TestDatabase) -> None:
    anchor()
    as_superuser(database, "delete from audit_event where seq > 7")
    assert verify(town).broken is None
    report = verify_with_anchors(town)
    assert (report.broken, report.seq) == (Break.CUT, 10)


def test_a_cut_log_that_has_grown_again_is_found(town: Town, database: TestDatabase) -> None:
    anchor()
    as_superuser(database, "delete from audit_event where seq > 7")
    write(town, 5)
    anchor()
    report = verify_with_anchors(town)
    assert (report.broken, report.seq) == (Break.REWRITTEN, 10)


def test_a_log_that_has_grown_since_its_anchor_holds(town: Town) -> None:
    anchor()
    write(town, 3)
    assert verify_with_anchors(town).broken is None


def test_a_log_is_anchored_once_as_long_as_it_does_not_grow(town: Town) -> None:
    assert (anchor(), anchor()) == (2, 0)
    write(town, 1)
    assert anchor() == 1


def test_the_check_is_for_those_who_read_the_log(town: Town) -> None:
    with company_transaction(town.carol.actor) as ctx, pytest.raises(NotAllowed):
        audit.verify(ctx)


def test_a_company_writes_nothing_into_the_log_of_the_platform(
    town: Town, database: TestDatabase
) -> None:
    with company_transaction(Actor.system(town.alice.company_id)) as ctx:
        raw = ctx.db.connection().connection.cursor()
        raw.execute("select current_user")
        assert raw.fetchone() == ("app_user",)
        with pytest.raises(errors.InsufficientPrivilege):
            raw.execute(
                "insert into platform_audit_event (id, created_at, actor_kind, action, facts) "
                "values (gen_random_uuid(), now(), 'super admin', 'x', '{}')"
            )
        ctx.db.rollback()
