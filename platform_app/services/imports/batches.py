"""A file read from its beginning to its end, in batches that the database takes in less than a second."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from uuid import UUID

from platform_app.core.errors import InvalidInput
from platform_app.models.imports import ImportMode
from platform_app.services.attributes import Definition
from platform_app.services.imports.previews import refused_row, shown_row
from platform_app.services.imports.readings import Plan, Taken, make_plan, read_person
from platform_app.services.imports.repeats import FirstLines
from platform_app.services.imports.tables import Record, check_quotes, read_table
from platform_app.services.imports.views import PreviewRow

# With more the database would make others wait for longer, with fewer it spends more time on beginnings and ends.
BATCH_ROWS = 20_000
SHOWN_ROWS = 50
REPEATED = "The same number stands on an earlier line, which was taken."


@dataclass(frozen=True, slots=True)
class ImportWork:
    """A file and how to read it, held by one worker while it runs."""

    company_id: UUID
    storage_key: str
    encoding: str
    delimiter: str
    mapping: dict[str, str]
    kinds: dict[str, str]
    definitions: list[Definition]
    default_region: str
    mode: ImportMode
    rows_total: int
    rows_done: int


@dataclass(frozen=True, slots=True)
class Problem:
    """A row that is not taken, or not whole."""

    record: Record
    reason: str
    first_line: int = 0
    is_taken: bool = False


@dataclass(slots=True)
class Batch:
    """Rows of the file from `first_row` on, as people or with what is wrong with them."""

    first_row: int
    size: int = 0
    people: list[tuple[Record, Taken]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    # Of the first rows of the file, for people to look at.
    shown: list[PreviewRow] = field(default_factory=list)


def read_batches(work: ImportWork, path: Path) -> Iterator[Batch]:
    """Read the file from its start, and give out what is not done yet.

    The rows that are done are read again, because a number that stood in one of them must not come twice.
    """
    table = read_table(path, encoding=work.encoding, delimiter=work.delimiter)
    plan = make_plan(table.columns, work.mapping, work.default_region, work.definitions, work.kinds)
    reader = _Reader(plan, work.delimiter, FirstLines(work.rows_total))
    done = 0
    while chunk := list(islice(table.records, _next_size(done, work))):
        batch = reader.read(chunk, done)
        done += len(chunk)
        if done > work.rows_done:
            yield batch


def _next_size(done: int, work: ImportWork) -> int:
    # The rows that are done end where a batch ended, whatever the size of batches was then.
    return min(BATCH_ROWS, work.rows_done - done) if done < work.rows_done else BATCH_ROWS


@dataclass(slots=True)
class _Reader:
    plan: Plan
    delimiter: str
    lines: FirstLines

    def read(self, chunk: list[Record], first_row: int) -> Batch:
        batch = Batch(first_row, len(chunk))
        for record in chunk:
            try:
                self._sort_in(batch, record)
            except InvalidInput as error:
                batch.problems.append(Problem(record, error.message))
        if first_row == 0:
            self._show(batch, chunk[:SHOWN_ROWS])
        return batch

    def _sort_in(self, batch: Batch, record: Record) -> None:
        if record.is_multiline:
            check_quotes(record, delimiter=self.delimiter, phone_place=self.plan.phone)
        person = read_person(record, self.plan)
        first = self.lines.note(person.phone, record.line)
        if first != record.line:
            batch.problems.append(Problem(record, REPEATED, first))
            return
        batch.people.append((record, person))
        if person.warnings:
            reason = " ".join(person.warnings)
            batch.problems.append(Problem(record, reason, is_taken=True))

    def _show(self, batch: Batch, chunk: list[Record]) -> None:
        reasons = {one.record.line: one.reason for one in batch.problems if not one.is_taken}
        batch.shown = [
            refused_row(record, self.plan, reasons[record.line])
            if record.line in reasons
            else shown_row(record, self.plan)
            for record in chunk
        ]
