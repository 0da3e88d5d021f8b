"""The page on consent: how it stands and goes, the words and texts, the limit, the suppression list."""

from dataclasses import asdict, fields, replace
from typing import ClassVar
from urllib.parse import urlencode

import reflex as rx

from platform_app.core.errors import InvalidInput
from platform_app.core.paging import Page
from platform_app.core.permissions import Permission
from platform_app.services import companies, consent, contacts, suppression
from platform_app.services.consent.views import (
    CapChanges,
    ConsentCounts,
    ConsentSettings,
    EventFilters,
    EventRow,
    KeywordChanges,
    TrendDay,
    WordingRow,
)
from platform_app.services.suppression import SuppressionRow
from platform_app.state.access import handler
from platform_app.state.base import AppState, parse_id
from platform_app.state.paging import Paged

# What is the same for everybody, and so no var.
LANGUAGES = consent.list_languages()
PERIODS = consent.PERIODS
SOURCES = {str(source): said for source, said in consent.SOURCE_WORDS.items()}
_PAGE = "/consent"
VIEWS = ("overview", "words", "texts", "limit", "suppression")
_FILTERS = tuple(one.name for one in fields(EventFilters))
_NOTHING = ConsentSettings("", "", "", "", "", "", "", "")
_LONGEST = 30


