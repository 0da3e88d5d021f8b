"""What people read about imports."""

from collections.abc import Iterator
from dataclasses import replace
from uuid import UUID

from sqlalchemy import ColumnElement, tuple_
from sqlalchemy.orm import defer
from sqlmodel import col, func, select
from sqlmodel.sql.expression import SelectOfScalar

from platform_app.core.clock import local_time
from platform_app.core.context import CompanyContext
from platform_app.core.csv_cells import csv_text
from platform_app.core.errors import InvalidInput, NotFound
from platform_app.core.paging import COUNT_LIMIT, PAGE_ROWS, Page, cursor_after, read_cursor
from platform_app.core.permissions import Permission
from platform_app.models.imports import ContactImport, ContactImportProblem, ImportStatus
from platform_app.services import companies, contacts
from platform_app.services.imports.uploads import ABSENT
from platform_app.services.imports.views import ImportReport, ImportRow, ProblemRow

_DOWNLOAD_ROWS = 5_000


def list_rows(ctx: CompanyContext, *, cursor: str | None = None) -> Page[ImportRow]:
    """Return the newest imports."""
    ctx.require(Permission.CONTACTS_IMPORT)
    mine = _started(ctx)
    order = col(ContactImport.created_at).desc(), col(ContactImport.id).desc()
    statement = _without_content().where(*mine).order_by(*order).limit(PAGE_ROWS + 1)
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
    """Return how far an import is and what has become of its rows."""
    item, zone = _get(ctx, import_id), _zone(ctx)
    return ImportReport(
        id=str(item.id),
        file_name=item.file_name,
        status=item.status,
        problem=item.problem or "",
        tag=item.tag,
        consent_source=item.consent_source or "",
        rows_total=item.rows_total,
        rows_done=item.rows_done,
        added=item.added,
        updated=item.updated,
        unchanged=item.unchanged,
        rejected=item.rejected,
        created=local_time(item.created_at, zone),
        finished=local_time(item.finished_at, zone),
    )


def list_problems(
    ctx: CompanyContext, import_id: UUID, *, cursor: str | None = None
) -> Page[ProblemRow]:
    """Return the rows that were not taken, in the order of the file."""
    total = _get(ctx, import_id).rejected
    found = _problems(ctx, import_id, after=_line(cursor), limit=PAGE_ROWS + 1)
    shown = found[:PAGE_ROWS]
    more = str(shown[-1].line) if len(found) > PAGE_ROWS else None
    return Page(shown, more, total)


def problems_csv(ctx: CompanyContext, import_id: UUID) -> str:
    """Return every row that was not taken as CSV, safe to open in a spreadsheet."""
    _get(ctx, import_id)
    header = csv_text([("line", "reason", "row")])
    return header + "".join(
        csv_text((problem.line, problem.reason, problem.row) for problem in page)
        for page in _pages_of_problems(ctx, import_id)
    )


def _pages_of_problems(ctx: CompanyContext, import_id: UUID) -> Iterator[list[ProblemRow]]:
    line = 0
    while page := _problems(ctx, import_id, after=line, limit=_DOWNLOAD_ROWS):
        yield page
        line = page[-1].line


def _problems(ctx: CompanyContext, import_id: UUID, *, after: int, limit: int) -> list[ProblemRow]:
    problem = ContactImportProblem
    statement = (
        select(problem.line, problem.reason, problem.row)
        .where(
            col(problem.company_id) == ctx.company_id,
            col(problem.import_id) == import_id,
            # No two rows begin on one line, so the line is a cursor.
            col(problem.line) > after,
        )
        .order_by(col(problem.line))
        .limit(limit)
    )
    rows = [ProblemRow(*row) for row in ctx.db.exec(statement)]
    return [replace(one, row=contacts.without_numbers(ctx, one.row)) for one in rows]


def _get(ctx: CompanyContext, import_id: UUID) -> ContactImport:
    ctx.require(Permission.CONTACTS_IMPORT)
    statement = _without_content().where(*_started(ctx), col(ContactImport.id) == import_id)
    item = ctx.db.exec(statement).one_or_none()
    if item is None:
        raise NotFound(ABSENT)
    return item


def _without_content() -> SelectOfScalar[ContactImport]:
    return select(ContactImport).options(
        defer(ContactImport.content)  # pyright: ignore[reportArgumentType]  a column at class level
    )


def _started(ctx: CompanyContext) -> list[ColumnElement[bool]]:
    return [
        col(ContactImport.company_id) == ctx.company_id,
        col(ContactImport.status) != ImportStatus.DRAFT,
    ]


def _row(item: ContactImport, zone: str) -> ImportRow:
    return ImportRow(
        str(item.id),
        item.file_name,
        item.status,
        item.rows_total,
        item.rows_done,
        item.rejected,
        local_time(item.created_at, zone),
    )


def _line(cursor: str | None) -> int:
    try:
        return int(cursor or 0)
    except ValueError as error:
        raise InvalidInput("This page of the list does not exist. Open the list anew.") from error


def _zone(ctx: CompanyContext) -> str:
    return companies.get_profile(ctx).time_zone
