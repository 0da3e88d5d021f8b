"""One import: what the check has found, how far it is, and which rows were not taken."""

from typing import ClassVar
from uuid import UUID

import reflex as rx

from platform_app.core.errors import NotFound
from platform_app.core.permissions import Permission
from platform_app.services import imports
from platform_app.services.imports.views import ImportReport, PreviewRow, ProblemRow, ReasonCount
from platform_app.state.access import handler
from platform_app.state.base import AppState
from platform_app.state.paging import Paged

_NONE_YET = ImportReport(
    id="",
    file_name="",
    status="",
    mode="contacts",
    problem="",
    tags=[],
    consent_source="",
    keeps_known=False,
    rows_total=0,
    rows_done=0,
    added=0,
    updated=0,
    unchanged=0,
    rejected=0,
    repeated=0,
    erased=0,
    warned=0,
    opted_out=0,
    has_run=False,
    created="",
    finished="",
    rows_per_second=0,
    seconds_left=0,
    same_file="",
    shortfall="",
)


class ContactsImportsDetailState(Paged, AppState):
    """The report of one import, its first rows while it waits for a decision, and one page of its problems."""

    topics: ClassVar[tuple[str, ...]] = ("imports",)

    report: ImportReport = _NONE_YET
    percent: int = 0
    shown_rows: list[PreviewRow] = []
    reasons: list[ReasonCount] = []
    problem_rows: list[ProblemRow] = []
    is_loading: bool = True
    is_missing: bool = False

    @handler(Permission.CONTACTS_IMPORT)
    async def leave(self):
        """Forget the import, so that the page does not open with what it said before its file was checked anew."""
        self.report, self.problem_rows, self.shown_rows = _NONE_YET, [], []
        self.is_loading, self.is_missing = True, False

    @handler(Permission.CONTACTS_IMPORT)
    async def load(self):
        """Show the import that the address names."""
        await self.leave()
        yield
        self._to_first_page()
        try:
            await self._show()
        except NotFound:
            self.is_missing = True
        self.is_loading = False

    @handler(Permission.CONTACTS_IMPORT)
    async def refresh(self):
        """Show how far the import is by now."""
        if not self.is_missing:
            await self._show()

    @handler(Permission.CONTACTS_IMPORT)
    async def next_page(self):
        """Go on to later rows."""
        self._to_next_page()
        await self._show()

    @handler(Permission.CONTACTS_IMPORT)
    async def previous_page(self):
        """Go back to earlier rows."""
        self._to_previous_page()
        await self._show()

    @handler(Permission.CONTACTS_IMPORT)
    async def start(self):
        """Start what has been checked."""
        await self._call(imports.start, self._import_id())
        await self._show()

    @handler(Permission.CONTACTS_IMPORT)
    async def cancel(self):
        """End the import before its end."""
        await self._call(imports.cancel, self._import_id())
        await self._show()
        return rx.toast.success("Cancelled.")

    def _import_id(self) -> UUID:
        found = self._id_in_address("import_id")
        if found is None:
            raise NotFound("This import does not exist.")
        return found

    async def _show(self) -> None:
        import_id = self._import_id()
        report = await self._call(imports.get_report, import_id)
        page = await self._call(imports.list_problems, import_id, cursor=self._cursor())
        self.reasons = await self._call(imports.list_reasons, import_id)
        self.shown_rows = (
            await self._call(imports.list_shown, import_id) if report.status == "checked" else []
        )
        self.report = report
        self.percent = 100 * report.rows_done // (report.rows_total or 1)
        self.problem_rows = page.rows
        self._note_page(page)