class ConsentState(Paged, AppState):
    """One view of the page; view and filters stand in the address."""

    topics: ClassVar[tuple[str, ...]] = ("contacts", "company", "consent")

    view: str = VIEWS[0]
    filters: dict[str, str] = dict.fromkeys(_FILTERS, "")
    counts: ConsentCounts = ConsentCounts(0, 0, 0, 0, 0)
    trend: list[TrendDay] = []
    trend_words: str = ""
    zone: str = ""
    rows: list[EventRow] = []
    settings: ConsentSettings = _NOTHING
    wordings: list[WordingRow] = []
    suppressed: list[SuppressionRow] = []
    asked: str = ""
    found: str = ""
    lifting: str = ""
    is_loading: bool = True

    @handler(Permission.CONTACTS_READ)
    async def load(self):
        """Show the view that the address asks for."""
        query = self.router.url.query_parameters
        view = query.get("view", "")
        self.view = view if view in VIEWS else VIEWS[0]
        self.filters = {name: query.get(name, "")[:_LONGEST] for name in _FILTERS}
        self.asked, self.found, self.lifting = "", "", ""
        self._to_first_page()
        await self._show()
        self.is_loading = False

    @handler(Permission.CONTACTS_READ)
    async def refresh(self):
        """Show what has changed, where the reader is; what is being typed stays."""
        if self.view == "overview":
            # The 90 days are read once: a large import nudges often, and they change little.
            self.counts = await self._call(consent.count_people)
        if self.view in ("overview", "suppression"):
            await self._show_list()

    @handler(Permission.CONTACTS_READ)
    async def pick_view(self, view: str):
        """Go to another view of the page."""
        return rx.redirect(f"{_PAGE}?view={view}" if view in VIEWS[1:] else _PAGE)

    @handler(Permission.CONTACTS_READ)
    async def set_filter(self, name: str, value: str):
        """Narrow the list down, or widen it again."""
        if name not in _FILTERS:
            return None
        asked = asdict(replace(EventFilters(**self.filters), **{name: value[:_LONGEST]}))
        given = {field: one for field, one in asked.items() if one}
        return rx.redirect(f"{_PAGE}?{urlencode(given)}" if given else _PAGE)

    @handler(Permission.CONTACTS_READ)
    async def next_page(self):
        """Go on to older entries."""
        self._to_next_page()
        await self._show_list()

    @handler(Permission.CONTACTS_READ)
    async def previous_page(self):
        """Go back to newer entries."""
        self._to_previous_page()
        await self._show_list()

    @handler(Permission.CONSENT_MANAGE)
    async def save_keywords(self, form: dict[str, str]):
        """Keep the company's own words and its answers to them."""
        names = (one.name for one in fields(KeywordChanges))
        changes = KeywordChanges(*(form.get(name, "") for name in names))
        async with self._form():
            await self._call(consent.save_keywords, changes)
            await self._show()
            return rx.toast.success("Saved. It counts from the next message on.")

    @handler(Permission.CONSENT_MANAGE)
    async def save_cap(self, form: dict[str, str]):
        """Keep how much marketing one person gets at most."""
        async with self._form():
            changes = CapChanges(form.get("day", ""), form.get("week", ""))
            await self._call(consent.save_cap, changes)
            await self._show()
            return rx.toast.success("Saved. It counts from the next message on.")

    @handler(Permission.CONSENT_MANAGE)
    async def add_wording(self, form: dict[str, str]):
        """Keep a standard text."""
        async with self._form():
            name, body = form.get("name", ""), form.get("body", "")
            await self._call(consent.add_wording, name=name, body=body)
            await self._show()
            return [rx.set_value("name", ""), rx.set_value("body", "")]

    @handler(Permission.CONSENT_MANAGE)
    async def remove_wording(self, wording_id: str):
        """Offer a standard text no longer."""
        if (found := parse_id(wording_id)) is not None:
            await self._call(consent.remove_wording, found)
            await self._show()

    @handler(Permission.CONTACTS_READ)
    async def look_up(self, form: dict[str, str]):
        """Say whether a number is on the suppression list, since when and why."""
        self.asked, self.found = "", ""
        async with self._form():
            region = contacts.region_of_time_zone(
                (await self._call(companies.get_profile)).time_zone
            )
            number = contacts.to_e164(form.get("number", ""), region)
            entry = await self._call(suppression.look_up, number)
            self.asked = number
            self.found = _say(entry) if entry else "It is not on the list."

    @handler(Permission.CONSENT_MANAGE)
    async def set_lifting(self, entry_id: str):
        """Open the window in which an entry is taken off the list, or close it."""
        self.lifting, self.problems, self.notice = entry_id, {}, ""

    @handler(Permission.CONSENT_MANAGE)
    async def close_lifting(self, _is_open: bool):
        """Close the window without taking anybody off."""
        self.lifting = ""

    @handler(Permission.CONSENT_MANAGE)
    async def lift(self, form: dict[str, str]):
        """Take an entry off the list, with a reason."""
        entry_id = parse_id(self.lifting)
        if entry_id is None:
            return None
        async with self._form():
            await self._call(suppression.lift, entry_id, reason=form.get("reason", ""))
            self.lifting, self.asked, self.found = "", "", ""
            await self._show()
            return rx.toast.success("They are off the list.")

    async def _show(self) -> None:
        if self.view == "overview":
            await self._show_overview()
        elif self.view == "texts":
            self.wordings = await self._call(consent.list_wordings)
        elif self.view == "suppression":
            await self._show_list()
        else:
            self.settings = await self._call(consent.get_settings)

    async def _show_overview(self) -> None:
        self.counts = await self._call(consent.count_people)
        self.trend = await self._call(consent.list_trend)
        self.zone = (await self._call(companies.get_profile)).time_zone
        agreed = sum(day.granted for day in self.trend)
        stopped = sum(day.withdrawn for day in self.trend)
        self.trend_words = (
            f"{agreed:,} opted in and {stopped:,} opted out in {len(self.trend)} days"
        )
        await self._show_list()

    async def _show_list(self) -> None:
        if self.view == "suppression":
            entries = await self._call(suppression.list_rows, cursor=self._cursor())
            self.suppressed = entries.rows
            self._note_page(entries)
            return
        try:
            filters = EventFilters(**self.filters)
            page = await self._call(consent.list_rows, filters, cursor=self._cursor())
        except InvalidInput as error:
            page, self.notice = Page[EventRow]([], None, 0), error.message
        self.rows = page.rows
        self._note_page(page)


def _say(entry: SuppressionRow) -> str:
    if entry.kind == "erased":
        return f"It is on the list since {entry.added}: this person asked to be erased."
    return f"It is on the list since {entry.added}. {entry.source}"
