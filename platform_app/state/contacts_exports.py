"""The list of exports, and asking for one."""

from typing import ClassVar

import reflex as rx

from platform_app.core.permissions import Permission
from platform_app.services import exports, segments, tags
from platform_app.services.exports import ExportChoice
from platform_app.services.exports.views import ExportRow
from platform_app.services.segments.views import SegmentRow
from platform_app.services.tags.views import TagRow
from platform_app.state.access import handler
from platform_app.state.base import AppState, parse_id
from platform_app.state.paging import Paged


class ContactsExportsState(Paged, AppState):
    """One page of exports, live, and what the next one would hold."""

    topics: ClassVar[tuple[str, ...]] = ("exports",)

    rows: list[ExportRow] = []
    tags: list[TagRow] = []
    segments: list[SegmentRow] = []
    tag: str = ""
    segment: str = ""
    is_loading: bool = True

    @handler(Permission.CONTACTS_EXPORT)
    async def load(self):
        """Show the newest exports; the address may name the tag or segment to take out."""
        query = self.router.url.query_parameters
        self.tag, self.segment = query.get("tag", "")[:50], query.get("segment", "")[:36]
        self.tags = await self._call(tags.list_tags)
        self.segments = (await self._call(segments.list_rows)).rows
        self._to_first_page()
        await self._show()
        self.is_loading = False

    @handler(Permission.CONTACTS_EXPORT)
    async def refresh(self):
        """Show how far the exports are by now."""
        await self._show()

    @handler(Permission.CONTACTS_EXPORT)
    async def set_tag(self, tag: str):
        """Choose the tag of those whom the next export holds."""
        self.tag = tag[:50]

    @handler(Permission.CONTACTS_EXPORT)
    async def set_segment(self, segment: str):
        """Choose the segment of those whom the next export holds."""
        self.segment = segment[:36]

    @handler(Permission.CONTACTS_EXPORT)
    async def ask(self):
        """Have the file written."""
        await self._call(exports.ask, ExportChoice(tag=self.tag, segment=parse_id(self.segment)))
        self._to_first_page()
        await self._show()
        return rx.toast.success("The file is being written. It appears below.")

    @handler(Permission.CONTACTS_EXPORT)
    async def next_page(self):
        """Go on to older exports."""
        self._to_next_page()
        await self._show()

    @handler(Permission.CONTACTS_EXPORT)
    async def previous_page(self):
        """Go back to newer exports."""
        self._to_previous_page()
        await self._show()

    async def _show(self) -> None:
        page = await self._call(exports.list_rows, cursor=self._cursor())
        self.rows = page.rows
        self._note_page(page)
