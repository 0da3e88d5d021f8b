"""The list of templates, with one of them shown as on a phone."""

from typing import ClassVar

import reflex as rx

from platform_app.core.permissions import Permission
from platform_app.services import templates
from platform_app.services.templates import TemplateRow
from platform_app.state.access import handler
from platform_app.state.base import AppState, parse_id

PAGE = 50
_NOTHING = TemplateRow("", "", "", "", "", "", "", "", "", [], "")


class TemplatesState(AppState):
    """One page of templates, live."""

    topics: ClassVar[tuple[str, ...]] = ("templates",)

    rows: list[TemplateRow] = []
    picked: TemplateRow = _NOTHING
    search: str = ""
    total: int = 0
    is_loaded: bool = False
    has_more: bool = False
    has_before: bool = False
    # The last id before each page up to this one; the first page has none.
    _afters: list[str] = []

    @handler(Permission.TEMPLATES_READ)
    async def load(self):
        """Show the first page of what the address asks for."""
        self.search = self.router.url.query_parameters.get("search", "")[:100]
        self._afters = []
        await self._show()

    @handler(Permission.TEMPLATES_READ)
    async def refresh(self):
        """Show the same page anew."""
        await self._show()

    @handler(Permission.TEMPLATES_READ)
    async def set_search(self, text: str):
        """Narrow the list down to names that contain the text."""
        self.search, self._afters = text[:100], []
        await self._show()

    @handler(Permission.TEMPLATES_READ)
    async def next_page(self):
        """Show the page after this one."""
        if self.rows:
            self._afters.append(self.rows[-1].id)
            await self._show()

    @handler(Permission.TEMPLATES_READ)
    async def previous_page(self):
        """Show the page before this one."""
        self._afters = self._afters[:-1]
        await self._show()

    @handler(Permission.TEMPLATES_READ)
    async def pick(self, template_id: str):
        """Show a template as on a phone."""
        self._pick(template_id)

    @handler(Permission.TEMPLATES_MANAGE)
    async def pull(self):
        """Ask WhatsApp for all templates; the list fills by itself when they are there."""
        await self._call(templates.request_pull)
        return rx.toast.info("Asked WhatsApp for your templates. The list fills by itself.")

    async def _show(self) -> None:
        after = parse_id(self._afters[-1]) if self._afters else None
        self.rows = await self._call(templates.list_rows, search=self.search, after=after)
        self.total = await self._call(templates.count_all)
        self.has_more, self.has_before = len(self.rows) == PAGE, bool(self._afters)
        self._pick(self.picked.id)
        self.is_loaded = True

    def _pick(self, template_id: str) -> None:
        first = self.rows[0] if self.rows else _NOTHING
        self.picked = next((row for row in self.rows if row.id == template_id), first)
