"""What leaves the database about sweeps."""

from dataclasses import dataclass, field
from uuid import UUID

from platform_app.models.sweeps import SweepKind


@dataclass(frozen=True, slots=True)
class Sweep:
    """What is to be done to the contacts behind `after`."""

    kind: SweepKind
    subject: str
    replacement: str
    after: UUID
    # For those whom filters mean, the latest first: their filters, and the place behind which the next ones stand.
    filters: dict[str, str] = field(default_factory=dict)
    place: str = ""
    sees_numbers: bool = True
