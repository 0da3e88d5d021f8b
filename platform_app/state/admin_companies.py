"""The companies on this platform, and bringing a new one on."""

from platform_app.core.config import settings
from platform_app.models.companies import CompanyStatus
from platform_app.services import companies, plans, platform
from platform_app.services.plans.views import PlanRow
from platform_app.services.platform import CompanyFilter, ConsoleCompany
from platform_app.state.access import SUPER_ADMIN, handler
from platform_app.state.base import AppState, parse_id

_STATUSES = frozenset(map(str, CompanyStatus))


class AdminCompaniesState(AppState):
    """The list, searched and filtered, and the window in which a company is created."""

    rows: list[ConsoleCompany] = []
    total: str = ""
    plans: list[PlanRow] = []
    search: str = ""
    status: str = ""
    plan_id: str = ""
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
    _cursors: list[str] = []
    _next: str = ""

    @handler(SUPER_ADMIN)
    async def load(self):
        """Show the newest companies."""
        self._cursors, self.created = [], ""
        self.address_start, self.address_end = settings().origin("|").split("|")
        self.plans = await self._call_platform(plans.list_plans, with_archived=False)
        await self._show()

    @handler(SUPER_ADMIN)
    async def find(self, text: str):
        """Search by name or subdomain."""
        self.search, self._cursors = text[:100], []
        await self._show()

    @handler(SUPER_ADMIN)
    async def filter_status(self, status: str):
        """Show the companies in one state; nothing shows all but those that are gone."""
        self.status, self._cursors = status if status in _STATUSES else "", []
        await self._show()

    @handler(SUPER_ADMIN)
    async def filter_plan(self, plan_id: str):
        """Show the companies of one plan; nothing shows all."""
        self.plan_id, self._cursors = plan_id if parse_id(plan_id) else "", []
        await self._show()

    @handler(SUPER_ADMIN)
    async def next_page(self):
        """Show the page after this one."""
        if self._next:
            self._cursors = [*self._cursors, self._next]
            await self._show()

    @handler(SUPER_ADMIN)
    async def previous_page(self):
        """Show the page before this one."""
        self._cursors = self._cursors[:-1]
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
            self._cursors = []
            await self._show()

    async def _show(self) -> None:
        wish = CompanyFilter(self.search, self.status, parse_id(self.plan_id))
        page = await self._call_platform(
            platform.list_companies, wish, cursor=self._cursors[-1] if self._cursors else None
        )
        self.rows, self.total, self._next = page.rows, page.total_label, page.next_cursor or ""
        self.has_more, self.has_before = page.next_cursor is not None, bool(self._cursors)
        self.is_loaded = True
