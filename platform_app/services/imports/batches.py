"""Running an import: batch by batch, each in a transaction of its own, going on where another worker stopped."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from uuid import UUID

from sqlalchemy.orm import defer
from sqlmodel import col, insert, select

from platform_app.core.clock import now
from platform_app.core.context import CompanyContext, PublicContext
from platform_app.core.errors import InvalidInput
from platform_app.core.ids import new_id
from platform_app.core.permissions import Permission
from platform_app.models.imports import ContactImport, ContactImportProblem, ImportStatus
from platform_app.models.plans import Metric
from platform_app.services import contacts, usage
from platform_app.services.imports.readings import Plan, make_plan, read_person
from platform_app.services.imports.tables import Record, read_table
from platform_app.services.imports.views import ProblemRow

BATCH_ROWS = 2_000
_ROW_CHARACTERS = 500
_UNFINISHED = (ImportStatus.WAITING, ImportStatus.RUNNING)


@dataclass(frozen=True, slots=True)
class ImportWork:
    """A file and how to read it, held by one worker while it runs."""

    content: bytes = field(repr=False)
    encoding: str
    delimiter: str
    mapping: dict[str, str]
    default_region: str
    rows_done: int


@dataclass(slots=True)
class Batch:
    """Rows of the file from `first_row` on, as people or with what is wrong with them."""

    first_row: int
    people: list[contacts.Person] = field(default_factory=list)
    problems: list[ProblemRow] = field(default_factory=list)

    @property
    def size(self) -> int:
        """Return how many rows of the file these are."""
        return len(self.people) + len(self.problems)


def list_unfinished(ctx: PublicContext) -> list[tuple[UUID, UUID]]:
    """Return company and id of every import that waits or runs, or whose worker was killed."""
    statement = select(ContactImport.company_id, ContactImport.id).where(
        col(ContactImport.status).in_(_UNFINISHED)
    )
    return list(ctx.db.exec(statement))


def claim(ctx: CompanyContext, import_id: UUID) -> ImportWork | None:
    """Return what is left to do, or None; safe to call again after a worker was killed."""
    ctx.require(Permission.CONTACTS_IMPORT)
    found = _lock(ctx, import_id)
    if found is None:
        return None
    found.status = ImportStatus.RUNNING
    ctx.nudge("imports")
    return ImportWork(
        found.content,
        found.encoding,
        found.delimiter,
        found.mapping,
        found.default_region,
        found.rows_done,
    )


def read_batches(work: ImportWork) -> Iterator[Batch]:
    """Read the file from its start, and give out what is not done yet.

    The rows that are done are read again, because a number that stood in one of them must not come twice.
    """
    table = read_table(work.content, encoding=work.encoding, delimiter=work.delimiter)
    plan = make_plan(table.columns, work.mapping, work.default_region)
    lines_by_phone: dict[str, int] = {}
    done = 0
    while chunk := list(islice(table.records, _next_size(done, work.rows_done))):
        batch = Batch(done)
        for record in chunk:
            _sort_in(batch, record, plan, lines_by_phone, work.delimiter)
        done += len(chunk)
        if done > work.rows_done:
            yield batch


def take(ctx: CompanyContext, import_id: UUID, batch: Batch) -> bool:
    """Take one batch in; says no when another worker has taken it or the import has ended.

    Raises LimitReached when the company would have more contacts than its plan gives it.
    """
    ctx.require(Permission.CONTACTS_IMPORT)
    found = _lock(ctx, import_id)
    if found is None or found.rows_done != batch.first_row:
        return False
    gathered = contacts.gather(
        ctx, batch.people, tag=found.tag, consent_source=found.consent_source
    )
    if gathered.added:
        usage.check(ctx, Metric.CONTACTS, extra=0)
    _keep_problems(ctx, import_id, batch.problems)
    found.added += gathered.added
    found.updated += gathered.updated
    found.unchanged += gathered.unchanged
    found.rejected += len(batch.problems)
    found.rows_done += batch.size
    if found.rows_done == found.rows_total:
        _end(ctx, found, ImportStatus.COMPLETED)
    ctx.nudge("imports")
    return True


def fail(ctx: CompanyContext, import_id: UUID, problem: str) -> None:
    """End an import that cannot go on, and say why; what has been taken stays."""
    ctx.require(Permission.CONTACTS_IMPORT)
    found = _lock(ctx, import_id)
    if found is not None:
        found.problem = problem
        _end(ctx, found, ImportStatus.FAILED)
        ctx.nudge("imports")


def _next_size(done: int, rows_done: int) -> int:
    # The rows that are done end where a batch ended, whatever the size of batches was then.
    return min(BATCH_ROWS, rows_done - done) if done < rows_done else BATCH_ROWS


def _sort_in(
    batch: Batch, record: Record, plan: Plan, lines_by_phone: dict[str, int], delimiter: str
) -> None:
    try:
        person = read_person(record, plan)
        _check_first(record.line, lines_by_phone.setdefault(person.phone, record.line))
        batch.people.append(person)
    except InvalidInput as error:
        row = delimiter.join(record.cells)[:_ROW_CHARACTERS]
        batch.problems.append(ProblemRow(record.line, error.message, row))


def _check_first(line: int, first_line: int) -> None:
    if line != first_line:
        raise InvalidInput(f"The same number stands on line {first_line}, which was taken.")


def _lock(ctx: CompanyContext, import_id: UUID) -> ContactImport | None:
    statement = (
        select(ContactImport)
        .options(defer(ContactImport.content))  # pyright: ignore[reportArgumentType]  a column at class level
        .where(
            col(ContactImport.company_id) == ctx.company_id,
            col(ContactImport.id) == import_id,
            col(ContactImport.status).in_(_UNFINISHED),
        )
        .with_for_update()
    )
    return ctx.db.exec(statement).one_or_none()


def _keep_problems(ctx: CompanyContext, import_id: UUID, problems: list[ProblemRow]) -> None:
    rows = [
        {
            "company_id": ctx.company_id,
            "id": new_id(),
            "created_at": now(),
            "import_id": import_id,
            "line": problem.line,
            "reason": problem.reason,
            "row": problem.row,
        }
        for problem in problems
    ]
    if rows:
        ctx.db.exec(insert(ContactImportProblem), params=rows)


def _end(ctx: CompanyContext, found: ContactImport, status: ImportStatus) -> None:
    found.status, found.finished_at = status, now()
    # The file has served; people's data is not kept twice.
    found.content = b""
    ctx.nudge("contacts")
