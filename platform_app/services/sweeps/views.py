"""What leaves the database about sweeps."""

from dataclasses import dataclass
from uuid import UUID

from platform_app.models.sweeps import SweepKind


@dataclass(frozen=True, slots=True)
class Sweep:
    """What is to be done to the contacts behind `after`."""

    kind: SweepKind
    subject: str
    replacement: str
    after: UUID
