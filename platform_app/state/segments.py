"""The list of segments and lists."""

from typing import ClassVar

import reflex as rx

from platform_app.core.permissions import Permission
from platform_app.services import segments
from platform_app.services.segments.views import SegmentRow
from platform_app.state.access import handler
from platform_app.state.base import AppState
from platform_app.state.paging import Paged


class SegmentsState(Paged, AppState):
    """One page of segments, live, and the window in which a list is made."""

    topics: ClassVar[tuple[str, ...]] = ("segments",)

    rows: list[SegmentRow] = []
    search: str = ""
    is_loading: bool = True
    is_naming: bool = False

    @handler(Permission.CONTACTS_READ)
    async def load(self):
        """Show the first page of what the address asks for."""
        self.search = self.router.url.query_parameters.get("search", "")[:100]
        self.is_naming = False
        self._to_first_page()
        await self._show()
        self.is_loading = False

    @handler(Permission.CONTACTS_READ)
    async def refresh(self):
        """Show the same page anew."""
        await self._show()

    @handler(Permission.CONTACTS_READ)
    async def set_search(self, text: str):
        """Narrow the list down to names that contain the text."""
        self.search = text[:100]
        self._to_first_page()
        await self._show()

    @handler(Permission.CONTACTS_READ)
    async def next_page(self):
        """Go on to older segments."""
        self._to_next_page()
        await self._show()

    @handler(Permission.CONTACTS_READ)
    async def previous_page(self):
        """Go back to newer segments."""
        self._to_previous_page()
        await self._show()

    @handler(Permission.SEGMENTS_MANAGE)
    async def set_naming(self, is_open: bool):
        """Open or close the window in which a list is made."""
        self.is_naming, self.problems, self.notice = is_open, {}, ""

    @handler(Permission.SEGMENTS_MANAGE)
    async def create_list(self, form: dict[str, str]):
        """Make a list and show it."""
        async with self._form():
            list_id = await self._call(segments.create_list, name=form.get("name", ""))
            self.is_naming = False
            return rx.redirect(f"/segments/{list_id}")

    async def _show(self) -> None:
        page = await self._call(segments.list_rows, search=self.search, cursor=self._cursor())
        self.rows = page.rows
        self._note_page(page)
