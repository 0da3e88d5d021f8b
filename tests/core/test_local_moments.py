"""From what a clock on the wall shows to the moment, over real changes of the clocks."""

from datetime import UTC, datetime

import pytest

from platform_app.core.clock import moment_at
from platform_app.core.errors import InvalidInput


@pytest.mark.parametrize(
    ("local", "zone", "moment"),
    [
        ("2026-11-25T09:00", "UTC", "2026-11-25T09:00"),
        ("2026-11-25T09:00", "Europe/Lisbon", "2026-11-25T09:00"),
        ("2026-07-25T09:00", "Europe/Lisbon", "2026-07-25T08:00"),
        ("2026-11-25T09:00", "America/New_York", "2026-11-25T14:00"),
        ("2026-11-25T09:00", "Asia/Kathmandu", "2026-11-25T03:15"),
        # The last moment before the clocks change, and the first after it.
        ("2027-03-28T01:59", "Europe/Berlin", "2027-03-28T00:59"),
        ("2027-03-28T03:00", "Europe/Berlin", "2027-03-28T01:00"),
        # Shown twice: the first one, still in summer time.
        ("2027-10-31T02:30", "Europe/Berlin", "2027-10-31T00:30"),
        ("2026-11-01T01:30", "America/New_York", "2026-11-01T05:30"),
    ],
)
def test_a_local_time_is_one_moment(local: str, zone: str, moment: str) -> None:
    expected = datetime.fromisoformat(moment).replace(tzinfo=UTC)
    assert moment_at(datetime.fromisoformat(local), zone) == expected


@pytest.mark.parametrize(
    ("local", "zone", "instead"),
    [
        ("2027-03-28T02:30", "Europe/Berlin", "03:30"),
        ("2027-03-28T02:00", "Europe/Berlin", "03:00"),
        ("2027-03-14T02:30", "America/New_York", "03:30"),
        # By half an hour only.
        ("2027-10-03T02:15", "Australia/Lord_Howe", "02:45"),
        # A whole day that never was.
        ("2011-12-30T12:00", "Pacific/Apia", "12:00"),
    ],
)
def test_a_time_that_no_clock_shows_is_refused_with_one_that_is(
    local: str, zone: str, instead: str
) -> None:
    with pytest.raises(InvalidInput, match=f"Choose {instead}"):
        moment_at(datetime.fromisoformat(local), zone)
