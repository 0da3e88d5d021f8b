"""What lists of contacts can be asked for, and what people can be given: some of each, found by name."""

from typing import ClassVar

from platform_app.core.paging import PAGE_ROWS
from platform_app.core.permissions import Permission
from platform_app.models.segments import SegmentKind
from platform_app.services import attributes, segments, tags
from platform_app.services.segments.views import Pick
from platform_app.state.access import handler
from platform_app.state.base import AppState


class ContactsChoicesState(AppState):
    """The company's tags, attributes, segments and lists; of each as many as fit whose names hold the search."""

    topics: ClassVar[tuple[str, ...]] = ("tags", "attributes", "segments")

    search: str = ""
    tags: list[Pick] = []
    attributes: list[Pick] = []
    segments: list[Pick] = []
    lists: list[Pick] = []

    @handler(Permission.CONTACTS_READ)
    async def load(self):
        """Show the first of each."""
        self.search = ""
        await self._show()

    @handler(Permission.CONTACTS_READ)
    async def refresh(self):
        """Show what has changed."""
        await self._show()

    @handler(Permission.CONTACTS_READ)
    async def seek(self, text: str):
        """Show those whose names hold the text."""
        self.search = text[:100]
        await self._show()

    @handler(Permission.CONTACTS_READ)
    async def start(self, _is_open: bool):
        """Begin without a search when one of the lists is opened, and leave none behind."""
        if self.search:
            self.search = ""
            await self._show()

    async def _show(self) -> None:
        wanted = self.search.strip()
        found = (await self._call(tags.list_page, search=wanted)).rows
        self.tags = [Pick(tag.name, tag.name) for tag in found]
        known = await self._call(attributes.list_definitions)
        named = [one for one in known if wanted.casefold() in one.label.casefold()]
        self.attributes = [Pick(one.key, one.label) for one in named[:PAGE_ROWS]]
        self.segments = await self._call(segments.list_names, search=wanted)
        self.lists = await self._call(segments.list_names, search=wanted, kind=SegmentKind.STATIC)
