"""The list of contacts."""

from typing import ClassVar

from platform_app.core.permissions import Permission
from platform_app.services import contacts
from platform_app.services.contacts.views import ContactRow
from platform_app.state.access import handler
from platform_app.state.base import AppState


class ContactsState(AppState):
    """One page of the list, and what it is narrowed down to."""

    topics: ClassVar[tuple[str, ...]] = ("contacts",)

    rows: list[ContactRow] = []
    tags: list[str] = []
    total: str = ""
    search: str = ""
    tag: str = ""
    has_next: bool = False
    has_previous: bool = False
    is_loading: bool = True
    # The way back: the cursor of each page up to this one. The first page has none.
    _cursors: list[str] = []
    _next: str = ""

    @handler(Permission.CONTACTS_READ)
    async def load(self):
        """Show the first page of what the address asks for."""
        query = self.router.url.query_parameters
        self.search, self.tag = query.get("search", "")[:100], query.get("tag", "")[:50]
        self._cursors = []
        await self._show()
        self.is_loading = False

    @handler(Permission.CONTACTS_READ)
    async def refresh(self):
        """Show the same page anew, because contacts have changed."""
        await self._show()

    @handler(Permission.CONTACTS_READ)
    async def set_search(self, text: str):
        """Narrow the list down to names and numbers that contain the text."""
        self.search, self._cursors = text[:100], []
        await self._show()

    @handler(Permission.CONTACTS_READ)
    async def set_tag(self, tag: str):
        """Narrow the list down to a tag; none shows all."""
        self.tag, self._cursors = tag[:50], []
        await self._show()

    @handler(Permission.CONTACTS_READ)
    async def clear(self):
        """Show everybody again."""
        self.search, self.tag, self._cursors = "", "", []
        await self._show()

    @handler(Permission.CONTACTS_READ)
    async def next_page(self):
        """Go on to older contacts."""
        if self._next:
            self._cursors = [*self._cursors, self._next]
            await self._show()

    @handler(Permission.CONTACTS_READ)
    async def previous_page(self):
        """Go back to newer contacts."""
        self._cursors = self._cursors[:-1]
        await self._show()

    async def _show(self) -> None:
        cursor = self._cursors[-1] if self._cursors else None
        page = await self._call(contacts.list_rows, search=self.search, tag=self.tag, cursor=cursor)
        self.rows, self.total = page.rows, page.total_label
        self._next = page.next_cursor or ""
        self.has_next, self.has_previous = bool(self._next), bool(self._cursors)
        self.tags = await self._call(contacts.list_tags)
