"""The people of a list."""

from typing import ClassVar

import reflex as rx

from platform_app.core.errors import AppError
from platform_app.core.permissions import Permission
from platform_app.services import segments
from platform_app.services.segments.views import MemberRow
from platform_app.state.access import handler
from platform_app.state.base import AppState, parse_id
from platform_app.state.paging import Paged


class SegmentsMembersState(Paged, AppState):
    """One page of the people in the list of the address; a segment has none."""

    topics: ClassVar[tuple[str, ...]] = ("segments",)

    rows: list[MemberRow] = []
    is_loading: bool = True

    @handler(Permission.CONTACTS_READ)
    async def load(self):
        """Show the first page."""
        self.is_loading = True
        self._to_first_page()
        await self._show()
        self.is_loading = False

    @handler(Permission.CONTACTS_READ)
    async def refresh(self):
        """Show the same page anew."""
        await self._show()

    @handler(Permission.CONTACTS_READ)
    async def next_page(self):
        """Go on to people who were put in earlier."""
        self._to_next_page()
        await self._show()

    @handler(Permission.CONTACTS_READ)
    async def previous_page(self):
        """Go back to people who were put in later."""
        self._to_previous_page()
        await self._show()

    @handler(Permission.SEGMENTS_MANAGE)
    async def take_out(self, contact_id: str):
        """Take somebody out of the list."""
        list_id, person = self._id_in_address("segment_id"), parse_id(contact_id)
        if list_id is not None and person is not None:
            await self._call(segments.remove_members, list_id, [person])
            await self._show()
            return rx.toast.success("Taken out of the list.")

    async def _show(self) -> None:
        self.rows = []
        if (list_id := self._id_in_address("segment_id")) is None:
            return
        try:
            page = await self._call(segments.list_members, list_id, cursor=self._cursor())
        except AppError:
            # A segment, or nothing at all: the page itself says so.
            return
        self.rows = page.rows
        self._note_page(page)
