"""The companies on this platform, and bringing a new one on."""

from platform_app.core.config import settings
from platform_app.models.companies import CompanyStatus
from platform_app.services import companies, plans, platform
from platform_app.services.plans.views import PlanRow
from platform_app.services.platform import CompanyFilter, ConsoleCompany
from platform_app.state.access import SUPER_ADMIN, handler
from platform_app.state.base import AppState, parse_id
from platform_app.state.paging import Paged

_STATUSES = frozenset(map(str, CompanyStatus))


class AdminCompaniesState(Paged, AppState):
    """The list, searched and filtered, and the window in which a company is created."""

    rows: list[ConsoleCompany] = []
    plans: list[PlanRow] = []
    search: str = ""
    status: str = ""
    plan_id: str = ""
    is_loaded: bool = False
    is_creating: bool = False
    subdomain: str = ""
    # The address that a subdomain would get, cut where the subdomain stands.
    address_start: str = ""
    address_end: str = ""
    created: str = ""
    created_for: str = ""
    created_address: str = ""

    @handler(SUPER_ADMIN)
    async def load(self):
        """Show the newest companies."""
        self.created = ""
        self._to_first_page()
        self.address_start, self.address_end = settings().origin("|").split("|")
        self.plans = await self._call_platform(plans.list_plans, with_archived=False)
        await self._show()

    @handler(SUPER_ADMIN)
    async def find(self, text: str):
        """Search by name or subdomain."""
        self.search = text[:100]
        self._to_first_page()
        await self._show()

    @handler(SUPER_ADMIN)
    async def filter_status(self, status: str):
        """Show the companies in one state; nothing shows all but those that are gone."""
        self.status = status if status in _STATUSES else ""
        self._to_first_page()
        await self._show()

    @handler(SUPER_ADMIN)
    async def filter_plan(self, plan_id: str):
        """Show the companies of one plan; nothing shows all."""
        self.plan_id = plan_id if parse_id(plan_id) else ""
        self._to_first_page()
        await self._show()

    @handler(SUPER_ADMIN)
    async def next_page(self):
        """Show the page after this one."""
        self._to_next_page()
        await self._show()

    @handler(SUPER_ADMIN)
    async def previous_page(self):
        """Show the page before this one."""
        self._to_previous_page()
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
                plan_id=parse_id(form.get("plan_id", "")),
            )
            self.created, self.created_for = row.name, row.admin_email
            self.created_address = row.address
            self.is_creating = False
            self._to_first_page()
            await self._show()

    async def _show(self) -> None:
        wish = CompanyFilter(self.search, self.status, parse_id(self.plan_id))
        page = await self._call_platform(platform.list_companies, wish, cursor=self._cursor())
        self.rows = page.rows
        self._note_page(page)
        self.is_loaded = True
