"""The judge itself: it passes what is right, and finds each single thing that is wrong."""

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

import pytest

from tests.faults.evidence import Evidence, Row
from tests.faults.history import Entry
from tests.faults.invariants import broken_invariants

BEGAN_AT = 1_790_000_000.0
PEOPLE = ("rui", "ana", "eva")
Break = Callable[[Evidence], object]


def attempt(n: int, at: float = BEGAN_AT) -> str:
    """Return an attempt's id that says when it began, as PostgreSQL makes it."""
    return str(UUID(int=(int(at * 1000) << 80) | 7 << 76 | n))


def message(name: str, *, at: float = BEGAN_AT, **facts: object) -> Entry:
    facts = {"takes": True, "answers": True, "company": "acme", "phone": f"+{name}", **facts}
    callback = f"recipient.{name}.{attempt(PEOPLE.index(name), at)}"
    return {"kind": "message", "at": at, "recipient": name, "callback": callback, **facts}


def status(name: str, state: str) -> Entry:
    return {"kind": "status", "at": BEGAN_AT + 1, "recipient": name, "status": state}


def stop(why: str, **scope: str) -> Entry:
    return {"kind": "stop", "why": why, "at": BEGAN_AT - 3, "company": "acme", **scope}


def row(name: str, state: str, **facts: object) -> Row:
    wamid = f"wamid.{name}" if state in ("accepted", "delivered", "read") else None
    made = Row(name, "acme", "winter", f"+{name}", state, wamid, 1, attempt(PEOPLE.index(name)))
    return replace(made, **facts)


def all_is_well() -> Evidence:
    """Rui has read it, Ana's answer is all that is known, Eva was refused."""
    counts = [("winter", state, 1) for state in ("accepted", "failed", "read")]
    return Evidence(
        [row("rui", "read"), row("ana", "accepted"), row("eva", "failed")],
        counts,
        list(counts),
        {"winter": "completed"},
        [
            {"kind": "launch", "at": BEGAN_AT - 5, "campaign": "winter", "people": 3},
            message("rui"),
            message("ana"),
            message("eva", takes=False, answers=False),
            status("rui", "delivered"),
            status("rui", "read"),
        ],
    )


def becomes(name: str, state: str, **facts: object) -> Break:
    """Return the break in which somebody's row ends otherwise, and is counted so."""

    def change(evidence: Evidence) -> None:
        place = PEOPLE.index(name)
        evidence.rows[place] = row(name, state, **facts)

    return change


def happens(*entries: Entry) -> Break:
    return lambda evidence: evidence.entries.extend(entries)


def twice_in_one_campaign(evidence: Evidence) -> None:
    evidence.rows[1] = row("ana", "accepted", phone="+rui")
    evidence.entries[2] = message("ana", phone="+rui")


def lose_a_row(evidence: Evidence) -> None:
    del evidence.rows[2], evidence.entries[3]


BREAKS: dict[str, tuple[str, Break]] = {
    "counted twice": ("I1", lambda one: one.counters.__setitem__(0, ("winter", "accepted", 2))),
    "a row is lost": ("I1", lose_a_row),
    "sent twice": ("I2", happens(message("ana", at=BEGAN_AT + 9))),
    "two rows for one person": ("I2", twice_in_one_campaign),
    "sent to nobody's row": ("I2", lambda one: one.rows.pop()),
    "left claimed": ("I3", becomes("eva", "claimed")),
    "left waiting": ("I3", becomes("eva", "pending")),
    "never over": ("I3", lambda one: one.campaigns.update(winter="sending")),
    "left paused": ("I3", lambda one: one.campaigns.update(winter="paused")),
    "another company's token": (
        "I4",
        lambda one: one.entries.__setitem__(1, message("rui", company="globex")),
    ),
    "another person's phone": (
        "I4",
        lambda one: one.entries.__setitem__(1, message("rui", phone="+ana")),
    ),
    "no message id": ("I5", becomes("ana", "accepted", wamid=None)),
    "an answer is dropped": ("lost", becomes("ana", "unconfirmed")),
    "a refusal is dropped": ("lost", becomes("eva", "unconfirmed")),
    "said to be sent, and was not": ("lost", becomes("eva", "accepted", wamid="wamid.eva")),
    "skipped, and was sent": ("lost", becomes("ana", "skipped")),
    "a status is dropped": ("lost", happens(status("ana", "delivered"))),
    "a later status undoes an earlier": ("lost", becomes("rui", "delivered")),
    "a failure after the delivery": ("lost", becomes("rui", "failed")),
    "an opt-out is forgotten": ("I6", happens(stop("opt-out", phone="+ana"))),
    "a pause is ignored": ("I6", happens(stop("pause", campaign="winter"))),
    "a cancellation is ignored": ("I6", happens(stop("cancellation", campaign="winter"))),
    "a suspension is ignored": ("I6", happens(stop("suspension"))),
    "a restored company is no answer to an opt-out": (
        "I6",
        happens(
            stop("opt-out", phone="+ana"),
            {"kind": "go", "at": BEGAN_AT - 1, "company": "acme"},
        ),
    ),
    "begun at once, heard too late": (
        "I6",
        happens({**stop("pause", campaign="winter"), "at": BEGAN_AT - 0.1}, message("eva", takes=False) | {"at": BEGAN_AT + 3}),
    ),
}  # fmt: skip


def test_it_finds_nothing_where_all_is_well() -> None:
    assert broken_invariants(all_is_well()) == []


@pytest.mark.parametrize("name", BREAKS)
def test_it_finds(name: str) -> None:
    invariant, break_it = BREAKS[name]
    evidence = all_is_well()
    break_it(evidence)
    found = broken_invariants(evidence)
    assert {one.partition(":")[0] for one in found} >= {invariant}, found


@pytest.mark.parametrize(
    "harmless",
    [
        # Nobody hears of an answer when its lane is killed between the two.
        (becomes("ana", "unconfirmed"), happens({"kind": "death", "at": BEGAN_AT + 2})),
        (happens(stop("suspension"), {"kind": "go", "at": BEGAN_AT - 1, "company": "acme"}),),
        (happens(stop("suspension") | {"company": "globex"}),),
        (happens(stop("pause", campaign="winter") | {"at": BEGAN_AT - 0.1}),),
        (becomes("ana", "failed"), happens(status("ana", "sent"), status("ana", "failed"))),
        (happens({"kind": "launch", "at": 0, "campaign": "spring", "people": 9}),
         lambda one: one.campaigns.update(spring="draft")),
    ],
)  # fmt: skip
def test_it_lets_pass(harmless: tuple[Break, ...]) -> None:
    evidence = all_is_well()
    for one in harmless:
        one(evidence)
    assert broken_invariants(evidence) == []
