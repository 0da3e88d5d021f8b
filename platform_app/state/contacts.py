"""The list of contacts."""

from dataclasses import asdict, replace
from typing import ClassVar
from urllib.parse import urlencode
from uuid import UUID

import reflex as rx

from platform_app.core.paging import Page
from platform_app.core.permissions import Permission
from platform_app.services import attributes, contacts, segments, tags
from platform_app.services.attributes.views import Definition
from platform_app.services.contacts.views import EVERYBODY, ContactFilters, ContactRow
from platform_app.services.segments.views import ListRow
from platform_app.services.tags.views import TagRow
from platform_app.state.access import handler
from platform_app.state.base import AppState, parse_id
from platform_app.state.paging import Paged

PATH = "/contacts"
_LONGEST = 200


class ContactsState(Paged, AppState):
    """One page of the list, what it is narrowed down to, and who of it is ticked."""

    topics: ClassVar[tuple[str, ...]] = ("contacts", "tags", "attributes")

    rows: list[ContactRow] = []
    tags: list[TagRow] = []
    colours: dict[str, str] = {}
    definitions: list[Definition] = []
    lists: list[ListRow] = []
    filters: ContactFilters = EVERYBODY
    is_narrowed: bool = False
    ticked: list[str] = []
    unsearchable: str = ""
    is_loading: bool = True

    @handler(Permission.CONTACTS_READ)
    async def load(self):
        """Show the first page of what the address asks for, and then how many there are."""
        query = self.router.url.query_parameters
        asked = {name: query.get(name, "")[:_LONGEST] for name in asdict(EVERYBODY)}
        self.filters, self.is_narrowed = ContactFilters(**asked), any(asked.values())
        self.ticked = []
        self._to_first_page()
        await self._show()
        self.is_loading = False
        yield
        await self._count()

    @handler(Permission.CONTACTS_READ)
    async def refresh(self):
        """Show the same page anew, because contacts have changed."""
        await self._show()
        await self._count()

    @handler(Permission.CONTACTS_READ)
    async def narrow(self, name: str, value: str):
        """Set one filter; the address keeps it."""
        if name not in asdict(EVERYBODY):
            return None
        filters = replace(self.filters, **{name: value})
        if name == "attribute":
            filters = replace(filters, value="")
        given = {key: text[:_LONGEST] for key, text in asdict(filters).items() if text}
        return rx.redirect(f"{PATH}?{urlencode(given)}" if given else PATH, replace=True)

    @handler(Permission.CONTACTS_READ)
    async def clear(self):
        """Show everybody again."""
        return rx.redirect(PATH)

    @handler(Permission.CONTACTS_READ)
    async def next_page(self):
        """Go on to older contacts."""
        self._to_next_page()
        self.ticked = []
        await self._show()

    @handler(Permission.CONTACTS_READ)
    async def previous_page(self):
        """Go back to newer contacts."""
        self._to_previous_page()
        self.ticked = []
        await self._show()

    @handler(Permission.CONTACTS_EDIT)
    async def tick(self, contact_id: str, is_ticked: bool):
        """Tick somebody on this page, or take the tick away."""
        others = [one for one in self.ticked if one != contact_id]
        self.ticked = [*others, contact_id] if is_ticked else others

    @handler(Permission.CONTACTS_EDIT)
    async def tick_page(self, is_ticked: bool):
        """Tick everybody on this page, or nobody."""
        self.ticked = [row.id for row in self.rows] if is_ticked else []

    @handler(Permission.CONTACTS_EDIT)
    async def add_tag(self, name: str):
        """Give everybody who is ticked a tag."""
        return await self._tag(name, is_added=True)

    @handler(Permission.CONTACTS_EDIT)
    async def remove_tag(self, name: str):
        """Take a tag from everybody who is ticked."""
        return await self._tag(name, is_added=False)

    @handler(Permission.SEGMENTS_MANAGE)
    async def add_to_list(self, list_id: str):
        """Put everybody who is ticked into a list."""
        found = parse_id(list_id)
        if found is None or not self.ticked:
            return None
        added = await self._call(segments.add_members, found, self._ticked_ids())
        self.ticked = []
        people = "1 contact" if added == 1 else f"{added:,} contacts"
        return rx.toast.success(f"Added {people}; whoever was in it already stays once.")

    def _ticked_ids(self) -> list[UUID]:
        return [found for one in self.ticked if (found := parse_id(one)) is not None]

    async def _tag(self, name: str, *, is_added: bool) -> rx.event.EventSpec | None:
        chosen = self._ticked_ids()
        if not name or not chosen:
            return None
        changed = await self._call(contacts.tag_many, chosen, name, is_added=is_added)
        self.ticked = []
        await self._show()
        people = "1 contact" if changed == 1 else f"{changed:,} contacts"
        return rx.toast.success(f"Changed {people}.")

    async def _show(self) -> None:
        page = await self._call(contacts.list_rows, self.filters, cursor=self._cursor())
        self.rows = page.rows
        total = self.total
        self._note_page(page)
        self.total = total
        self.tags = await self._call(tags.list_tags)
        self.colours = {tag.name: tag.colour for tag in self.tags}
        self.definitions = await self._call(attributes.list_definitions)
        self.lists = await self._call(segments.list_lists)

    async def _count(self) -> None:
        total = await self._call(contacts.count_rows, self.filters)
        is_exact = not self.is_narrowed
        self.total = f"{total:,}" if is_exact else Page([], None, total).total_label
        waiting = await self._call(contacts.count_unsearchable)
        self.unsearchable = f"{waiting:,}" if waiting else ""
