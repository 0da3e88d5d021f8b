"""What leaves the database about usage."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MeterRow:
    """How much of one thing a company has used, of how much it may; without a limit, `has_limit` says so."""

    metric: str
    label: str
    used: int
    limit: int
    left: int
    percent: int
    has_limit: bool
    is_monthly: bool
