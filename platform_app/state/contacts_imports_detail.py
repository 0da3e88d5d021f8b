"""One import: how far it is, and which rows were not taken."""

from typing import ClassVar
from uuid import UUID

from platform_app.core.errors import NotFound
from platform_app.core.permissions import Permission
from platform_app.services import imports
from platform_app.services.imports.views import ImportReport, ProblemRow
from platform_app.state.access import handler
from platform_app.state.base import AppState
from platform_app.state.paging import Paged

_NONE_YET = ImportReport(
    id="",
    file_name="",
    status="",
    problem="",
    tag="",
    consent_source="",
    rows_total=0,
    rows_done=0,
    added=0,
    updated=0,
    unchanged=0,
    rejected=0,
    created="",
    finished="",
)


class ContactsImportsDetailState(Paged, AppState):
    """The report of one import and one page of its problems."""

    topics: ClassVar[tuple[str, ...]] = ("imports",)

    report: ImportReport = _NONE_YET
    percent: int = 0
    problem_rows: list[ProblemRow] = []
    is_loading: bool = True
    is_missing: bool = False

    @handler(Permission.CONTACTS_IMPORT)
    async def load(self):
        """Show the import that the address names."""
        self.report, self.problem_rows = _NONE_YET, []
        self._to_first_page()
        self.is_loading, self.is_missing = True, False
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

    def _import_id(self) -> UUID:
        found = self._id_in_address("import_id")
        if found is None:
            raise NotFound("This import does not exist.")
        return found

    async def _show(self) -> None:
        import_id = self._import_id()
        report = await self._call(imports.get_report, import_id)
        page = await self._call(imports.list_problems, import_id, cursor=self._cursor())
        self.report = report
        self.percent = 100 * report.rows_done // report.rows_total
        self.problem_rows = page.rows
        self._note_page(page)
