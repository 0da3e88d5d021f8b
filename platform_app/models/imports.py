"""Imports of contacts and the rows that could not be taken."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Index, LargeBinary, String
from sqlmodel import Field

from platform_app.models.base import CompanyOwned, belongs_to, json_object, moment


class ImportStatus(StrEnum):
    """Where an import stands."""

    DRAFT = "draft"
    WAITING = "waiting"
    RUNNING = "running"
    COMPLETED = "completed"
    FAILED = "failed"


class ContactImport(CompanyOwned, table=True):
    """One uploaded file; it stays in the database, so that any worker can read it."""

    __tablename__ = "contact_import"
    __table_args__ = (belongs_to("created_by", "user_account"),)

    created_by: UUID | None = None
    file_name: str
    content: bytes = Field(sa_type=LargeBinary)
    encoding: str
    delimiter: str
    mapping: dict[str, str] = json_object(default_factory=dict)
    default_region: str
    tag: str = ""
    consent_source: str | None = None
    status: ImportStatus = Field(default=ImportStatus.WAITING, sa_type=String)
    problem: str | None = None
    rows_total: int = 0
    rows_done: int = 0
    added: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: int = 0
    finished_at: datetime | None = moment()


class ContactImportProblem(CompanyOwned, table=True):
    """One row of a file that was not taken, with the reason."""

    __tablename__ = "contact_import_problem"
    __table_args__ = (
        belongs_to("import_id", "contact_import", on_delete="CASCADE"),
        Index("contact_import_problem_line", "company_id", "import_id", "line"),
    )

    import_id: UUID
    line: int
    reason: str
    row: str
