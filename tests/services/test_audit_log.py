"""The audit log as it is read: filters, pages, both logs, the export."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from platform_app.core.clock import now
from platform_app.core.context import Actor, Origin, PlatformActor
from platform_app.core.db import company_transaction, platform_transaction
from platform_app.core.errors import InvalidInput, NotAllowed, NotVerified
from platform_app.core.ids import new_id
from platform_app.models.companies import Company
from platform_app.services import audit, campaigns
from platform_app.services.audit import AuditAction, EventRow, Filters
from tests.support.people import Town, make_town
from tests.support.servers import TestDatabase


@pytest.fixture
def town(database: TestDatabase) -> Town:
    return make_town()


def read(actor: Actor, **filters: str) -> list[EventRow]:
    with company_transaction(actor) as ctx:
        return audit.list_events(ctx, Filters(**filters)).rows


def visiting(town: Town) -> Actor:
    """Return a super admin who visits Alice's company."""
    return replace(town.alice.actor, user_id=None, super_admin_id=new_id(), name="Root")


def test_log_is_narrowed_to_a_person_an_act_an_object(town: Town) -> None:
    with company_transaction(town.carol.actor) as ctx:
        spring = campaigns.create(ctx, name="Spring")
    with company_transaction(town.alice.actor) as ctx:
        campaigns.create(ctx, name="Summer")
        audit.record(ctx, AuditAction.CAMPAIGN_PAUSED, spring)
    carol = read(town.alice.actor, who=str(town.carol.user_id))
    assert [row.actor for row in carol] == ["Carol"]
    assert [row.what for row in read(town.alice.actor, act="campaign.paused")] == [
        "paused the campaign"
    ]
    assert len(read(town.alice.actor, act="campaign")) == 3
    assert len(read(town.alice.actor, subject=str(spring))) == 2
    assert [row.actor for row in read(town.alice.actor, who="kind:super admin")] == []


def test_days_are_those_of_the_company(town: Town) -> None:
    with company_transaction(town.alice.actor) as ctx:
        ctx.db.get_one(Company, ctx.company_id).time_zone = "Pacific/Kiritimati"
        audit.record(ctx, AuditAction.CAMPAIGN_PAUSED, new_id())
    there = now() + timedelta(hours=14)
    today, yesterday = there.date().isoformat(), (there.date() - timedelta(days=1)).isoformat()
    paused = {"act": "campaign.paused"}
    assert len(read(town.alice.actor, since=today, until=today, **paused)) == 1
    assert read(town.alice.actor, until=yesterday, **paused) == []


@pytest.mark.parametrize(
    "filters",
    [{"who": "nobody"}, {"subject": "x"}, {"since": "soon"}, {"until": "9999-12-31"}],
)
def test_what_no_event_can_be_is_refused(town: Town, filters: dict[str, str]) -> None:
    with pytest.raises(InvalidInput):
        read(town.alice.actor, **filters)


def test_log_is_for_those_who_may_read_it(town: Town) -> None:
    with pytest.raises(NotAllowed):
        read(town.carol.actor)


def test_log_shows_nothing_of_other_companies(town: Town) -> None:
    with company_transaction(town.mallory.actor) as ctx:
        theirs = campaigns.create(ctx, name="Theirs")
    assert read(town.alice.actor, subject=str(theirs)) == []


def test_a_visiting_super_admin_stands_in_both_logs_once(town: Town) -> None:
    with company_transaction(visiting(town)) as ctx:
        campaigns.create(ctx, name="Spring")
    with platform_transaction(PlatformActor(new_id(), "Root"), town.alice.company_id) as ctx:
        audit.record_for_company(
            ctx, town.alice.company_id, AuditAction.CAMPAIGN_PAUSED, new_id(), name="Spring"
        )
    ours = [row.what for row in read(town.alice.actor, act="campaign")]
    with platform_transaction(PlatformActor(None)) as ctx:
        page = audit.list_platform_events(ctx, Filters(company=str(town.alice.company_id)))
    theirs = [row.what for row in page.rows if row.actor == "Root"]
    assert ours == theirs == ["paused the campaign", "started a campaign's draft"]
    assert {row.company for row in page.rows} == {"Acme"}


def test_what_people_of_a_company_do_stays_in_its_own_log(town: Town) -> None:
    with company_transaction(town.alice.actor) as ctx:
        campaigns.create(ctx, name="Spring")
    with platform_transaction(PlatformActor(None)) as ctx:
        rows = audit.list_platform_events(ctx, Filters()).rows
    assert {row.what for row in rows} == {"created the company"}


def test_the_log_of_the_platform_shows_anchors_when_asked(town: Town) -> None:
    with platform_transaction(PlatformActor(None)) as ctx:
        audit.anchor_chains(ctx)
    with platform_transaction(PlatformActor(None)) as ctx:
        assert "audit" not in audit.list_platform_events(ctx, Filters()).rows[0].what
        anchors = audit.list_platform_events(ctx, Filters(act="audit.anchored")).rows
    assert {row.company for row in anchors} == {"Acme", "Mallcorp"}


def export(actor: Actor, filters: Filters) -> Iterator[str]:
    with company_transaction(actor) as ctx:
        audit.begin_export(ctx, filters)
    cursor: str | None = ""
    while cursor is not None:
        with company_transaction(actor) as ctx:
            text, cursor = audit.export_piece(ctx, filters, cursor or None)
        yield text


def test_export_holds_every_event_once_and_is_remembered(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("platform_app.services.audit.exports._EXPORT_ROWS", 10)
    with company_transaction(town.alice.actor) as ctx:
        for number in range(25):
            audit.record(ctx, AuditAction.CAMPAIGN_PAUSED, name=f"Campaign {number}")
    pieces = list(export(town.alice.actor, Filters(act="campaign")))
    lines = "".join(pieces).splitlines()
    assert (len(pieces), len(lines)) == (3, 26)
    assert lines[0].startswith("number,when (UTC),who")
    assert len(set(lines)) == 26
    (row,) = read(town.alice.actor, act="audit.exported")
    assert [(one.label, one.new) for one in row.details] == [("Act", "campaign")]


def test_no_spreadsheet_runs_what_somebody_has_written(town: Town) -> None:
    origin = Origin("192.0.2.7", '=HYPERLINK("https://evil.example")')
    with company_transaction(replace(town.alice.actor, origin=origin)) as ctx:
        campaigns.create(ctx, name="=1+1")
    text = "".join(export(town.alice.actor, Filters(act="campaign")))
    assert "\"'=HYPERLINK" in text
    assert ",=" not in text


def test_export_asks_again_who_it_is(town: Town) -> None:
    stale = replace(town.alice.actor, verified_at=now() - timedelta(minutes=6))
    with company_transaction(stale) as ctx, pytest.raises(NotVerified):
        audit.begin_export(ctx, Filters())


def test_whoever_signs_in_is_the_one_who_did_it(town: Town) -> None:
    town.bob.sign_in()
    (row,) = read(town.alice.actor, who=str(town.bob.user_id))
    assert (row.actor, row.actor_kind, row.what) == ("Bob", "user", "signed in")
