"""What leaves the database about a control group."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Comparison:
    """One thing that people do, in both groups, and what may be said of the difference."""

    label: str
    reached: str
    held_out: str
    difference: str
    verdict: str
    is_certain: bool


@dataclass(frozen=True, slots=True)
class ControlResult:
    """Both groups of a campaign; `until` is filled while answers still count."""

    reached: int = 0
    held_out: int = 0
    until: str = ""
    comparisons: list[Comparison] = field(default_factory=list)


NO_CONTROL = ControlResult()
