"""Pages of lists: read by keyset, so that the thousandth page costs what the first one does."""

from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar
from uuid import UUID

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
