"""One contact: who they are, what is known of them, and all that has happened with them."""

from dataclasses import dataclass
from typing import ClassVar

import reflex as rx

from platform_app.core.errors import NotFound
from platform_app.core.permissions import Permission
from platform_app.models.attributes import AttributeKind
from platform_app.services import attributes, contacts, timelines
from platform_app.services.attributes.views import Definition
from platform_app.services.timelines.views import TimelineRow
from platform_app.state.access import handler
from platform_app.state.base import AppState, parse_id
from platform_app.state.paging import Paged


@dataclass(frozen=True, slots=True)
class FieldRow:
    """An attribute of the contact's with its value, empty if there is none."""

    key: str
    label: str
    kind: str
    choices: list[str]
    value: str


@dataclass(frozen=True, slots=True)
class Person:
    """The contact in the page's head."""

    id: str = ""
    name: str = ""
    phone: str = ""
    phone_original: str = ""
    user_id: str = ""
    consent: str = ""
    is_blocked: bool = False
    seen: str = ""
    created: str = ""


class ContactsDetailState(Paged, AppState):
    """The contact of the address."""

    topics: ClassVar[tuple[str, ...]] = ("contacts", "inbox", "tags")

    person: Person = Person()
    fields: list[FieldRow] = []
    tags: list[str] = []
    colours: dict[str, str] = {}
    rows: list[TimelineRow] = []
    kind: str = ""
    is_missing: bool = False
    is_loading: bool = True
    is_editing: bool = False
    editing_note: str = ""
    note_body: str = ""
    _definitions: list[Definition] = []

    @handler(Permission.CONTACTS_READ)
    async def load(self):
        """Show the contact with the newest of their timeline."""
        if self.person.id != str(self._id_in_address("contact_id")):
            # Nobody sees one person's page at the address of another.
            self.is_loading = True
            yield
        self.kind, self.is_editing, self.editing_note, self.note_body = "", False, "", ""
        self._to_first_page()
        self._definitions = await self._call(attributes.list_definitions)
        await self._show()
        self.is_loading = False

    @handler(Permission.CONTACTS_READ)
    async def close(self):
        """Leave no window open that the next contact would be shown with."""
        self.is_editing = False

    @handler(Permission.CONTACTS_READ)
    async def refresh(self):
        """Show what has changed; what is being written stays."""
        await self._show()

    @handler(Permission.CONTACTS_READ)
    async def choose_kind(self, kind: str):
        """Show one sort of what happened, or all."""
        self.kind = "" if kind == "all" else kind
        self._to_first_page()
        await self._show()

    @handler(Permission.CONTACTS_READ)
    async def next_page(self):
        """Go on to what happened before."""
        self._to_next_page()
        await self._show()

    @handler(Permission.CONTACTS_READ)
    async def previous_page(self):
        """Go back to what happened later."""
        self._to_previous_page()
        await self._show()

    @handler(Permission.CONTACTS_EDIT)
    async def set_editing(self, is_open: bool):
        """Open or close the window in which the contact is changed."""
        self.is_editing, self.problems, self.notice = is_open, {}, ""

    @handler(Permission.CONTACTS_EDIT)
    async def save(self, form: dict[str, str]):
        """Keep name and attributes as they stand in the window."""
        contact_id = parse_id(self.person.id)
        if contact_id is None:
            return None
        values = {one.key: form.get(f"attribute-{one.key}", "") for one in self.fields}
        async with self._form():
            await self._call(contacts.save, contact_id, name=form.get("name", ""), values=values)
            self.is_editing = False
            await self._show()
            return rx.toast.success("Saved.")

    @handler(Permission.CONTACTS_EDIT)
    async def add_tag(self, form: dict[str, str]):
        """Give the contact a tag, made if need be."""
        contact_id = parse_id(self.person.id)
        if contact_id is not None and form.get("tag", "").strip():
            await self._call(contacts.add_tag, contact_id, form["tag"])
            await self._show()
            return rx.set_value("tag", "")

    @handler(Permission.CONTACTS_EDIT)
    async def remove_tag(self, name: str):
        """Take a tag from the contact."""
        contact_id = parse_id(self.person.id)
        if contact_id is not None:
            await self._call(contacts.remove_tag, contact_id, name)
            await self._show()

    @handler(Permission.CONTACTS_EDIT)
    async def save_note(self, form: dict[str, str]):
        """Write a note, or rewrite the one that was chosen."""
        contact_id, note_id = parse_id(self.person.id), parse_id(self.editing_note)
        if contact_id is None:
            return None
        async with self._form():
            body = form.get("note", "")
            if note_id is None:
                await self._call(contacts.add_note, contact_id, body)
            else:
                await self._call(contacts.change_note, note_id, body)
            self.editing_note, self.note_body = "", ""
            await self._show()
            return rx.set_value("note", "")

    @handler(Permission.CONTACTS_EDIT)
    async def edit_note(self, note_id: str):
        """Take one's own note up again; nothing chosen lets it be."""
        chosen = next((one for one in self.rows if one.id == note_id and one.may_edit), None)
        self.editing_note = chosen.id if chosen else ""
        self.note_body = chosen.body if chosen else ""
        return rx.set_value("note", self.note_body)

    @handler(Permission.CONTACTS_EDIT)
    async def delete_note(self, note_id: str):
        """Delete a note."""
        if (found := parse_id(note_id)) is not None:
            await self._call(contacts.delete_note, found)
            await self._show()

    async def _show(self) -> None:
        contact_id = self._id_in_address("contact_id")
        self.is_missing = contact_id is None
        if contact_id is None:
            return
        try:
            detail = await self._call(contacts.get_detail, contact_id)
        except NotFound:
            self.is_missing = True
            return
        one = detail.row
        self.person = Person(
            one.id, one.name, one.phone, detail.phone_original, detail.user_id, one.consent,
            one.is_blocked, one.seen, one.created,
        )  # fmt: skip
        self.tags = one.tags
        self.colours = one.colours
        self.fields = [
            FieldRow(d.key, d.label, AttributeKind(d.kind), d.choices, detail.attributes.get(d.key, ""))
            for d in self._definitions
        ]  # fmt: skip
        page = await self._call(
            timelines.list_rows, contact_id, kind=self.kind, cursor=self._cursor()
        )
        self.rows = page.rows
        self._note_page(page)
