"""What goes into an import and what leaves the database about it."""

from dataclasses import dataclass, field
from enum import StrEnum


class ColumnTarget(StrEnum):
    """What becomes of a column of the file."""

    PHONE = "phone"
    NAME = "name"
    ATTRIBUTE = "attribute"
    IGNORE = "ignore"


@dataclass(frozen=True, slots=True)
class ImportChoices:
    """What a person decides about a file.

    `mapping` leads from column names to ColumnTarget; empty means as guessed. `default_region` (as in PT)
    is the country of numbers without a code. `consent_source` says where people agreed to be written to;
    None claims nothing.
    """

    mapping: dict[str, str] = field(default_factory=dict)
    default_region: str = ""
    tag: str = ""
    consent_source: str | None = None
    encoding: str = ""


@dataclass(frozen=True, slots=True)
class ColumnPreview:
    """A column of the file, what it would become, and its first values."""

    name: str
    target: str
    samples: list[str]


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """A row as it would be taken; `problem` is the reason if it would not."""

    line: int
    phone: str
    name: str
    attributes: str
    problem: str


@dataclass(frozen=True, slots=True)
class FilePreview:
    """A file that can be imported; `rows_refused` of the first `rows_tried` rows would not be taken."""

    file_name: str
    encoding: str
    delimiter: str
    rows_total: int
    columns: list[ColumnPreview]
    rows: list[PreviewRow]
    rows_tried: int
    rows_refused: int

    @property
    def mapping(self) -> dict[str, str]:
        """Return what would become of each column."""
        return {column.name: column.target for column in self.columns}


@dataclass(frozen=True, slots=True)
class ImportRow:
    """An import in the list."""

    id: str
    file_name: str
    status: str
    rows_total: int
    rows_done: int
    rejected: int
    created: str


@dataclass(frozen=True, slots=True)
class ImportReport:
    """An import in full; added + updated + unchanged + rejected is rows_done at every moment.

    `created` and `finished` are in the company's time zone.
    """

    id: str
    file_name: str
    status: str
    problem: str
    tag: str
    consent_source: str
    rows_total: int
    rows_done: int
    added: int
    updated: int
    unchanged: int
    rejected: int
    created: str
    finished: str


@dataclass(frozen=True, slots=True)
class ProblemRow:
    """A row that was not taken; `line` counts as an editor does."""

    line: int
    reason: str
    row: str
