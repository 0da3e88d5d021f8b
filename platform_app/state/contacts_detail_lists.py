"""The lists that the contact of the address is in."""

from typing import ClassVar

from platform_app.core.permissions import Permission
from platform_app.services import segments
from platform_app.services.segments.views import ListRow
from platform_app.state.access import handler
from platform_app.state.base import AppState, parse_id


class ContactsDetailListsState(AppState):
    """The company's lists, and whether the contact is in them."""

    topics: ClassVar[tuple[str, ...]] = ("segments",)

    lists: list[ListRow] = []

    @handler(Permission.CONTACTS_READ)
    async def load(self):
        """Show the lists."""
        await self._show()

    @handler(Permission.CONTACTS_READ)
    async def refresh(self):
        """Show what has changed."""
        await self._show()

    @handler(Permission.SEGMENTS_MANAGE)
    async def put_in(self, list_id: str):
        """Put the contact into a list."""
        contact, chosen = self._id_in_address("contact_id"), parse_id(list_id)
        if contact is not None and chosen is not None:
            await self._call(segments.add_members, chosen, [contact])
            await self._show()

    @handler(Permission.SEGMENTS_MANAGE)
    async def take_out(self, list_id: str):
        """Take the contact out of a list."""
        contact, chosen = self._id_in_address("contact_id"), parse_id(list_id)
        if contact is not None and chosen is not None:
            await self._call(segments.remove_members, chosen, [contact])
            await self._show()

    async def _show(self) -> None:
        contact = self._id_in_address("contact_id")
        self.lists = await self._call(segments.list_lists, of_contact=contact) if contact else []
