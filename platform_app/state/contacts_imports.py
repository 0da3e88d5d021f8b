"""The list of imports."""

from typing import ClassVar

from platform_app.core.permissions import Permission
from platform_app.services import imports
from platform_app.services.imports.views import ImportRow
from platform_app.state.access import handler
from platform_app.state.base import AppState
from platform_app.state.paging import Paged


class ContactsImportsState(Paged, AppState):
    """One page of imports, live."""

    topics: ClassVar[tuple[str, ...]] = ("imports",)

    rows: list[ImportRow] = []
    is_loading: bool = True

    @handler(Permission.CONTACTS_IMPORT)
    async def load(self):
        """Show the newest imports."""
        self._to_first_page()
        await self._show()
        self.is_loading = False

    @handler(Permission.CONTACTS_IMPORT)
    async def refresh(self):
        """Show how far the imports are by now."""
        await self._show()

    @handler(Permission.CONTACTS_IMPORT)
    async def next_page(self):
        """Go on to older imports."""
        self._to_next_page()
        await self._show()

    @handler(Permission.CONTACTS_IMPORT)
    async def previous_page(self):
        """Go back to newer imports."""
        self._to_previous_page()
        await self._show()

    async def _show(self) -> None:
        page = await self._call(imports.list_rows, cursor=self._cursor())
        self.rows = page.rows
        self._note_page(page)
