"""Importing contacts: choose a file, say what its columns are, have it checked."""

from contextlib import closing
from typing import Any
from uuid import UUID

import reflex as rx

from platform_app.core.errors import InvalidInput, NotFound
from platform_app.core.permissions import Permission
from platform_app.models.imports import ImportMode
from platform_app.services import attributes, contacts, imports
from platform_app.services.imports import ColumnTarget, ImportChoices
from platform_app.services.imports.views import KNOWN, ColumnPreview, PreviewRow
from platform_app.state.access import handler
from platform_app.state.base import AppState, parse_id
from platform_app.state.visitor import current

# What the page's lists offer; the same for everybody, so it is part of the built page.
ENCODINGS = list(imports.ENCODINGS.items())
DELIMITERS = {",": "Commas", ";": "Semicolons", "\t": "Tabs", "|": "Vertical bars"}


class ContactsImportState(AppState):
    """A file that waits to be checked, and what is decided about it."""

    file_name: str = ""
    rows_total: int = 0
    rows_tried: int = 0
    rows_refused: int = 0
    columns: list[ColumnPreview] = []
    rows: list[PreviewRow] = []
    # The attributes that the company has: what a column may become, and its name.
    known: list[tuple[str, str]] = []
    encoding: str = ""
    delimiter: str = ""
    is_encoding_sure: bool = True
    is_delimiter_sure: bool = True
    default_region: str = ""
    mode: str = "contacts"
    tags: str = ""
    keeps_known: bool = False
    has_consent: bool = False
    consent_source: str = ""
    consent_wording: str = ""
    same_file: str = ""
    is_arriving: bool = False
    arrived_percent: int = 0
    _draft_id: str = ""

    @handler(Permission.CONTACTS_IMPORT)
    async def load(self):
        """Begin without a file, or with one that has been checked and is to be decided anew."""
        self._forget_file()
        self.default_region = await self._call(contacts.default_region)
        known = await self._call(attributes.list_definitions)
        self.known = [(f"{KNOWN}{one.key}", one.label) for one in known]
        wanted = parse_id(self.router.url.query_parameters.get("file", ""))
        if wanted is None:
            return
        try:
            choices = await self._call(imports.recall, wanted)
        except NotFound:
            return
        self._draft_id = str(wanted)
        self._recall(choices)
        await self._try(choices.mapping, kinds=choices.kinds)

    @handler(Permission.CONTACTS_IMPORT, background=True)
    async def take_file(self, chunks: rx.UploadChunkIterator):
        """Take a file in piece by piece; keep it if it can be imported, and show how."""
        async with self:
            self._forget_file()
            self.problems, self.notice, self.is_arriving = {}, "", True
        try:
            draft = await self._receive(chunks)
        except InvalidInput as error:
            async with self:
                self.notice, self.is_arriving = error.message, False
            # What still comes is let past, or the browser would only see a broken connection.
            async for _ in chunks:
                pass
            return
        async with self:
            self.is_arriving, self._draft_id = False, str(draft)
            await self._try({})

    @handler(Permission.CONTACTS_IMPORT)
    async def show_arriving(self, progress: dict[str, Any]):  # Any: the browser's own words
        """Show how much of the file has been sent."""
        share = progress.get("progress", 0)
        self.arrived_percent = round(100 * share) if isinstance(share, int | float) else 0

    @handler(Permission.CONTACTS_IMPORT)
    async def choose_target(self, column: str, target: str):
        """Decide what becomes of a column."""
        await self._try(self._mapping_with(column, target))

    @handler(Permission.CONTACTS_IMPORT)
    async def choose_kind(self, column: str, kind: str):
        """Decide of what kind an attribute is that the file brings along."""
        await self._try(self._mapping(), kinds=self._kinds() | {column: kind})

    @handler(Permission.CONTACTS_IMPORT)
    async def choose_region(self, code: str):
        """Decide in which country numbers without a code are."""
        self.default_region = code
        await self._try(self._mapping())

    @handler(Permission.CONTACTS_IMPORT)
    async def choose_encoding(self, encoding: str):
        """Read the file anew, because the letters came out wrong."""
        self.encoding = encoding
        await self._try({})

    @handler(Permission.CONTACTS_IMPORT)
    async def choose_delimiter(self, delimiter: str):
        """Read the file anew, because its cells part at another sign."""
        self.delimiter = delimiter
        await self._try({})

    @handler(Permission.CONTACTS_IMPORT)
    async def choose_mode(self, mode: str):
        """Decide whether the people are contacts, or must not get marketing messages."""
        self.mode = mode if mode in set(ImportMode) else "contacts"

    @handler(Permission.CONTACTS_IMPORT)
    async def forget(self):
        """Go back to choosing a file."""
        self.problems, self.notice = {}, ""
        self._forget_file()

    @handler(Permission.CONTACTS_IMPORT)
    async def check(self, form: dict[str, Any]):  # Any: sent by a browser
        """Have the whole file checked, and go to where that can be watched."""
        self._keep_form(form)
        async with self._form():
            draft = parse_id(self._draft_id)
            if draft is None:
                raise InvalidInput("Choose a file first.")
            await self._call(imports.check, draft, self._choices(self._mapping(), self._kinds()))
            self._forget_file()
            return rx.redirect(f"/contacts/imports/{draft}")
        return [
            rx.set_focus(field)
            for field in ("tags", "consent_source", "consent_wording")
            if field in self.problems
        ]

    async def _receive(self, chunks: rx.UploadChunkIterator) -> UUID:
        name = ""
        with closing(imports.Incoming()) as incoming:
            async for chunk in chunks:
                name = name or chunk.filename
                incoming.write(chunk.data)
            if not name:
                raise InvalidInput("No file has arrived. Choose a CSV file.")
            company_id = current.get().actor().company_id
            kept = await self._outside(imports.keep, company_id, incoming, file_name=name)
        return await self._call(imports.add_draft, name, kept)

    def _forget_file(self) -> None:
        self.file_name, self.encoding, self.delimiter, self._draft_id = "", "", "", ""
        self.columns, self.rows = [], []
        self.mode, self.tags, self.keeps_known, self.same_file = "contacts", "", False, ""
        self.has_consent, self.consent_source, self.consent_wording = False, "", ""
        self.is_arriving, self.arrived_percent = False, 0

    def _recall(self, choices: ImportChoices) -> None:
        self.encoding, self.delimiter = choices.encoding, choices.delimiter
        self.default_region, self.mode = choices.default_region, str(choices.mode)
        self.tags, self.keeps_known = ", ".join(choices.tags), choices.keeps_known
        self.has_consent = choices.consent_source is not None
        self.consent_source = choices.consent_source or ""
        self.consent_wording = choices.consent_wording

    def _keep_form(self, form: dict[str, Any]) -> None:  # Any: sent by a browser
        # A box that is not ticked does not travel.
        self.has_consent, self.keeps_known = (
            bool(form.get("has_consent")),
            bool(form.get("keeps_known")),
        )
        self.tags = str(form.get("tags", ""))
        self.consent_source = str(form.get("consent_source", ""))
        self.consent_wording = str(form.get("consent_wording", ""))

    def _mapping(self) -> dict[str, str]:
        return {item.name: item.target for item in self.columns}

    def _kinds(self) -> dict[str, str]:
        return {item.name: item.kind for item in self.columns if item.kind}

    def _mapping_with(self, column: str, target: str) -> dict[str, str]:
        mapping = self._mapping()
        if target == ColumnTarget.PHONE:
            # There is one phone column, so the one before it becomes an attribute.
            mapping = {
                name: ColumnTarget.ATTRIBUTE if kind == ColumnTarget.PHONE else kind
                for name, kind in mapping.items()
            }
        return mapping | {column: target}

    def _choices(self, mapping: dict[str, str], kinds: dict[str, str]) -> ImportChoices:
        is_list = self.mode == ImportMode.SUPPRESSION
        has_source = (self.has_consent and not is_list) or (is_list and self.consent_source.strip())
        return ImportChoices(
            mapping=mapping,
            kinds=kinds,
            default_region=self.default_region,
            tags=() if is_list else (self.tags,),
            keeps_known=self.keeps_known,
            mode=ImportMode(self.mode),
            consent_source=self.consent_source if has_source else None,
            consent_wording="" if is_list or not self.has_consent else self.consent_wording,
            encoding=self.encoding,
            delimiter=self.delimiter,
        )

    async def _try(self, mapping: dict[str, str], *, kinds: dict[str, str] | None = None) -> None:
        async with self._form():
            await self._look(self._choices(mapping, self._kinds() if kinds is None else kinds))

    async def _look(self, choices: ImportChoices) -> None:
        draft = parse_id(self._draft_id)
        if draft is None:
            return
        seen = await self._call(imports.preview, draft, choices)
        self.file_name, self.rows_total = seen.file_name, seen.rows_total
        self.columns, self.rows = seen.columns, seen.rows
        self.rows_tried, self.rows_refused = seen.rows_tried, seen.rows_refused
        self.encoding, self.delimiter = seen.encoding, seen.delimiter
        if not choices.encoding:
            self.is_encoding_sure = seen.is_encoding_sure
        if not choices.delimiter:
            self.is_delimiter_sure = seen.is_delimiter_sure
        self.same_file = await self._call(imports.same_file, draft)
