"""What both pages of audit logs share: filters that stand in the address, and pages of rows."""

from dataclasses import asdict, fields, replace
from urllib.parse import urlencode

import reflex as rx

from platform_app.api.notices import unsealed
from platform_app.core.errors import InvalidInput
from platform_app.core.paging import Page
from platform_app.services import audit
from platform_app.services.audit.views import Choice, EventRow, Filters
from platform_app.state.base import AppState
from platform_app.state.paging import Paged

ACTS = audit.list_acts()
_NAMES = tuple(one.name for one in fields(Filters))
_LONGEST = 100


class AuditListState(Paged, AppState):
    """A list of events; a filter that changes changes the address, and that loads the list anew."""

    rows: list[EventRow] = []
    people: list[Choice] = []
    filters: dict[str, str] = dict.fromkeys(_NAMES, "")
    is_filtered: bool = False
    is_loading: bool = True
    # What the check of the chain has found, in one sentence.
    report: str = ""
    is_whole: bool = True

    def _read_address(self) -> None:
        query = self.router.url.query_parameters
        self.filters = {name: query.get(name, "")[:_LONGEST] for name in _NAMES}
        self.is_filtered = any(self.filters.values())
        self.notice = unsealed(query.get("notice", "")).get("", "")
        self.report = ""
        self._to_first_page()

    def _with(self, path: str, **changed: str) -> rx.event.EventSpec:
        """Go to the same page with another filter."""
        asked = asdict(replace(Filters(**self.filters), **changed))
        given = {name: value[:_LONGEST] for name, value in asked.items() if value}
        return rx.redirect(f"{path}?{urlencode(given)}" if given else path)

    def _show_page(self, page: Page[EventRow]) -> None:
        self.rows, self.is_loading = page.rows, False
        self._note_page(page)

    def _show_nothing(self, error: InvalidInput) -> None:
        self._show_page(Page([], None, 0))
        self.notice = error.message

    def _show_report(self, found: audit.ChainReport) -> None:
        self.report, self.is_whole = found.sentence, found.broken is None
