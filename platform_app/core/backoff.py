"""How long to wait for something that is away: longer with every failure, and never all at the same moment."""

import random

_FIRST_S = 0.5
_LONGEST_S = 10.0


def wait_s(failures: int) -> float:
    """Return how many seconds to wait after so many failures in a row."""
    longest = min(_LONGEST_S, _FIRST_S * 2.0 ** min(failures, 10))
    return longest * random.uniform(0.5, 1.0)  # noqa: S311  not a secret
