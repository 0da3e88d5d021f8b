"""What leaves the database about onboarding."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ChecklistStep:
    """One step, where it is done and who may do it."""

    key: str
    title: str
    done: bool
    href: str
    who: str
