"""Merging two contacts: choose the other one, compare, and make them one."""

from contextlib import suppress
from uuid import UUID

import reflex as rx

from platform_app.core.errors import InvalidInput, NotFound
from platform_app.core.permissions import Permission
from platform_app.services import contacts
from platform_app.services.contacts.views import ContactFilters, ContactRow, MergeField
from platform_app.state.access import handler
from platform_app.state.base import AppState, parse_id


class ContactsMergeState(AppState):
    """The contact of the address, and the one that would become part of it."""

    kept: ContactRow = contacts.NOBODY
    other: ContactRow = contacts.NOBODY
    candidates: list[ContactRow] = []
    fields: list[MergeField] = []
    search: str = ""
    is_loaded: bool = False
    is_missing: bool = False

    @handler(Permission.CONTACTS_DELETE)
    async def load(self):
        """Show the contact, and who may be the same person: others of that name."""
        self.other, self.fields, self.is_missing = contacts.NOBODY, [], False
        self.kept = contacts.NOBODY
        await self._find(self._id_in_address("contact_id"))
        self.is_missing, self.is_loaded = self.kept.id == "", True
        self.search = self.kept.name
        await self._look()

    @handler(Permission.CONTACTS_DELETE)
    async def set_search(self, text: str):
        """Look for the other one by name or number."""
        self.search = text[:100]
        await self._look()

    @handler(Permission.CONTACTS_DELETE)
    async def choose(self, contact_id: str):
        """Put somebody beside the contact."""
        kept, other = parse_id(self.kept.id), parse_id(contact_id)
        if kept is None or other is None:
            return
        self.other = (await self._call(contacts.get_detail, other)).row
        self.fields = (await self._call(contacts.preview_merge, kept, other)).fields

    @handler(Permission.CONTACTS_DELETE)
    async def drop(self):
        """Go back to choosing."""
        self.other, self.fields = contacts.NOBODY, []

    @handler(Permission.CONTACTS_DELETE)
    async def merge(self, form: dict[str, str]):
        """Make the two one, and go to who is left."""
        kept, other = parse_id(self.kept.id), parse_id(self.other.id)
        async with self._form():
            if kept is None or other is None:
                raise InvalidInput("Choose the other contact first.")
            theirs = [name for name, side in form.items() if side == "other"]
            await self._call(contacts.join, kept, other, of_other=theirs)
            return [rx.redirect(f"/contacts/{kept}"), rx.toast.success("They are one contact now.")]

    async def _find(self, kept: UUID | None) -> None:
        if kept is not None:
            with suppress(NotFound):
                self.kept = (await self._call(contacts.get_detail, kept)).row

    async def _look(self) -> None:
        if not self.search.strip():
            self.candidates = []
            return
        found = await self._call(contacts.list_rows, ContactFilters(search=self.search))
        self.candidates = [row for row in found.rows if row.id != self.kept.id][:8]
