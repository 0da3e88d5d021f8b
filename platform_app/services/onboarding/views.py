"""What leaves the database about onboarding."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ChecklistStep:
    """One step, where it is done and which roles do it."""

    key: str
    title: str
    done: bool
    href: str
    who: str
    # The permission that it takes.
    permission: str


@dataclass(frozen=True, slots=True)
class StepDone:
    """One step of one company, and whether it is taken."""

    key: str
    title: str
    done: bool


@dataclass(frozen=True, slots=True)
class StepCount:
    """One step, and how many companies have taken it."""

    key: str
    title: str
    companies: int
