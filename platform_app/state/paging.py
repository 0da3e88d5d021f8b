"""Pages of a list: the way on, the way back, and how many rows there are."""

from typing import Any

import reflex as rx

from platform_app.core.paging import Page


class Paged(rx.State, mixin=True):
    """What every state with a list in pages shares; a cursor leads on, and the ones before it lead back."""

    total: str = ""
    has_next: bool = False
    has_previous: bool = False
    # The cursor of each page up to this one. The first page has none.
    _cursors: list[str] = []
    _next: str = ""

    def _to_first_page(self) -> None:
        self._cursors = []

    def _to_next_page(self) -> None:
        if self._next:
            self._cursors = [*self._cursors, self._next]

    def _to_previous_page(self) -> None:
        self._cursors = self._cursors[:-1]

    def _cursor(self) -> str | None:
        return self._cursors[-1] if self._cursors else None

    def _note_page(self, page: Page[Any]) -> None:  # Any: rows of whatever kind
        self.total, self._next = page.total_label, page.next_cursor or ""
        self.has_next, self.has_previous = bool(self._next), bool(self._cursors)
