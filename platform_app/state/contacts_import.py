"""Importing contacts: choose a file, look at it, start."""

from typing import Any

import reflex as rx

from platform_app.core.errors import InvalidInput
from platform_app.core.permissions import Permission
from platform_app.services import companies, contacts, imports
from platform_app.services.imports import ColumnTarget, ImportChoices
from platform_app.services.imports.views import ColumnPreview, PreviewRow
from platform_app.state.access import handler
from platform_app.state.base import AppState, parse_id

# What the page's lists offer; the same for everybody, so it is part of the built page.
REGIONS = [
    (region.code, f"{region.name} (+{region.calling_code})") for region in contacts.list_regions()
]
ENCODINGS = list(imports.ENCODINGS.items())
DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "vertical bars"}


class ContactsImportState(AppState):
    """A file that waits to be started, and what is decided about it."""

    file_name: str = ""
    rows_total: int = 0
    rows_tried: int = 0
    rows_refused: int = 0
    columns: list[ColumnPreview] = []
    rows: list[PreviewRow] = []
    encoding: str = ""
    delimiter: str = ""
    default_region: str = ""
    _draft_id: str = ""

    @handler(Permission.CONTACTS_IMPORT)
    async def load(self):
        """Begin without a file; the company's time zone suggests the country."""
        self._forget_file()
        profile = await self._call(companies.get_profile)
        self.default_region = contacts.region_of_time_zone(profile.time_zone)

    @handler(Permission.CONTACTS_IMPORT)
    async def take_file(self, files: list[rx.UploadFile]):
        """Keep the chosen file if it can be imported, and show how."""
        self._forget_file()
        async with self._form():
            if not files:
                raise InvalidInput("No file has arrived. Choose a CSV file.")
            # One byte more than is allowed, so that a file that is too large is noticed.
            content = await files[0].read(imports.MAX_BYTES + 1)
            name = files[0].name or "contacts.csv"
            draft = await self._call(imports.upload, file_name=name, content=content)
            self._draft_id = str(draft)
            await self._look()

    @handler(Permission.CONTACTS_IMPORT)
    async def choose_target(self, column: str, target: str):
        """Decide what becomes of a column."""
        await self._try(mapping=self._mapping_with(column, target))

    @handler(Permission.CONTACTS_IMPORT)
    async def choose_region(self, code: str):
        """Decide in which country numbers without a code are."""
        self.default_region = code
        await self._try()

    @handler(Permission.CONTACTS_IMPORT)
    async def choose_encoding(self, encoding: str):
        """Read the file anew, because the letters came out wrong."""
        await self._try(mapping={}, encoding=encoding)

    @handler(Permission.CONTACTS_IMPORT)
    async def forget(self):
        """Go back to choosing a file."""
        self.problems, self.notice = {}, ""
        self._forget_file()

    @handler(Permission.CONTACTS_IMPORT)
    async def start(self, form: dict[str, Any]):  # Any: sent by a browser
        """Start the import and go to where it can be watched."""
        async with self._form():
            draft = parse_id(self._draft_id)
            if draft is None:
                raise InvalidInput("Choose a file first.")
            # A box that is not ticked does not travel.
            source = str(form.get("consent_source", "")) if form.get("has_consent") else None
            choices = self._choices(tag=str(form.get("tag", "")), consent_source=source)
            await self._call(imports.start, draft, choices)
            self._forget_file()
            return rx.redirect(f"/contacts/imports/{draft}")
        return [
            rx.set_focus(field) for field in ("tag", "consent_source") if field in self.problems
        ]

    def _forget_file(self) -> None:
        self.file_name, self.encoding, self._draft_id = "", "", ""
        self.columns, self.rows = [], []

    def _mapping_with(self, column: str, target: str) -> dict[str, str]:
        mapping = {item.name: item.target for item in self.columns}
        if target == ColumnTarget.PHONE:
            # There is one phone column, so the one before it becomes an attribute.
            mapping = {
                name: ColumnTarget.ATTRIBUTE if kind == ColumnTarget.PHONE else kind
                for name, kind in mapping.items()
            }
        return mapping | {column: target}

    def _choices(self, **changes: Any) -> ImportChoices:  # Any: values of several types
        values = {
            "mapping": {item.name: item.target for item in self.columns},
            "default_region": self.default_region,
            "encoding": self.encoding,
        }
        return ImportChoices(**(values | changes))

    async def _try(self, **changes: Any) -> None:  # Any: values of several types
        async with self._form():
            await self._look(**changes)

    async def _look(self, **changes: Any) -> None:  # Any: values of several types
        draft = parse_id(self._draft_id)
        if draft is None:
            return
        seen = await self._call(imports.preview, draft, self._choices(**changes))
        self.file_name, self.rows_total = seen.file_name, seen.rows_total
        self.columns, self.rows = seen.columns, seen.rows
        self.rows_tried, self.rows_refused = seen.rows_tried, seen.rows_refused
        self.encoding, self.delimiter = seen.encoding, DELIMITERS[seen.delimiter]
