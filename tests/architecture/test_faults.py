"""The fault matrix keeps its word: every row has tests that exist, or says why it has none."""

import re
from pathlib import Path

PROJECT = Path(__file__).parents[2]
MATRIX = (PROJECT / "docs/faults.md").read_text()
NUMBERS = {*range(1, 37), 43}
TEST = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
ROWS = [line for line in MATRIX.splitlines() if re.match(r"\| \d", line)]


def test_every_fault_has_a_row() -> None:
    told: set[int] = set()
    for row in ROWS:
        first, _, last = row.split("|")[1].strip().partition("–")
        told |= set(range(int(first), int(last or first) + 1))
    assert told == NUMBERS


def test_every_row_has_tests_or_says_why_not() -> None:
    assert [row for row in ROWS if not TEST.search(row) and "not shown, because" not in row] == []


def test_every_test_that_is_named_exists() -> None:
    named = TEST.findall(MATRIX)
    assert len(named) > len(NUMBERS)
    missing = [
        f"{path}::{name}"
        for path, name in named
        if not re.search(rf"^def {name}\(", (PROJECT / path).read_text(), re.MULTILINE)
    ]
    assert missing == []
