"""The tags of a company, and the windows in which one is changed or merged into another."""

from typing import ClassVar

import reflex as rx

from platform_app.core.permissions import Permission
from platform_app.services import tags
from platform_app.services.tags.views import COLOURS, TagRow
from platform_app.state.access import handler
from platform_app.state.base import AppState, parse_id
from platform_app.state.paging import Paged


class SettingsTagsState(Paged, AppState):
    """One page of tags, by their names."""

    topics: ClassVar[tuple[str, ...]] = ("tags",)

    rows: list[TagRow] = []
    search: str = ""
    # How many people have each of these tags, by its name; empty until they have been counted.
    people: dict[str, str] = {}
    is_loading: bool = True
    is_editing: bool = False
    is_merging: bool = False
    # Empty while a new tag is made.
    editing: TagRow = TagRow("", "", COLOURS[0])
    colour: str = COLOURS[0]
    others: list[TagRow] = []

    @handler(Permission.CONTACTS_ORGANISE)
    async def load(self):
        """Show the first tags, and then how many people have them."""
        self.is_editing, self.is_merging, self.search = False, False, ""
        self._to_first_page()
        await self._show()
        self.is_loading = False
        yield
        await self._count()

    @handler(Permission.CONTACTS_ORGANISE)
    async def refresh(self):
        """Show what has changed; what is being edited stays."""
        await self._show()
        await self._count()

    @handler(Permission.CONTACTS_ORGANISE)
    async def set_search(self, text: str):
        """Narrow the list down to names that contain the text."""
        self.search = text[: tags.NAME_CHARACTERS]
        self._to_first_page()
        await self.refresh()

    @handler(Permission.CONTACTS_ORGANISE)
    async def next_page(self):
        """Go on in the alphabet."""
        self._to_next_page()
        await self.refresh()

    @handler(Permission.CONTACTS_ORGANISE)
    async def previous_page(self):
        """Go back in the alphabet."""
        self._to_previous_page()
        await self.refresh()

    @handler(Permission.CONTACTS_ORGANISE)
    async def open_new(self):
        """Open the window for a new tag."""
        self._open(TagRow("", "", COLOURS[0]))
        self.is_editing = True

    @handler(Permission.CONTACTS_ORGANISE)
    async def open_one(self, tag_id: str):
        """Open the window for one of the tags."""
        if (found := self._find(tag_id)) is not None:
            self._open(found)
            self.is_editing = True

    @handler(Permission.CONTACTS_ORGANISE)
    async def open_merge(self, tag_id: str):
        """Open the window in which a tag is merged into another."""
        if (found := self._find(tag_id)) is not None:
            self._open(found)
            others = await self._call(tags.list_tags)
            self.others = [one for one in others if one.id != found.id]
            self.is_merging = True

    @handler(Permission.CONTACTS_ORGANISE)
    async def close(self, is_open: bool):
        """Close whichever window is open."""
        self.is_editing, self.is_merging = is_open and self.is_editing, is_open and self.is_merging

    @handler(Permission.CONTACTS_ORGANISE)
    async def set_colour(self, colour: str):
        """Choose the colour; the window shows the tag in it."""
        self.colour = colour if colour in COLOURS else COLOURS[0]

    @handler(Permission.CONTACTS_ORGANISE)
    async def save(self, form: dict[str, str]):
        """Keep the tag as it is in the window."""
        tag_id, name = parse_id(self.editing.id), form.get("name", "")
        async with self._form():
            if tag_id is None:
                await self._call(tags.create, name, self.colour)
            else:
                await self._call(tags.save, tag_id, name=name, colour=self.colour)
            self.is_editing = False
            await self.refresh()
            return rx.toast.success("Saved.")

    @handler(Permission.CONTACTS_ORGANISE)
    async def merge(self, form: dict[str, str]):
        """Give everybody who has the tag another one in its place."""
        tag_id, into = parse_id(self.editing.id), parse_id(form.get("into", ""))
        if tag_id is None or into is None:
            self.problems = {"into": "Choose the tag that stays."}
            return None
        async with self._form():
            await self._call(tags.merge, tag_id, into=into)
            self.is_merging = False
            await self.refresh()
            return rx.toast.success("Merged.")

    @handler(Permission.CONTACTS_ORGANISE)
    async def delete(self, tag_id: str):
        """Take a tag from everybody who has it."""
        if (found := parse_id(tag_id)) is not None:
            await self._call(tags.delete, found)
            await self.refresh()
            return rx.toast.success("Deleted.")

    def _find(self, tag_id: str) -> TagRow | None:
        return next((one for one in self.rows if one.id == tag_id), None)

    def _open(self, tag: TagRow) -> None:
        self.editing, self.colour = tag, tag.colour
        self.problems, self.notice = {}, ""

    async def _show(self) -> None:
        page = await self._call(tags.list_page, search=self.search, cursor=self._cursor())
        self.rows = page.rows
        self._note_page(page)

    async def _count(self) -> None:
        counted = await self._call(tags.count_people)
        self.people = {tag.name: f"{counted.get(tag.name, 0):,}" for tag in self.rows}
