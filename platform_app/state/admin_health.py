"""Whether everything is right that must be."""

from platform_app.services import platform
from platform_app.services.platform.views import HealthRow
from platform_app.state.access import SUPER_ADMIN, handler
from platform_app.state.base import AppState


class AdminHealthState(AppState):
    """One row for everything that the product stands on."""

    rows: list[HealthRow] = []
    wrong: int = 0
    is_loaded: bool = False

    @handler(SUPER_ADMIN)
    async def load(self):
        """Ask everything now."""
        of_database = await self._call_platform(platform.check_database)
        of_processes = await self._outside(platform.check_processes)
        self.rows = [*of_database, *of_processes, platform.check_version()]
        self.wrong = sum(row.state == "bad" for row in self.rows)
        self.is_loaded = True
