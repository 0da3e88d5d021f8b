"""The list of templates."""

from dataclasses import asdict, replace
from typing import ClassVar
from urllib.parse import urlencode

import reflex as rx

from platform_app.core.permissions import Permission
from platform_app.integrations.whatsapp.payloads.template_languages import language_name
from platform_app.services import templates
from platform_app.services.templates.views import TemplateFilters, TemplateRow
from platform_app.state.access import handler
from platform_app.state.base import AppState
from platform_app.state.paging import Paged

PATH = "/templates"
_NO_FILTERS = TemplateFilters()
_LONGEST = 100


class TemplatesState(Paged, AppState):
    """One page of templates, live; a filter that changes changes the address, and that loads the list anew."""

    topics: ClassVar[tuple[str, ...]] = ("templates",)

    rows: list[TemplateRow] = []
    filters: TemplateFilters = _NO_FILTERS
    is_narrowed: bool = False
    languages: list[tuple[str, str]] = []
    channels: list[tuple[str, str]] = []
    pulled: str = ""
    is_loaded: bool = False

    @handler(Permission.TEMPLATES_READ)
    async def load(self):
        """Show the first page of what the address asks for."""
        query = self.router.url.query_parameters
        asked = {name: query.get(name, "")[:_LONGEST] for name in asdict(_NO_FILTERS)}
        self.filters, self.is_narrowed = TemplateFilters(**asked), any(asked.values())
        self._to_first_page()
        await self._show()
        self.is_loaded = True

    @handler(Permission.TEMPLATES_READ)
    async def refresh(self):
        """Show the same page anew."""
        await self._show()

    @handler(Permission.TEMPLATES_READ)
    async def narrow(self, name: str, value: str):
        """Set one filter."""
        if name not in asdict(_NO_FILTERS):
            return None
        asked = asdict(replace(self.filters, **{name: value}))
        given = {key: text[:_LONGEST] for key, text in asked.items() if text}
        return rx.redirect(f"{PATH}?{urlencode(given)}" if given else PATH, replace=True)

    @handler(Permission.TEMPLATES_READ)
    async def clear(self):
        """Take all filters away."""
        return rx.redirect(PATH)

    @handler(Permission.TEMPLATES_READ)
    async def next_page(self):
        """Go on to older templates."""
        self._to_next_page()
        await self._show()

    @handler(Permission.TEMPLATES_READ)
    async def previous_page(self):
        """Go back to newer templates."""
        self._to_previous_page()
        await self._show()

    @handler(Permission.TEMPLATES_MANAGE)
    async def pull(self):
        """Ask WhatsApp for all templates; the list fills by itself when they are there."""
        await self._call(templates.request_pull)
        return rx.toast.info("Asked WhatsApp for your templates. The list fills by itself.")

    async def _show(self) -> None:
        page = await self._call(templates.list_rows, self.filters, cursor=self._cursor())
        self.rows = page.rows
        self._note_page(page)
        codes = await self._call(templates.list_languages)
        self.languages = [(code, f"{language_name(code)} ({code})") for code in codes]
        self.channels = await self._call(templates.list_channels)
        self.pulled = await self._call(templates.last_pull)
