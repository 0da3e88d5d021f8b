"""The list of contacts."""

from dataclasses import asdict, replace
from typing import ClassVar
from urllib.parse import urlencode
from uuid import UUID

import reflex as rx

from platform_app.core.errors import NotFound, Unavailable
from platform_app.core.paging import Page
from platform_app.core.permissions import Permission
from platform_app.services import attributes, contacts, segments
from platform_app.services.contacts.views import (
    EVERYBODY,
    ContactFilters,
    ContactOrder,
    ContactRow,
)
from platform_app.state.access import handler
from platform_app.state.base import AppState, parse_id
from platform_app.state.paging import Paged

PATH = "/contacts"
_LONGEST = 200


class ContactsState(Paged, AppState):
    """One page of the list, what it is narrowed down to, and who of it is ticked."""

    topics: ClassVar[tuple[str, ...]] = ("contacts", "tags")

    rows: list[ContactRow] = []
    filters: ContactFilters = EVERYBODY
    # What the attribute and the segment of the filters are called.
    attribute: str = ""
    segment: str = ""
    order: str = ContactOrder.NEWEST
    is_narrowed: bool = False
    problem: str = ""
    ticked: list[str] = []
    # Everybody who matches is chosen, on this page and all others, and how many they are.
    is_all: bool = False
    everybody: str = ""
    # What waits to be agreed to: the tag that all of them are given, or lose.
    is_tagging_all: bool = False
    is_tag_added: bool = True
    tag: str = ""
    unsearchable: str = ""
    is_loading: bool = True

    @handler(Permission.CONTACTS_READ)
    async def load(self):
        """Show the first page of what the address asks for, and then how many there are."""
        query = self.router.url.query_parameters
        asked = {name: query.get(name, "")[:_LONGEST] for name in asdict(EVERYBODY)}
        self.filters, self.is_narrowed = ContactFilters(**asked), any(asked.values())
        order = query.get("order", "")
        self.order = order if order in list(ContactOrder) else ContactOrder.NEWEST
        self._choose_nobody()
        self._to_first_page()
        await self._name_filters()
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
        filters = replace(self.filters, **{name: value[:_LONGEST]})
        if name == "attribute":
            filters = replace(filters, value="")
        return rx.redirect(_address(filters, self.order), replace=True)

    @handler(Permission.CONTACTS_READ)
    async def sort(self, order: str):
        """Set the order; the address keeps it."""
        return rx.redirect(_address(self.filters, order[:_LONGEST]), replace=True)

    @handler(Permission.CONTACTS_READ)
    async def clear(self):
        """Show everybody again."""
        return rx.redirect(PATH)

    @handler(Permission.CONTACTS_READ)
    async def next_page(self):
        """Go on to older contacts."""
        self._to_next_page()
        self._choose_nobody()
        await self._show()

    @handler(Permission.CONTACTS_READ)
    async def previous_page(self):
        """Go back to newer contacts."""
        self._to_previous_page()
        self._choose_nobody()
        await self._show()

    @handler(Permission.CONTACTS_EDIT)
    async def tick(self, contact_id: str, is_ticked: bool):
        """Tick somebody on this page, or take the tick away."""
        self.is_all = False
        others = [one for one in self.ticked if one != contact_id]
        self.ticked = [*others, contact_id] if is_ticked else others

    @handler(Permission.CONTACTS_EDIT)
    async def tick_page(self, is_ticked: bool):
        """Tick everybody on this page, or nobody."""
        self._choose_nobody()
        self.ticked = [row.id for row in self.rows] if is_ticked else []

    @handler(Permission.CONTACTS_EDIT)
    async def take_all(self):
        """Choose everybody who matches, on this page and all others."""
        self.everybody = f"{await self._call(contacts.count_matching, self.filters):,}"
        self.is_all = True

    @handler(Permission.CONTACTS_EDIT)
    async def add_tag(self, name: str):
        """Give everybody who is chosen a tag; all who match only after a question."""
        return await self._tag(name, is_added=True)

    @handler(Permission.CONTACTS_EDIT)
    async def remove_tag(self, name: str):
        """Take a tag from everybody who is chosen; from all who match only after a question."""
        return await self._tag(name, is_added=False)

    @handler(Permission.CONTACTS_EDIT)
    async def set_tagging_all(self, is_open: bool):
        """Open or close the question whether all who match are meant."""
        self.is_tagging_all = is_open

    @handler(Permission.CONTACTS_EDIT)
    async def tag_all(self):
        """Give all who match the tag of the question, or take it from them."""
        people = await self._call(
            contacts.tag_matching, self.filters, self.tag, is_added=self.is_tag_added
        )
        self._choose_nobody()
        await self._show()
        return rx.toast.success(f"{_people(people)}: done, or going on in the background if many.")

    @handler(Permission.SEGMENTS_MANAGE)
    async def add_to_list(self, list_id: str):
        """Put everybody who is ticked into a list."""
        found = parse_id(list_id)
        if found is None or not self.ticked:
            return None
        added = await self._call(segments.add_members, found, self._ticked_ids())
        self._choose_nobody()
        return rx.toast.success(f"Added {_people(added)}; whoever was in it already stays once.")

    def _ticked_ids(self) -> list[UUID]:
        return [found for one in self.ticked if (found := parse_id(one)) is not None]

    async def _tag(self, name: str, *, is_added: bool) -> rx.event.EventSpec | None:
        chosen = self._ticked_ids()
        if not name or not chosen:
            return None
        if self.is_all:
            self.tag, self.is_tag_added, self.is_tagging_all = name, is_added, True
            return None
        changed = await self._call(contacts.tag_many, chosen, name, is_added=is_added)
        self._choose_nobody()
        await self._show()
        return rx.toast.success(f"Changed {_people(changed)}.")

    def _choose_nobody(self) -> None:
        self.ticked, self.is_all, self.is_tagging_all = [], False, False

    async def _name_filters(self) -> None:
        self.attribute = self.segment = ""
        if key := self.filters.attribute:
            known = await self._call(attributes.list_definitions)
            self.attribute = next((one.label for one in known if one.key == key), key)
        if segment_id := parse_id(self.filters.segment):
            try:
                self.segment = (await self._call(segments.get_detail, segment_id)).name
            except NotFound:
                self.segment = "No such segment"

    async def _show(self) -> None:
        self.problem = ""
        try:
            page = await self._call(
                contacts.list_rows,
                self.filters,
                order=ContactOrder(self.order),
                cursor=self._cursor(),
            )
        except (NotFound, Unavailable) as error:
            self.problem, self.rows = error.message, []
            return
        self.rows = page.rows
        total = self.total
        self._note_page(page)
        self.total = total

    async def _count(self) -> None:
        if self.problem:
            self.total = ""
            return
        total = await self._call(contacts.count_rows, self.filters)
        is_exact = not self.is_narrowed
        self.total = f"{total:,}" if is_exact else Page([], None, total).total_label
        waiting = await self._call(contacts.count_unsearchable)
        self.unsearchable = f"{waiting:,}" if waiting else ""


def _address(filters: ContactFilters, order: str) -> str:
    given = {key: text for key, text in asdict(filters).items() if text}
    if order != ContactOrder.NEWEST:
        given["order"] = order
    return f"{PATH}?{urlencode(given)}" if given else PATH


def _people(count: int) -> str:
    return "1 contact" if count == 1 else f"{count:,} contacts"
