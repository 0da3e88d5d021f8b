"""The history of one object, wherever a page shows it."""

from uuid import UUID

from platform_app.services import audit
from platform_app.services.audit.views import EventRow
from platform_app.state.access import SIGNED_IN, handler
from platform_app.state.base import AppState
from platform_app.state.paging import Paged


class HistoryState(Paged, AppState):
    """One page of what has happened to the object that the page shows; the service asks who may see it."""

    rows: list[EventRow] = []
    is_loading: bool = True
    _history: str = ""
    _subject: str = ""

    @handler(SIGNED_IN)
    async def show(self, history: audit.History, subject_id: UUID):
        """Show the newest acts upon an object."""
        self._history, self._subject = history, str(subject_id)
        self._to_first_page()
        self.rows, self.is_loading = [], True
        await self._show()

    @handler(SIGNED_IN)
    async def show_again(self):
        """Show the newest acts upon the same object, because there may be another one."""
        self._to_first_page()
        await self._show()

    @handler(SIGNED_IN)
    async def next_page(self):
        """Go on to older acts."""
        self._to_next_page()
        await self._show()

    @handler(SIGNED_IN)
    async def previous_page(self):
        """Go back to newer acts."""
        self._to_previous_page()
        await self._show()

    async def _show(self) -> None:
        if not self._subject:
            return
        page = await self._call_own(
            audit.list_history,
            audit.History(self._history),
            UUID(self._subject),
            cursor=self._cursor(),
        )
        self.rows, self.is_loading = page.rows, False
        self._note_page(page)
