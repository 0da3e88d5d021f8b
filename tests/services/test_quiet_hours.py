"""Nobody is written to in quiet hours: of the company, or of where each person lives."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text
from sqlmodel import col, select

from platform_app.core.clock import now
from platform_app.core.context import CompanyContext
from platform_app.core.db import in_company, public_transaction
from platform_app.core.errors import InvalidInput
from platform_app.models.campaigns import Campaign, CampaignRecipient
from platform_app.models.contacts import Contact
from platform_app.services import campaigns, sending
from platform_app.services.campaigns.quiet import Hours, awake_zones, is_never_awake, quiet_until
from tests.support.campaigns import SendingCampaign, sending_campaign
from tests.support.lanes import change, claim, start
from tests.support.servers import TestDatabase
from tests.support.shops import contact, make_shop

NIGHT = Hours(time(22), time(8))
NOON = Hours(time(12), time(14))


def moment(words: str) -> datetime:
    return datetime.fromisoformat(words)


@pytest.mark.parametrize(
    ("hours", "zones", "at", "until"),
    [
        (NIGHT, "Europe/Lisbon", "2026-11-24T21:59:59Z", None),
        (NIGHT, "Europe/Lisbon", "2026-11-24T22:00:00Z", "2026-11-25T08:00:00Z"),
        (NIGHT, "Europe/Lisbon", "2026-11-25T07:59:59Z", "2026-11-25T08:00:00Z"),
        (NIGHT, "Europe/Lisbon", "2026-11-25T08:00:00Z", None),
        (NOON, "Europe/Lisbon", "2026-11-25T13:00:00Z", "2026-11-25T14:00:00Z"),
        (NOON, "Europe/Lisbon", "2026-11-25T23:00:00Z", None),
        # The night in which clocks are put forward is an hour shorter, the other one longer.
        (NIGHT, "Europe/Berlin", "2027-03-27T21:00:00Z", "2027-03-28T06:00:00Z"),
        (NIGHT, "Europe/Berlin", "2027-10-30T20:00:00Z", "2027-10-31T07:00:00Z"),
        # 02:15 comes twice; this is the second time.
        (Hours(time(22), time(2, 30)), "Europe/Berlin", "2027-10-31T01:15:00Z", "2027-10-31T01:30:00Z"),
        # The end is left out: none shows 02:30.
        (Hours(time(22), time(2, 30)), "Europe/Berlin", "2027-03-28T00:00:00Z", "2027-03-28T01:30:00Z"),
        # Night in one of the zones is enough, and both must be over.
        (NIGHT, "Europe/Lisbon+Atlantic/Azores", "2026-11-25T08:30:00Z", "2026-11-25T09:00:00Z"),
        (NIGHT, "Europe/Lisbon+Atlantic/Azores", "2026-11-24T22:30:00Z", "2026-11-25T09:00:00Z"),
    ],
)  # fmt: skip
def test_it_is_quiet_by_what_the_clocks_show(
    hours: Hours, zones: str, at: str, until: str | None
) -> None:
    assert quiet_until(hours, zones, moment(at)) == (moment(until) if until else None)


def test_zones_around_the_earth_have_no_waking_hour_in_common() -> None:
    at = moment("2026-11-25T12:00:00Z")
    assert is_never_awake(Hours(time(18), time(11)), "Pacific/Guam+America/St_Johns", at)
    assert not is_never_awake(NIGHT, "Europe/Moscow+Asia/Kamchatka", at)


def test_where_the_night_is_nearest_comes_first() -> None:
    zones = ("America/New_York", "Asia/Tokyo", "Europe/Lisbon", "Asia/Kolkata")
    awake = awake_zones(NIGHT, zones, moment("2026-11-25T15:00:00Z"))
    assert awake == ("Asia/Kolkata", "Europe/Lisbon", "America/New_York")


@pytest.mark.parametrize(("begin", "end"), [("22:00", ""), ("22:00", "22:00"), ("late", "early")])
def test_hours_that_make_no_sense_are_refused(begin: str, end: str) -> None:
    with pytest.raises(InvalidInput):
        campaigns.read_hours(begin, end)


def test_hours_are_read_as_they_are_typed() -> None:
    assert campaigns.read_hours("22:00", "08:00") == NIGHT
    assert campaigns.read_hours("", "") is None


@pytest.mark.parametrize("zones", ["Europe/Lisbon", "America/New_York+Asia/Tokyo"])
def test_the_database_knows_the_same_hours(database: TestDatabase, zones: str) -> None:
    campaign = sending_campaign(people=1)
    asked = text("select is_quiet('22:00', '08:00', :zones, :at)")

    def compare(ctx: CompanyContext) -> None:
        for minutes in range(0, 3 * 24 * 60, 30):
            at = moment("2027-03-27T00:00:00Z") + timedelta(minutes=minutes)
            answer = ctx.db.connection().execute(asked, {"zones": zones, "at": at}).scalar_one()
            assert answer == (quiet_until(NIGHT, zones, at) is not None), at

    in_company(campaign.actor, compare)


def around_now(zone: str, *, begins: int, ends: int) -> tuple[time, time]:
    """Return quiet hours around this moment in a zone, in minutes from now."""
    local = now().astimezone(ZoneInfo(zone)).replace(tzinfo=None, second=0, microsecond=0)
    return (local + timedelta(minutes=begins)).time(), (local + timedelta(minutes=ends)).time()


def hush(campaign: SendingCampaign, zone: str, *, begins: int, ends: int) -> None:
    begin, end = around_now(zone, begins=begins, ends=ends)
    change(campaign, f"update company set time_zone = '{zone}'")
    change(campaign, f"update campaign set quiet_from = '{begin}', quiet_to = '{end}'")


def read(campaign: SendingCampaign) -> Campaign:
    return in_company(
        campaign.actor, lambda ctx: ctx.db.get_one(Campaign, (ctx.company_id, campaign.id))
    )


def work_found(campaign: SendingCampaign) -> bool:
    with public_transaction() as ctx:
        return any(work.campaign_id == campaign.id for work in sending.find_work(ctx))


@pytest.mark.parametrize("zone", ["America/New_York", "Asia/Kathmandu"])
def test_in_quiet_hours_a_campaign_waits_and_says_until_when(
    database: TestDatabase, zone: str
) -> None:
    campaign = sending_campaign(people=3)
    hush(campaign, zone, begins=-60, ends=60)
    assert claim(campaign) == []
    waiting = read(campaign)
    assert (waiting.status, waiting.pause_kind) == ("sending", "quiet")
    assert timedelta(minutes=58) < (waiting.resumes_at or now()) - now() <= timedelta(minutes=60)
    assert "Quiet hours: it goes on by itself at" in (waiting.pause_reason or "")
    assert not work_found(campaign)


def test_afterwards_it_goes_on(database: TestDatabase) -> None:
    campaign = sending_campaign(people=3)
    hush(campaign, "Asia/Tokyo", begins=-60, ends=60)
    claim(campaign)
    hush(campaign, "Asia/Tokyo", begins=60, ends=120)
    assert claim(campaign) == []
    change(campaign, "update campaign set resumes_at = now()")
    assert work_found(campaign)
    assert len(claim(campaign)) == 3
    report = in_company(campaign.actor, lambda ctx: campaigns.get_report(ctx, campaign.id))
    assert report.pause_reason == ""


def test_what_was_claimed_before_the_night_does_not_start_in_it(database: TestDatabase) -> None:
    campaign = sending_campaign(people=3)
    ids = claim(campaign)
    hush(campaign, "America/New_York", begins=-1, ends=60)
    assert start(campaign, ids) == []


def live_in(campaign: SendingCampaign, zones: dict[str, str]) -> None:
    change(campaign, "update campaign set in_recipient_zone = true")
    for name, zone in zones.items():
        change(campaign, f"update campaign_recipient set zone = '{zone}' where name = '{name}'")
    named = ",".join(sorted(set(zones.values())))
    change(campaign, f"update campaign set zones = string_to_array('{named}', ',')")


def test_only_those_who_are_awake_are_written_to(database: TestDatabase) -> None:
    campaign = sending_campaign(people=3)
    live_in(campaign, {"Rui 0": "Asia/Tokyo", "Rui 1": "Europe/Lisbon", "Rui 2": "Asia/Tokyo"})
    hush(campaign, "Asia/Tokyo", begins=-60, ends=60)
    assert len(claim(campaign)) == 1
    assert claim(campaign) == []
    waiting = read(campaign)
    assert waiting.pause_kind == "quiet"
    assert timedelta(minutes=58) < (waiting.resumes_at or now()) - now() <= timedelta(minutes=60)


def test_somebody_who_fell_asleep_after_the_claim_is_not_started(database: TestDatabase) -> None:
    campaign = sending_campaign(people=2)
    live_in(campaign, {"Rui 0": "Asia/Tokyo", "Rui 1": "Asia/Tokyo"})
    hush(campaign, "Asia/Tokyo", begins=60, ends=120)
    ids = claim(campaign)
    hush(campaign, "Asia/Tokyo", begins=-1, ends=120)
    assert (len(ids), start(campaign, ids)) == (2, [])


def test_somebody_awake_who_is_tried_again_later_keeps_it_from_resting(
    database: TestDatabase,
) -> None:
    campaign = sending_campaign(people=2)
    live_in(campaign, {"Rui 0": "Asia/Tokyo", "Rui 1": "Europe/Lisbon"})
    hush(campaign, "Asia/Tokyo", begins=-60, ends=60)
    change(
        campaign,
        "update campaign_recipient set not_before = now() + interval '9 s' where name = 'Rui 1'",
    )
    assert claim(campaign) == []
    assert read(campaign).resumes_at is None


def test_the_zone_is_known_by_the_number_when_the_audience_is_fixed(database: TestDatabase) -> None:
    shop = make_shop()
    phones = {
        "+12125550123": "NYC",
        "+819012345678": "Tokyo",
        "+80012345678": "Nowhere",
        "+447911123456": "London",
    }

    def add(ctx: CompanyContext) -> None:
        for contact_row in ctx.db.exec(select(Contact)):
            contact_row.opted_in_at = None
        ctx.db.add_all(
            [
                contact(ctx.company_id, 50 + n, phone=phone, name=name)
                for n, (phone, name) in enumerate(phones.items())
            ]
        )

    in_company(shop.actor, add)
    campaign_id = shop.draft()

    def hush_all(ctx: CompanyContext) -> None:
        campaign = ctx.db.get_one(Campaign, (ctx.company_id, campaign_id))
        campaign.quiet_from, campaign.quiet_to, campaign.in_recipient_zone = time(22), time(8), True

    in_company(shop.actor, hush_all)
    shop.launch(campaign_id)
    shop.prepare(campaign_id)

    def zones(ctx: CompanyContext) -> tuple[dict[str, str | None], list[str]]:
        waiting = select(CampaignRecipient).where(col(CampaignRecipient.status) == "pending")
        rows = {row.name: row.zone for row in ctx.db.exec(waiting)}
        return rows, ctx.db.get_one(Campaign, (ctx.company_id, campaign_id)).zones

    by_name, known = in_company(shop.actor, zones)
    # A number that belongs to no country: the company's zone decides.
    assert by_name == {"NYC": "America/New_York", "Tokyo": "Asia/Tokyo", "Nowhere": "UTC", "London": "Europe/Guernsey"}  # fmt: skip
    assert known == sorted({zone for zone in by_name.values() if zone})
