"""What a run has left behind: the rows, the counters, and the history of who was really written to."""

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from uuid import UUID

from tests.faults.history import Entry, History
from tests.support.servers import TestDatabase
from tests.support.ways_in import run

ROWS = """
    select id::text, company_id::text, campaign_id::text, phone, status, wamid, attempts, attempt_id::text
    from campaign_recipient
"""
COUNTS = "select campaign_id::text, status, count(*) from campaign_recipient group by 1, 2"
COUNTERS = "select campaign_id::text, status, total from campaign_count where total <> 0"
CAMPAIGNS = "select id::text, status from campaign"
Counts = list[tuple[str, str, int]]


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
    attempt_id: str | None

    @property
    def last_began_at(self) -> float:
        """Return when its last attempt was committed."""
        return moment_of(self.attempt_id) if self.attempt_id else 0.0


@dataclass
class Evidence:
    """Everything that the judge looks at."""

    rows: list[Row]
    counts: Counts
    counters: Counts
    campaigns: dict[str, str]
    entries: list[Entry] = field(default_factory=list)

    @cached_property
    def row_of(self) -> dict[str, Row]:
        """Return the rows by their ids."""
        return {row.id: row for row in self.rows}

    @cached_property
    def heard(self) -> list[Entry]:
        """Return the requests to send, in their order."""
        return self.of("message")

    @cached_property
    def heard_of(self) -> dict[str, list[Entry]]:
        """Return the requests to send, by their recipients."""
        return _grouped(self.heard)

    @cached_property
    def told_of(self) -> dict[str, set[str]]:
        """Return the statuses that the product has taken, by the recipients."""
        return {
            recipient: {entry["status"] for entry in entries}
            for recipient, entries in _grouped(self.of("status")).items()
        }

    def of(self, kind: str) -> list[Entry]:
        """Return the entries of one kind."""
        return [entry for entry in self.entries if entry["kind"] == kind]


def gather(history: History, database: TestDatabase) -> Evidence:
    """Collect what a run has left behind."""
    return Evidence(
        rows=[Row(*values) for values in run(database, ROWS)],
        counts=sorted(run(database, COUNTS)),
        counters=sorted(run(database, COUNTERS)),
        campaigns=dict(run(database, CAMPAIGNS)),
        entries=history.entries(),
    )


def moment_of(attempt: str) -> float:
    """Return when an attempt began; PostgreSQL writes it into the id (UUID version 7)."""
    return (UUID(attempt).int >> 80) / 1000


def _grouped(entries: list[Entry]) -> dict[str, list[Entry]]:
    groups: defaultdict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        groups[entry["recipient"]].append(entry)
    return dict(groups)
