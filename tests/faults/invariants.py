"""The invariants I1 to I6: rows and counters against the history of who was really written to."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from tests.faults.history import History
from tests.support.servers import TestDatabase
from tests.support.ways_in import run

EFFECTIVE_WITHIN_S = 2.0
# Both lanes may have had a batch under way.
IN_FLIGHT = 100
FINAL = {"accepted", "sent", "delivered", "read", "failed", "skipped", "unconfirmed"}
ROWS = """
    select id::text, company_id::text, campaign_id::text, phone, status, wamid, attempts from campaign_recipient
"""
COUNTS = """
    select campaign_id::text, status, count(*) from campaign_recipient group by 1, 2
"""
COUNTERS = "select campaign_id::text, status, total from campaign_count where total <> 0"
OPEN = "select id from campaign where status in ('preparing', 'sending')"


@dataclass(frozen=True, slots=True)
class Row:
    """One recipient at the end."""

    id: str
    company_id: str
    campaign_id: str
    phone: str
    status: str
    wamid: str | None
    attempts: int


def broken_invariants(history: History, database: TestDatabase) -> list[str]:
    """Return what is not as it must be, in words; nothing when all is well."""
    rows = {row.id: row for row in (Row(*values) for values in run(database, ROWS))}
    heard = history.entries("message")
    taken = Counter(entry["recipient"] for entry in heard if entry["takes"])
    return [
        *_counters(database),
        *_one_message_each(rows, taken),
        *_nothing_under_way(rows, database),
        *_own_people_only(rows, heard),
        *_accounted_for(rows, taken, history),
        *_wishes_respected(history, heard),
        *_suspensions_respected(history, heard),
    ]


def _counters(database: TestDatabase) -> list[str]:
    rows, counters = sorted(run(database, COUNTS)), sorted(run(database, COUNTERS))
    return [] if rows == counters else [f"I1: the counters say {counters}, the rows {rows}"]


def _one_message_each(rows: dict[str, Row], taken: Counter[str]) -> list[str]:
    strangers = [f"I2: {one} was written to and is in no campaign" for one in taken - rows.keys()]
    return strangers + [
        f"I2: {one} was written to {times} times" for one, times in taken.items() if times > 1
    ]


def _nothing_under_way(rows: dict[str, Row], database: TestDatabase) -> list[str]:
    left = [f"I3: {row.id} is {row.status}" for row in rows.values() if row.status not in FINAL]
    return left + [f"I3: campaign {campaign} is not over" for (campaign,) in run(database, OPEN)]


def _own_people_only(rows: dict[str, Row], heard: list[dict[str, Any]]) -> list[str]:
    return [
        f"I4: {entry['recipient']} was written to with the token of {entry['company']}"
        for entry in heard
        if entry["recipient"] in rows and rows[entry["recipient"]].company_id != entry["company"]
    ]


def _accounted_for(rows: dict[str, Row], taken: Counter[str], history: History) -> list[str]:
    """Compare each row with what was taken and told: nobody lost, nobody made up."""
    told: dict[str, set[str]] = {}
    for entry in history.entries("status"):
        told.setdefault(entry["recipient"], set()).add(entry["status"])
    wrong: list[str] = []
    for row in rows.values():
        expected = _expected(row, taken[row.id], told.get(row.id, set()))
        if row.status not in expected:
            wrong.append(f"lost: {row} was to be one of {sorted(expected)}")
        if row.status in ("accepted", "sent", "delivered", "read") and not row.wamid:
            wrong.append(f"I5: {row} has no message id")
    return wrong


def _expected(row: Row, taken: int, told: set[str]) -> set[str]:
    for state in ("read", "delivered", "failed", "sent"):
        if state in told:
            return {state}
    if taken:
        return {"accepted"}
    # Started, and killed before the request was made: nobody but WhatsApp could know.
    return {"skipped", "failed", "unconfirmed"} if row.attempts else {"skipped"}


def _wishes_respected(history: History, heard: list[dict[str, Any]]) -> list[str]:
    stops = {
        (one["company"], one["phone"]): one["at"] for one in reversed(history.entries("opt-out"))
    }
    return [
        f"I6: {entry['phone']} was written to {entry['at'] - stopped:.1f} s after the opt-out"
        for entry in heard
        if (stopped := stops.get((entry["company"], entry["phone"])))
        and entry["at"] > stopped + EFFECTIVE_WITHIN_S
    ]


def _suspensions_respected(history: History, heard: list[dict[str, Any]]) -> list[str]:
    wrong: list[str] = []
    restored = history.entries("restored")
    for one in history.entries("suspended"):
        until = next(
            end["at"]
            for end in restored
            if end["company"] == one["company"] and end["at"] > one["at"]
        )
        after = [
            entry["at"] - one["at"]
            for entry in heard
            if entry["company"] == one["company"] and one["at"] < entry["at"] < until
        ]
        if len(after) > IN_FLIGHT or max(after, default=0) > EFFECTIVE_WITHIN_S:
            wrong.append(
                f"I6: {len(after)} messages, the last {max(after):.1f} s after a suspension"
            )
    return wrong
