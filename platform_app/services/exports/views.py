"""What goes into an export and what leaves the database about it."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class ExportChoice:
    """Whom an export holds: everybody, or those with a tag, in a segment, or both."""

    tag: str = ""
    segment: UUID | None = None


@dataclass(frozen=True, slots=True)
class ExportRow:
    """An export in the list; moments are in the company's zone, `size` is in words."""

    id: str
    label: str
    status: str
    problem: str
    rows: int
    size: str
    created: str
    expires: str


@dataclass(frozen=True, slots=True)
class ExportFile:
    """A file that may be downloaded now; `size` in bytes."""

    storage_key: str
    file_name: str
    size: int
