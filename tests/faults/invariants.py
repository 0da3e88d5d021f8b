"""The judge: the invariants I1 to I6, held against what a run has left behind."""

from collections import Counter
from collections.abc import Iterator
from math import inf

from tests.faults.evidence import Evidence, Row, moment_of
from tests.faults.history import Entry

# A stop is read in the statement that begins an attempt; that statement may itself be under way.
NO_NEW_AFTER_S = 0.25
EFFECTIVE_WITHIN_S = 2.0
# Both lanes may have had a batch under way.
IN_FLIGHT = 100
# So long may an attempt be under way, or its result wait to be written, when its lane is killed.
UNDER_WAY_S = 5.0
FINAL = {"accepted", "sent", "delivered", "read", "failed", "skipped", "unconfirmed"}
OVER = {"draft", "completed", "cancelled"}
# The order in which a status wins over another.
STRONGEST = ("read", "delivered", "failed", "sent")
SCOPES = ("company", "campaign", "phone")


def broken_invariants(evidence: Evidence) -> list[str]:
    """Return what is not as it must be, in words; nothing when all is well."""
    return [
        *_counters(evidence),
        *_everybody_has_a_row(evidence),
        *_one_message_each(evidence),
        *_nothing_under_way(evidence),
        *_own_people_only(evidence),
        *_accounted_for(evidence),
        *_stops_respected(evidence),
    ]


def _counters(evidence: Evidence) -> Iterator[str]:
    if evidence.counts != evidence.counters:
        yield f"I1: the counters say {evidence.counters}, the rows {evidence.counts}"


def _everybody_has_a_row(evidence: Evidence) -> Iterator[str]:
    people = Counter(row.campaign_id for row in evidence.rows)
    for launch in evidence.of("launch"):
        campaign = launch["campaign"]
        # A launch that a fault has met is as if it had never been.
        if evidence.campaigns[campaign] != "draft" and people[campaign] != launch["people"]:
            yield f"I1: {people[campaign]} rows for {launch['people']} people of {campaign}"


def _one_message_each(evidence: Evidence) -> Iterator[str]:
    taken: Counter[tuple[str, str]] = Counter()
    for entry in evidence.heard:
        row = evidence.row_of.get(entry["recipient"])
        if row is None:
            yield f"I2: {entry['recipient']} was written to and is in no campaign"
        elif entry["takes"]:
            taken[row.campaign_id, row.phone] += 1
    for (campaign, phone), times in taken.items():
        if times > 1:
            yield f"I2: {phone} was written to {times} times by {campaign}"


def _nothing_under_way(evidence: Evidence) -> Iterator[str]:
    for row in evidence.rows:
        if row.status not in FINAL:
            yield f"I3: {row.id} is {row.status}"
    for campaign, status in evidence.campaigns.items():
        if status not in OVER:
            yield f"I3: campaign {campaign} is {status}"


def _own_people_only(evidence: Evidence) -> Iterator[str]:
    for entry in evidence.heard:
        row = evidence.row_of.get(entry["recipient"])
        if row and row.company_id != entry["company"]:
            yield f"I4: {row.id} was written to with the token of {entry['company']}"
        if row and row.phone != entry["phone"]:
            yield f"I4: what was for {row.phone} went to {entry['phone']}"


def _accounted_for(evidence: Evidence) -> Iterator[str]:
    """Compare each row with what was taken and told: nobody lost, nobody made up."""
    for row in evidence.rows:
        expected = _expected(evidence, row)
        if row.status not in expected:
            yield f"lost: {row} was to be one of {sorted(expected)}"
        if row.status in ("accepted", "sent", "delivered", "read") and not row.wamid:
            yield f"I5: {row.id} is {row.status} and has no message id"


def _expected(evidence: Evidence, row: Row) -> set[str]:
    told = evidence.told_of.get(row.id, set())
    for state in STRONGEST:
        if state in told:
            return {state}
    heard = evidence.heard_of.get(row.id, [])
    # Only whoever was killed may have forgotten an answer; nobody but WhatsApp could know then.
    forgotten = {"unconfirmed"} if _was_cut_short(evidence, row) else set[str]()
    if any(entry["takes"] for entry in heard):
        return forgotten | {"accepted" if heard[-1]["answers"] else "unconfirmed"}
    return forgotten | ({"skipped", "failed"} if heard else {"skipped"})


def _was_cut_short(evidence: Evidence, row: Row) -> bool:
    # A moment is rounded down, and the machine may be slow to write down a death.
    return any(-1 < death["at"] - row.last_began_at < UNDER_WAY_S for death in evidence.of("death"))


def _stops_respected(evidence: Evidence) -> Iterator[str]:
    """Compare opt-outs, pauses, cancellations and suspensions with what was sent in spite of them."""
    for stop in evidence.of("stop"):
        after = in_spite_of(evidence, stop)
        begun = max((began_at(entry) - stop["at"] for entry in after), default=0)
        if begun > NO_NEW_AFTER_S:
            yield f"I6: begun {begun:.1f} s after the {stop['why']} of {_scope(stop)}"
        latest = max((entry["at"] - stop["at"] for entry in after), default=0)
        if latest > EFFECTIVE_WITHIN_S or len(after) > IN_FLIGHT:
            yield f"I6: {len(after)} sent in {latest:.1f} s after the {stop['why']} of {_scope(stop)}"


def in_spite_of(evidence: Evidence, stop: Entry) -> list[Entry]:
    """Return the requests to send that came after a stop, and before it was lifted."""
    ends_at = min(
        (go["at"] for go in evidence.of("go") if go["at"] > stop["at"] and _lifts(go, stop)),
        default=inf,
    )
    return [
        entry
        for entry in evidence.heard
        if stop["at"] < entry["at"] < ends_at and _concerns(evidence, stop, entry)
    ]


def began_at(entry: Entry) -> float:
    """Return when the attempt of a request was committed."""
    return moment_of(entry["callback"].rsplit(".", 1)[1])


def _lifts(go: Entry, stop: Entry) -> bool:
    return all(go.get(scope) == stop.get(scope) for scope in SCOPES)


def _concerns(evidence: Evidence, stop: Entry, entry: Entry) -> bool:
    row = evidence.row_of.get(entry["recipient"])
    whose = {**entry, "campaign": row.campaign_id if row else None}
    return all(stop[scope] == whose[scope] for scope in SCOPES if scope in stop)


def _scope(stop: Entry) -> str:
    return " ".join(stop[scope] for scope in SCOPES if scope in stop)
