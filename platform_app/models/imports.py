"""Imports of contacts and the rows that could not be taken."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Index, LargeBinary, String, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Field

from platform_app.models.base import CompanyOwned, belongs_to, json_object, moment


class ImportStatus(StrEnum):
    """Where an import stands."""

    DRAFT = "draft"
    # The dry run waits or is under way; then it has been done, and somebody decides.
    CHECKING = "checking"
    CHECKED = "checked"
    WAITING = "waiting"
    RUNNING = "running"
    COMPLETED = "completed"
    CANCELLED = "cancelled"
    FAILED = "failed"
    # Another file took its place before it was started.
    DISCARDED = "discarded"


class ImportMode(StrEnum):
    """What the people of a file are."""

    CONTACTS = "contacts"
    # People who must not get marketing messages, known or not.
    SUPPRESSION = "suppression"


class ContactImport(CompanyOwned, table=True):
    """One uploaded file, kept in the store of files until it has served."""

    __tablename__ = "contact_import"
    __table_args__ = (
        belongs_to("created_by", "user_account"),
        Index("contact_import_same", "company_id", "sha256"),
    )

    created_by: UUID | None = None
    actor_name: str = ""
    file_name: str
    # Empty once the file has been deleted.
    storage_key: str = ""
    size: int = 0
    sha256: str = ""
    # The beginning of the file, from which the page shows what the columns would become.
    sample: bytes = Field(default=b"", sa_type=LargeBinary)
    encoding: str
    delimiter: str
    # In the order of the file, which the mapping does not keep.
    columns: list[str] = Field(
        default_factory=list,
        sa_type=ARRAY(String),
        nullable=False,
        sa_column_kwargs={"server_default": text("'{}'")},
    )
    mapping: dict[str, str] = json_object(default_factory=dict)
    # Of attributes that this import makes: what kind each is of, by column.
    kinds: dict[str, str] = json_object(default_factory=dict)
    default_region: str
    mode: ImportMode = Field(default=ImportMode.CONTACTS, sa_type=String)
    keeps_known: bool = False
    tags: list[str] = Field(
        default_factory=list,
        sa_type=ARRAY(String),
        nullable=False,
        sa_column_kwargs={"server_default": text("'{}'")},
    )
    consent_source: str | None = None
    consent_wording: str = ""
    status: ImportStatus = Field(default=ImportStatus.WAITING, sa_type=String)
    problem: str | None = None
    rows_total: int = 0
    rows_done: int = 0
    added: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: int = 0
    # Of the rejected: numbers that stand in the file twice, and people who were erased on request.
    repeated: int = 0
    erased: int = 0
    # Of those who were taken: without one of their values, and people whose opt-out outlasts the file.
    warned: int = 0
    opted_out: int = 0
    # What the dry run shows of the first rows, until the import has run.
    shown: list[dict[str, Any]] = json_object(default_factory=list)  # Any: rows of the dry run
    # Whoever works on it holds it until then, and takes longer with every batch.
    held_until: datetime | None = moment()
    started_at: datetime | None = moment()
    finished_at: datetime | None = moment()


class ContactImportProblem(CompanyOwned, table=True):
    """One row of a file that was not taken, or not whole, with the reason."""

    __tablename__ = "contact_import_problem"
    __table_args__ = (
        belongs_to("import_id", "contact_import", on_delete="CASCADE"),
        Index("contact_import_problem_line", "company_id", "import_id", "line"),
    )

    import_id: UUID
    line: int
    reason: str
    # Where the number stands that this row repeats.
    first_line: int | None = None
    is_taken: bool = False
    cells: list[str] = Field(
        default_factory=list,
        sa_type=ARRAY(String),
        nullable=False,
        sa_column_kwargs={"server_default": text("'{}'")},
    )
