"""The checklist of 70 (OWASP ASVS 5.0, chapters on authentication, sessions and access): no number is without a test."""

import re
from pathlib import Path

TESTS = Path(__file__).parents[1]
# Those that belong to something that does not exist yet, with the reason.
LATER = {63: "API keys come with the public API; there is no key that could be stolen."}


def test_every_number_has_a_test_or_a_reason() -> None:
    found = {
        int(number)
        for path in TESTS.rglob("test_*.py")
        for number in re.findall(r"def test_(\d\d)_", path.read_text())
    }
    assert sorted(set(range(1, 71)) - found - LATER.keys()) == []
    assert found.isdisjoint(LATER)
