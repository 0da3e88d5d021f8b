"""The list of contacts."""

from typing import ClassVar

from platform_app.core.permissions import Permission
from platform_app.services import contacts
from platform_app.services.contacts.views import ContactRow
from platform_app.state.access import handler
from platform_app.state.base import AppState
from platform_app.state.paging import Paged


class ContactsState(Paged, AppState):
    """One page of the list, and what it is narrowed down to."""

    topics: ClassVar[tuple[str, ...]] = ("contacts",)

    rows: list[ContactRow] = []
    tags: list[str] = []
    search: str = ""
    tag: str = ""
    is_loading: bool = True

    @handler(Permission.CONTACTS_READ)
    async def load(self):
        """Show the first page of what the address asks for."""
        query = self.router.url.query_parameters
        self.search, self.tag = query.get("search", "")[:100], query.get("tag", "")[:50]
        self._to_first_page()
        await self._show()
        self.is_loading = False

    @handler(Permission.CONTACTS_READ)
    async def refresh(self):
        """Show the same page anew, because contacts have changed."""
        await self._show()

    @handler(Permission.CONTACTS_READ)
    async def set_search(self, text: str):
        """Narrow the list down to names and numbers that contain the text."""
        self.search = text[:100]
        self._to_first_page()
        await self._show()

    @handler(Permission.CONTACTS_READ)
    async def set_tag(self, tag: str):
        """Narrow the list down to a tag; none shows all."""
        self.tag = tag[:50]
        self._to_first_page()
        await self._show()

    @handler(Permission.CONTACTS_READ)
    async def clear(self):
        """Show everybody again."""
        self.search, self.tag = "", ""
        self._to_first_page()
        await self._show()

    @handler(Permission.CONTACTS_READ)
    async def next_page(self):
        """Go on to older contacts."""
        self._to_next_page()
        await self._show()

    @handler(Permission.CONTACTS_READ)
    async def previous_page(self):
        """Go back to newer contacts."""
        self._to_previous_page()
        await self._show()

    async def _show(self) -> None:
        page = await self._call(
            contacts.list_rows, search=self.search, tag=self.tag, cursor=self._cursor()
        )
        self.rows = page.rows
        self._note_page(page)
        self.tags = await self._call(contacts.list_tags)
