"""The history of one object: in plain words, for whoever may see the object."""

import pytest

from platform_app.core.context import Actor, Origin, PlatformActor
from platform_app.core.db import company_transaction, platform_transaction
from platform_app.core.errors import NotAllowed
from platform_app.core.ids import new_id
from platform_app.services import audit, campaigns
from platform_app.services.audit import AuditAction, History
from platform_app.services.audit.words import SUBJECTS, WORDS
from tests.support.people import Town, make_town
from tests.support.servers import TestDatabase


@pytest.fixture
def town(database: TestDatabase) -> Town:
    return make_town()


def test_every_act_has_words() -> None:
    assert set(WORDS) == set(AuditAction)
    assert {action.partition(".")[0] for action in AuditAction} == set(SUBJECTS)


def test_history_says_who_did_what_newest_first(town: Town) -> None:
    with company_transaction(town.carol.actor) as ctx:
        campaign_id = campaigns.create(ctx, name="Spring")
        campaigns.create(ctx, name="Another")
    with company_transaction(town.alice.actor) as ctx:
        change = audit.changes_between({"name": "Spring"}, {"name": "Summer"})
        audit.record(ctx, AuditAction.CAMPAIGN_PAUSED, campaign_id, changes=change, code=131049)
    with company_transaction(town.carol.actor) as ctx:
        rows = audit.list_history(ctx, History.CAMPAIGN, campaign_id).rows
    assert [(row.actor, row.what) for row in rows] == [
        ("Alice", "paused the campaign"),
        ("Carol", "started a campaign's draft"),
    ]
    assert [(one.label, one.old, one.new) for one in rows[0].details] == [
        ("Name", "Spring", "Summer"),
        ("Code", "", "131,049"),
    ]


def test_history_tells_no_address_to_those_who_may_not_read_the_log(town: Town) -> None:
    origin = Origin("192.0.2.7", "Mozilla Firefox/140.0 Linux")
    actor = Actor.visitor(town.alice.company_id, origin)
    campaign_id = new_id()
    with company_transaction(actor) as ctx:
        audit.record(ctx, AuditAction.CAMPAIGN_PAUSED, campaign_id)
    seen = {}
    for name, person in (("carol", town.carol), ("alice", town.alice)):
        with company_transaction(person.actor) as ctx:
            (row,) = audit.list_history(ctx, History.CAMPAIGN, campaign_id).rows
        seen[name] = (row.address, row.browser)
    assert seen == {"carol": ("", ""), "alice": ("192.0.2.7", "Firefox on Linux")}


def test_history_is_for_those_who_may_see_the_object(town: Town) -> None:
    with company_transaction(town.bob.actor) as ctx, pytest.raises(NotAllowed):
        audit.list_history(ctx, History.CAMPAIGN, new_id())


def test_history_of_one_kind_shows_nothing_of_another(town: Town) -> None:
    subject_id = new_id()
    with company_transaction(town.alice.actor) as ctx:
        audit.record(ctx, AuditAction.SECOND_FACTOR_REMOVED, subject_id)
    with company_transaction(town.carol.actor) as ctx:
        assert audit.list_history(ctx, History.CAMPAIGN, subject_id).rows == []


def test_history_stays_in_its_company(town: Town) -> None:
    with company_transaction(town.alice.actor) as ctx:
        campaign_id = campaigns.create(ctx, name="Spring")
    with company_transaction(town.mallory.actor) as ctx:
        assert audit.list_history(ctx, History.CAMPAIGN, campaign_id).rows == []


def test_platform_sees_what_super_admins_did_to_a_company(town: Town) -> None:
    company_id = town.alice.company_id
    with platform_transaction(PlatformActor(None, "Root"), company_id) as ctx:
        audit.record_for_company(ctx, company_id, AuditAction.COMPANY_CREATED, company_id)
    with platform_transaction(PlatformActor(None)) as ctx:
        row, *_ = audit.list_history(ctx, History.COMPANY, company_id).rows
        assert (row.actor, row.what) == ("Root", "created the company")


def test_long_histories_have_pages(town: Town) -> None:
    campaign_id = new_id()
    with company_transaction(town.alice.actor) as ctx:
        for number in range(60):
            audit.record(ctx, AuditAction.CAMPAIGN_PAUSED, campaign_id, number=number)
    with company_transaction(town.alice.actor) as ctx:
        first = audit.list_history(ctx, History.CAMPAIGN, campaign_id)
        assert first.next_cursor
        second = audit.list_history(ctx, History.CAMPAIGN, campaign_id, cursor=first.next_cursor)
    numbers = [row.details[0].new for row in [*first.rows, *second.rows]]
    assert numbers == [str(number) for number in reversed(range(60))]
    assert second.next_cursor is None
