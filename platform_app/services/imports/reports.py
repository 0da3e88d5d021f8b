"""What people read about imports."""

from collections.abc import Iterator
from uuid import UUID

from sqlalchemy import ColumnElement, tuple_
from sqlalchemy.orm import defer
from sqlmodel import col, func, select
from sqlmodel.sql.expression import SelectOfScalar

from platform_app.core.clock import local_time, now
from platform_app.core.context import CompanyContext
from platform_app.core.csv_cells import csv_text
from platform_app.core.errors import InvalidInput, NotFound
from platform_app.core.paging import COUNT_LIMIT, PAGE_ROWS, Page, cursor_after, read_cursor
from platform_app.core.permissions import Permission
from platform_app.models.imports import (
    ContactImport,
    ContactImportProblem,
    ImportMode,
    ImportStatus,
)
from platform_app.models.plans import Metric
from platform_app.services import companies, contacts, usage
from platform_app.services.imports.batches import REPEATED
from platform_app.services.imports.columns import LINE_COLUMN, REASON_COLUMN
from platform_app.services.imports.drafts import ABSENT, has_run
from platform_app.services.imports.views import (
    ImportReport,
    ImportRow,
    PreviewRow,
    ProblemRow,
    ReasonCount,
)

_DOWNLOAD_ROWS = 5_000
_ROW_CHARACTERS = 500
_REASONS_SHOWN = 12
_HIDDEN = (ImportStatus.DRAFT, ImportStatus.DISCARDED)


def list_rows(ctx: CompanyContext, *, cursor: str | None = None) -> Page[ImportRow]:
    """Return the newest imports."""
    ctx.require(Permission.CONTACTS_IMPORT)
    mine = _started(ctx)
    order = col(ContactImport.created_at).desc(), col(ContactImport.id).desc()
    statement = _light().where(*mine).order_by(*order).limit(PAGE_ROWS + 1)
    if cursor:
        place = tuple_(col(ContactImport.created_at), col(ContactImport.id))
        statement = statement.where(place < tuple_(*read_cursor(cursor)))
    found = ctx.db.exec(statement).all()
    shown = found[:PAGE_ROWS]
    more = cursor_after(shown[-1].created_at, shown[-1].id) if len(found) > PAGE_ROWS else None
    counted = select(ContactImport.id).where(*mine).limit(COUNT_LIMIT).subquery()
    total = ctx.db.exec(select(func.count()).select_from(counted)).one()
    zone = _zone(ctx)
    return Page([_row(item, zone) for item in shown], more, total)


def get_report(ctx: CompanyContext, import_id: UUID) -> ImportReport:
    """Return how far an import is and what has become of its rows, or would become of them."""
    item, zone = _get(ctx, import_id), _zone(ctx)
    rate = _rows_per_second(item)
    return ImportReport(
        id=str(item.id),
        file_name=item.file_name,
        status=item.status,
        mode=item.mode,
        problem=item.problem or "",
        tags=item.tags,
        consent_source=item.consent_source or "",
        keeps_known=item.keeps_known,
        rows_total=max(item.rows_total, item.rows_done),
        rows_done=item.rows_done,
        added=item.added,
        updated=item.updated,
        unchanged=item.unchanged,
        rejected=item.rejected,
        repeated=item.repeated,
        erased=item.erased,
        warned=item.warned,
        opted_out=item.opted_out,
        has_run=has_run(item),
        created=local_time(item.created_at, zone),
        finished=local_time(item.finished_at, zone),
        rows_per_second=rate,
        seconds_left=max(0, item.rows_total - item.rows_done) // rate if rate else 0,
        same_file=same_file(ctx, import_id),
        shortfall=_shortfall(ctx, item),
    )


def same_file(ctx: CompanyContext, import_id: UUID) -> str:
    """Return when a file with the same content was imported before this one, or nothing."""
    ctx.require(Permission.CONTACTS_IMPORT)
    mine = select(ContactImport.sha256, ContactImport.created_at, ContactImport.mode).where(
        col(ContactImport.company_id) == ctx.company_id, col(ContactImport.id) == import_id
    )
    found = ctx.db.exec(mine).one_or_none()
    if found is None or not found[0]:
        return ""
    statement = select(func.max(ContactImport.finished_at)).where(
        col(ContactImport.company_id) == ctx.company_id,
        col(ContactImport.sha256) == found[0],
        col(ContactImport.mode) == found[2],
        col(ContactImport.status) == ImportStatus.COMPLETED,
        col(ContactImport.created_at) < found[1],
    )
    return local_time(ctx.db.exec(statement).one(), _zone(ctx))


def list_shown(ctx: CompanyContext, import_id: UUID) -> list[PreviewRow]:
    """Return the first rows of a file that has been checked, each with what would become of it."""
    _get(ctx, import_id)
    statement = select(ContactImport.shown).where(
        col(ContactImport.company_id) == ctx.company_id, col(ContactImport.id) == import_id
    )
    rows = [PreviewRow(**row) for row in ctx.db.exec(statement).one()]
    if contacts.may_see_numbers(ctx):
        return rows
    return [
        PreviewRow(
            row.line,
            contacts.without_numbers(ctx, row.phone),
            row.name,
            contacts.without_numbers(ctx, row.attributes),
            row.problem,
            row.verdict,
        )
        for row in rows
    ]


