"""The companies on this platform, and bringing a new one on."""

from platform_app.core.config import settings
from platform_app.services import companies
from platform_app.services.companies import CompanyRow
from platform_app.state.access import SUPER_ADMIN, handler
from platform_app.state.base import AppState

PAGE = 50


class AdminCompaniesState(AppState):
    """The list, and the window in which a company is created."""

    rows: list[CompanyRow] = []
    is_loaded: bool = False
    has_more: bool = False
    has_before: bool = False
    is_creating: bool = False
    subdomain: str = ""
    # The address that a subdomain would get, cut where the subdomain stands.
    address_start: str = ""
    address_end: str = ""
    created: str = ""
    created_for: str = ""
    created_address: str = ""
    _first: int = 0

    @handler(SUPER_ADMIN)
    async def load(self):
        """Show the newest companies."""
        self._first = 0
        self.address_start, self.address_end = settings().origin("|").split("|")
        await self._show()

    @handler(SUPER_ADMIN)
    async def next_page(self):
        """Show the page after this one."""
        self._first += PAGE
        await self._show()

    @handler(SUPER_ADMIN)
    async def previous_page(self):
        """Show the page before this one."""
        self._first = max(0, self._first - PAGE)
        await self._show()

    @handler(SUPER_ADMIN)
    async def open_form(self, is_open: bool):
        """Open or close the window."""
        self.is_creating = is_open
        self.subdomain, self.problems, self.notice = "", {}, ""

    @handler(SUPER_ADMIN)
    async def set_subdomain(self, text: str):
        """Follow what is typed, so that the address can be shown."""
        self.subdomain = text.strip().lower()[:63]

    @handler(SUPER_ADMIN)
    async def create(self, form: dict[str, str]):
        """Create a company; its admin gets a set-up link by mail."""
        async with self._form():
            row = await self._call_platform(
                companies.create,
                name=form.get("name", ""),
                subdomain=form.get("subdomain", ""),
                admin_email=form.get("admin_email", ""),
            )
            self.created, self.created_for = row.name, row.admin_email
            self.created_address = row.address
            self.is_creating = False
            self._first = 0
            await self._show()

    async def _show(self) -> None:
        found = await self._call_platform(companies.list_companies)
        self.rows = found[self._first : self._first + PAGE]
        self.has_more = len(found) > self._first + PAGE
        self.has_before = self._first > 0
        self.is_loaded = True
