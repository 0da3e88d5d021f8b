"""The platform at a glance."""

from platform_app.models.companies import CompanyStatus
from platform_app.services import platform
from platform_app.services.platform.views import ConsoleCompany, Figure, FunnelRow, QueueRow
from platform_app.state.access import SUPER_ADMIN, handler
from platform_app.state.base import AppState

_NEWEST = 5


class AdminState(AppState):
    """Companies by state, today's messages, the queues, and how far companies are."""

    active: int = 0
    suspended: int = 0
    deleting: int = 0
    figures: list[Figure] = []
    queues: list[QueueRow] = []
    funnel: list[FunnelRow] = []
    newest: list[ConsoleCompany] = []
    is_loaded: bool = False

    @handler(SUPER_ADMIN)
    async def load(self):
        """Show the figures as they stand now."""
        states = await self._call_platform(platform.count_by_state)
        self.active = states[CompanyStatus.ACTIVE]
        self.suspended = states[CompanyStatus.SUSPENDED]
        self.deleting = states[CompanyStatus.DELETING]
        self.figures = await self._call_platform(platform.list_figures)
        self.queues = await self._outside(platform.list_queues)
        self.funnel = await self._call_platform(platform.list_funnel)
        self.newest = (await self._call_platform(platform.list_companies)).rows[:_NEWEST]
        self.is_loaded = True