def list_reasons(ctx: CompanyContext, import_id: UUID) -> list[ReasonCount]:
    """Return why rows were not taken, or not whole, the most frequent reason first."""
    _get(ctx, import_id)
    problem = ContactImportProblem
    rows = func.count().label("rows")
    statement = (
        select(problem.reason, rows)
        .where(col(problem.company_id) == ctx.company_id, col(problem.import_id) == import_id)
        .group_by(col(problem.reason))
        .order_by(rows.desc(), col(problem.reason))
        .limit(_REASONS_SHOWN)
    )
    return [ReasonCount(*row) for row in ctx.db.exec(statement)]


def list_problems(
    ctx: CompanyContext, import_id: UUID, *, cursor: str | None = None
) -> Page[ProblemRow]:
    """Return the rows that were not taken, or not whole, in the order of the file."""
    item = _get(ctx, import_id)
    found = _problems(ctx, import_id, after=_line(cursor), limit=PAGE_ROWS + 1)
    shown = found[:PAGE_ROWS]
    more = str(shown[-1].line) if len(found) > PAGE_ROWS else None
    rows = [_problem_row(ctx, one, item.delimiter) for one in shown]
    return Page(rows, more, item.rejected + item.warned)


def problems_csv(ctx: CompanyContext, import_id: UUID, *, after: int = 0) -> tuple[str, int]:
    """Return a piece of the file of rows that were not taken, and after which line the next begins; 0 at the end.

    It has the columns of the original, and two more; corrected, it can be imported as it is.
    """
    item = _get(ctx, import_id)
    found = _problems(ctx, import_id, after=after, limit=_DOWNLOAD_ROWS)
    width = len(item.columns)
    rows = [
        [
            *(contacts.without_numbers(ctx, cell) for cell in _fitted(one.cells, width)),
            one.line,
            _reason(one),
        ]
        for one in found
    ]
    header = [[*item.columns, LINE_COLUMN, REASON_COLUMN]] if after == 0 else []
    text = csv_text([*header, *rows], delimiter=item.delimiter)
    return text, found[-1].line if len(found) == _DOWNLOAD_ROWS else 0


def _fitted(cells: list[str], width: int) -> Iterator[str]:
    # A row that was too wide is given back in as many cells as there are columns, the last one holding the rest.
    head, rest = cells[: width - 1], cells[width - 1 :]
    yield from head
    yield " ".join(rest)
    yield from [""] * (width - len(head) - 1)


def _problems(
    ctx: CompanyContext, import_id: UUID, *, after: int, limit: int
) -> list[ContactImportProblem]:
    problem = ContactImportProblem
    statement = (
        select(problem)
        .where(
            col(problem.company_id) == ctx.company_id,
            col(problem.import_id) == import_id,
            # No two rows begin on one line, so the line is a cursor.
            col(problem.line) > after,
        )
        .order_by(col(problem.line))
        .limit(limit)
    )
    return list(ctx.db.exec(statement))


def _problem_row(ctx: CompanyContext, one: ContactImportProblem, delimiter: str) -> ProblemRow:
    row = contacts.without_numbers(ctx, delimiter.join(one.cells)[:_ROW_CHARACTERS])
    return ProblemRow(one.line, _reason(one), row, one.is_taken)


def _reason(one: ContactImportProblem) -> str:
    if one.reason == REPEATED and one.first_line:
        return f"The same number stands on line {one.first_line}, which was taken."
    return one.reason


def _get(ctx: CompanyContext, import_id: UUID) -> ContactImport:
    ctx.require(Permission.CONTACTS_IMPORT)
    statement = _light().where(*_started(ctx), col(ContactImport.id) == import_id)
    item = ctx.db.exec(statement).one_or_none()
    if item is None:
        raise NotFound(ABSENT)
    return item


def _light() -> SelectOfScalar[ContactImport]:
    return select(ContactImport).options(
        defer(ContactImport.sample),  # pyright: ignore[reportArgumentType]  a column at class level
        defer(ContactImport.shown),  # pyright: ignore[reportArgumentType]  a column at class level
    )


def _started(ctx: CompanyContext) -> list[ColumnElement[bool]]:
    return [
        col(ContactImport.company_id) == ctx.company_id,
        col(ContactImport.status).not_in(_HIDDEN),
    ]


def _rows_per_second(item: ContactImport) -> int:
    if item.started_at is None:
        return 0
    seconds = ((item.finished_at or now()) - item.started_at).total_seconds()
    return round(item.rows_done / seconds) if seconds >= 1 else 0


def _shortfall(ctx: CompanyContext, item: ContactImport) -> str:
    if item.status != ImportStatus.CHECKED or item.mode != ImportMode.CONTACTS or not item.added:
        return ""
    missing = usage.shortfall(ctx, Metric.CONTACTS, item.added)
    if not missing:
        return ""
    room = usage.room(ctx, Metric.CONTACTS) or 0
    return f"{missing} {room:,} of the {item.added:,} new people would fit."


def _row(item: ContactImport, zone: str) -> ImportRow:
    return ImportRow(
        str(item.id),
        item.file_name,
        item.status,
        max(item.rows_total, item.rows_done),
        item.rows_done,
        item.rejected,
        local_time(item.created_at, zone),
        item.mode,
    )


def _line(cursor: str | None) -> int:
    try:
        return int(cursor or 0)
    except ValueError as error:
        raise InvalidInput("This page of the list does not exist. Open the list anew.") from error


def _zone(ctx: CompanyContext) -> str:
    return companies.get_profile(ctx).time_zone
