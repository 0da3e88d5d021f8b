"""What the company has used of its plan."""

from typing import ClassVar

from platform_app.core.permissions import Permission
from platform_app.services import usage
from platform_app.services.usage.views import MeterRow
from platform_app.state.access import handler
from platform_app.state.base import AppState


class SettingsUsageState(AppState):
    """One meter for everything that a plan limits."""

    topics: ClassVar[tuple[str, ...]] = ("campaigns", "contacts", "channels")

    plan: str = ""
    rows: list[MeterRow] = []
    is_loaded: bool = False

    @handler(Permission.USAGE_READ)
    async def load(self):
        """Show the meters as they stand now."""
        self.plan = await self._call(usage.plan_name)
        self.rows = await self._call(usage.meter)
        self.is_loaded = True

    @handler(Permission.USAGE_READ)
    async def refresh(self):
        """Show what has changed."""
        self.rows = await self._call(usage.meter)
