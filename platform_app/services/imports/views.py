"""What goes into an import and what leaves the database about it."""

from dataclasses import dataclass, field
from enum import StrEnum

from platform_app.models.imports import ImportMode

# Before the key of an attribute that the company has already.
KNOWN = "attribute:"


class ColumnTarget(StrEnum):
    """What becomes of a column of the file."""

    PHONE = "phone"
    NAME = "name"
    TAGS = "tags"
    ATTRIBUTE = "attribute"
    IGNORE = "ignore"


@dataclass(frozen=True, slots=True)
class ImportChoices:
    """What a person decides about a file.

    `mapping` leads from column names to a ColumnTarget, or to `attribute:` and the key of an attribute that the
    company has; empty means as guessed. `kinds` says of what kind the attributes are that do not exist yet, by
    column. `default_region` (as in PT) is the country of numbers without a code. `consent_source` says where
    people agreed to be written to; None claims nothing.
    """

    mapping: dict[str, str] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)
    default_region: str = ""
    tags: tuple[str, ...] = ()
    keeps_known: bool = False
    mode: ImportMode = ImportMode.CONTACTS
    consent_source: str | None = None
    consent_wording: str = ""
    encoding: str = ""
    delimiter: str = ""


@dataclass(frozen=True, slots=True)
class ColumnPreview:
    """A column of the file, what it would become, and its first values.

    `kind` is that of the attribute which would be made; empty where none would be.
    """

    name: str
    target: str
    samples: list[str]
    kind: str = ""


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """A row as it would be taken; `problem` is the reason if it would not, or not whole."""

    line: int
    phone: str
    name: str
    attributes: str
    problem: str
    verdict: str = ""


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
    is_encoding_sure: bool = True
    is_delimiter_sure: bool = True

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
    mode: str = "contacts"


@dataclass(frozen=True, slots=True)
class ImportReport:
    """An import in full; added + updated + unchanged + rejected is rows_done at every moment.

    Moments are in the company's time zone. Until it is started, the figures are those of the dry run.
    """

    id: str
    file_name: str
    status: str
    mode: str
    problem: str
    tags: list[str]
    consent_source: str
    keeps_known: bool
    rows_total: int
    rows_done: int
    added: int
    updated: int
    unchanged: int
    rejected: int
    repeated: int
    erased: int
    warned: int
    opted_out: int
    has_run: bool
    created: str
    finished: str
    rows_per_second: int
    seconds_left: int
    # When a file with the very same content was imported before; and what the plan has to say.
    same_file: str
    shortfall: str


@dataclass(frozen=True, slots=True)
class ProblemRow:
    """A row that was not taken, or not whole; `line` counts as an editor does."""

    line: int
    reason: str
    row: str
    is_taken: bool = False


@dataclass(frozen=True, slots=True)
class ReasonCount:
    """A reason, and how many rows have it."""

    reason: str
    rows: int
