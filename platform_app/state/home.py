"""The start page: what is left to do, and what is running."""

from typing import ClassVar
from zoneinfo import ZoneInfo

import reflex as rx

from platform_app.core.clock import now
from platform_app.core.permissions import Permission
from platform_app.services import campaigns, channels, companies, onboarding, usage
from platform_app.services.campaigns.views import CampaignRow, WaitingCampaign
from platform_app.services.channels.views import NoticeRow
from platform_app.services.onboarding import ChecklistStep
from platform_app.services.usage.views import MeterRow
from platform_app.state.access import SIGNED_IN, handler
from platform_app.state.base import AppState

_SHOWN = 5


class HomeState(AppState):
    """The dashboard of whoever is here."""

    topics: ClassVar[tuple[str, ...]] = (
        "campaigns", "channels", "templates", "contacts", "team", "company", "inbox",
    )  # fmt: skip

    greeting: str = ""
    steps: list[ChecklistStep] = []
    next_step: str = ""
    steps_done: int = 0
    percent_done: int = 0
    rows: list[CampaignRow] = []
    # Limits of the plan that are near or reached.
    full: list[MeterRow] = []
    # What stands in the way of WhatsApp.
    notices: list[NoticeRow] = []
    # Drafts that wait for whoever may approve them.
    waiting: list[WaitingCampaign] = []
    is_loaded: bool = False

    @handler(SIGNED_IN)
    async def load(self):
        """Show the company's start page; the platform's own people have another one."""
        if self.is_super_admin:
            return rx.redirect("/admin")
        profile = await self._call(companies.get_profile)
        hour = now().astimezone(ZoneInfo(profile.time_zone)).hour
        self.greeting = f"{_greeting(hour)}, {self.user_name.partition(' ')[0]}"
        await self._show()
        self.is_loaded = True
        return None

    @handler(Permission.DASHBOARD_READ)
    async def refresh(self):
        """Show what has changed."""
        await self._show()

    async def _show(self) -> None:
        self.steps = await self._call(onboarding.checklist)
        self.steps_done = sum(step.done for step in self.steps)
        self.percent_done = 100 * self.steps_done // len(self.steps)
        self.next_step = next((step.key for step in self.steps if not step.done), "")
        if Permission.USAGE_READ in self.permissions:
            self.full = await self._call(usage.list_warnings)
        if Permission.CAMPAIGNS_READ in self.permissions:
            open_ones = await self._call(channels.list_notices, only_open=True)
            self.notices = [one for one in open_ones if one.severity != "info"][:_SHOWN]
            may_approve = Permission.CAMPAIGNS_APPROVE in self.permissions
            self.waiting = await self._call(campaigns.list_waiting) if may_approve else []
            self.rows = (await self._call(campaigns.list_rows)).rows[:_SHOWN]


def _greeting(hour: int) -> str:
    if 5 <= hour < 12:
        return "Good morning"
    return "Good afternoon" if 12 <= hour < 18 else "Good evening"
