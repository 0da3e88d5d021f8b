"""The attributes that a company keeps about its contacts, and the window in which one is changed."""

from typing import ClassVar

import reflex as rx

from platform_app.core.permissions import Permission
from platform_app.models.attributes import AttributeKind
from platform_app.services import attributes
from platform_app.services.attributes.views import Definition
from platform_app.state.access import handler
from platform_app.state.base import AppState, parse_id

_TEXT = str(AttributeKind.TEXT)


class SettingsAttributesState(AppState):
    """All attributes in their order; there are a hundred at the most."""

    topics: ClassVar[tuple[str, ...]] = ("attributes",)

    rows: list[Definition] = []
    # How many people have a value, by key; empty until they have been counted.
    people: dict[str, str] = {}
    is_loading: bool = True
    is_editing: bool = False
    # Empty while a new attribute is made.
    editing_id: str = ""
    editing_key: str = ""
    editing_label: str = ""
    editing_choices: str = ""
    editing_people: str = ""
    kind: str = _TEXT

    @handler(Permission.CONTACTS_ORGANISE)
    async def load(self):
        """Show the attributes, and then how many people have them."""
        self.is_editing = False
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
    async def open_new(self):
        """Open the window for a new attribute."""
        self._open(Definition("", "", ""))

    @handler(Permission.CONTACTS_ORGANISE)
    async def open_one(self, definition_id: str):
        """Open the window for one of the attributes."""
        found = next((one for one in self.rows if one.id == definition_id), None)
        if found is not None:
            self._open(found)

    @handler(Permission.CONTACTS_ORGANISE)
    async def set_editing(self, is_open: bool):
        """Close the window."""
        self.is_editing = is_open and self.is_editing

    @handler(Permission.CONTACTS_ORGANISE)
    async def set_kind(self, kind: str):
        """Choose what the values are; the window asks for choices if they are of some."""
        self.kind = kind if kind in list(AttributeKind) else _TEXT

    @handler(Permission.CONTACTS_ORGANISE)
    async def save(self, form: dict[str, str]):
        """Keep the attribute as it is in the window."""
        given = {"kind": AttributeKind(self.kind), "choices": form.get("choices", "").splitlines()}
        definition_id, label = parse_id(self.editing_id), form.get("label", "")
        async with self._form():
            if definition_id is None:
                await self._call(attributes.define, label, **given)
            else:
                await self._call(attributes.save, definition_id, label=label, **given)
            self.is_editing = False
            await self.refresh()
            return rx.toast.success("Saved.")

    @handler(Permission.CONTACTS_ORGANISE)
    async def move(self, definition_id: str, steps: int):
        """Move an attribute up or down."""
        place = next((n for n, one in enumerate(self.rows) if one.id == definition_id), None)
        found = parse_id(definition_id)
        if place is not None and found is not None:
            await self._call(attributes.reorder, found, place=place + steps)
            await self._show()

    @handler(Permission.CONTACTS_ORGANISE)
    async def delete(self, definition_id: str):
        """Delete an attribute with its values."""
        if (found := parse_id(definition_id)) is not None:
            await self._call(attributes.delete, found)
            await self.refresh()
            return rx.toast.success("Deleted.")

    def _open(self, one: Definition) -> None:
        self.editing_id, self.editing_key, self.editing_label = one.id, one.key, one.label
        self.kind, self.editing_choices = str(one.kind), "\n".join(one.choices)
        self.editing_people = self.people.get(one.key, "")
        self.problems, self.notice, self.is_editing = {}, "", True

    async def _show(self) -> None:
        self.rows = await self._call(attributes.list_definitions)

    async def _count(self) -> None:
        counted = await self._call(attributes.count_people)
        self.people = {one.key: f"{counted.get(one.key, 0):,}" for one in self.rows}
