"""Pages of lists: read by keyset, so that the thousandth page costs what the first one does."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, Protocol, TypeVar
from uuid import UUID

from sqlalchemy import tuple_
from sqlalchemy.orm import Mapped
from sqlmodel import Session
from sqlmodel.sql.expression import SelectOfScalar

from platform_app.core.errors import InvalidInput

PAGE_ROWS = 50
# Counting stops here: nobody reads the rest of such a list, and an exact count would read all of it.
COUNT_LIMIT = 10_001
Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """Some rows of a list, the way to the next ones, and how many there are up to COUNT_LIMIT."""

    rows: list[Row]
    next_cursor: str | None
    total: int

    @property
    def total_label(self) -> str:
        """Return the count as people read it: 4,812 or 10,000+."""
        return f"{COUNT_LIMIT - 1:,}+" if self.total >= COUNT_LIMIT else f"{self.total:,}"


class Dated(Protocol):
    """A row that knows when it came."""

    id: UUID
    created_at: datetime


Kept = TypeVar("Kept", bound=Dated)


def newest_first(
    db: Session,
    statement: SelectOfScalar[Kept],
    place: tuple[Mapped[datetime], Mapped[UUID]],
    cursor: str | None,
) -> tuple[list[Kept], str | None]:
    """Return a page of what a statement picks, the newest first by `place`, and the cursor of the page after it."""
    if cursor:
        statement = statement.where(tuple_(*place) < tuple_(*read_cursor(cursor)))
    ordered = statement.order_by(*(column.desc() for column in place))
    found = db.exec(ordered.limit(PAGE_ROWS + 1)).all()
    return cut(list(found), lambda last: cursor_after(last.created_at, last.id))


def cut(found: list[Row], cursor_of: Callable[[Row], str]) -> tuple[list[Row], str | None]:
    """Return the page of one row more than it holds, and the cursor of the next one if there is one."""
    more = cursor_of(found[PAGE_ROWS - 1]) if len(found) > PAGE_ROWS else None
    return found[:PAGE_ROWS], more


def cursor_after(moment: datetime, row_id: UUID) -> str:
    """Return the cursor of what stands behind this row."""
    return f"{moment.isoformat()}_{row_id}"


def read_cursor(cursor: str) -> tuple[datetime, UUID]:
    """Return the moment and id of a cursor; raises InvalidInput for one that is not ours."""
    moment, _, row_id = cursor.partition("_")
    try:
        return datetime.fromisoformat(moment), UUID(row_id)
    except ValueError as error:
        raise InvalidInput("This page of the list does not exist. Open the list anew.") from error
