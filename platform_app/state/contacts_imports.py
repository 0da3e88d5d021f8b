"""The list of imports."""

from typing import ClassVar

from platform_app.core.permissions import Permission
from platform_app.services import imports
from platform_app.services.imports.views import ImportRow
from platform_app.state.access import handler
from platform_app.state.base import AppState


class ContactsImportsState(AppState):
    """One page of imports, live."""

    topics: ClassVar[tuple[str, ...]] = ("imports",)

    rows: list[ImportRow] = []
    total: str = ""
    has_next: bool = False
    has_previous: bool = False
    is_loading: bool = True
    # The way back: the cursor of each page up to this one. The first page has none.
    _cursors: list[str] = []
    _next: str = ""

    @handler(Permission.CONTACTS_IMPORT)
    async def load(self):
        """Show the newest imports."""
        self._cursors = []
        await self._show()
        self.is_loading = False

    @handler(Permission.CONTACTS_IMPORT)
    async def refresh(self):
        """Show how far the imports are by now."""
        await self._show()

    @handler(Permission.CONTACTS_IMPORT)
    async def next_page(self):
        """Go on to older imports."""
        if self._next:
            self._cursors = [*self._cursors, self._next]
            await self._show()

    @handler(Permission.CONTACTS_IMPORT)
    async def previous_page(self):
        """Go back to newer imports."""
        self._cursors = self._cursors[:-1]
        await self._show()

    async def _show(self) -> None:
        cursor = self._cursors[-1] if self._cursors else None
        page = await self._call(imports.list_rows, cursor=cursor)
        self.rows, self.total, self._next = page.rows, page.total_label, page.next_cursor or ""
        self.has_next, self.has_previous = bool(self._next), bool(self._cursors)
