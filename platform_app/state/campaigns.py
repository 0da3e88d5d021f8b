"""The list of campaigns."""

from typing import ClassVar

import reflex as rx

from platform_app.core.permissions import Permission
from platform_app.services import campaigns
from platform_app.services.campaigns.views import CampaignRow
from platform_app.state.access import handler
from platform_app.state.base import AppState, parse_id


class CampaignsState(AppState):
    """One page of campaigns, live."""

    topics: ClassVar[tuple[str, ...]] = ("campaigns",)

    rows: list[CampaignRow] = []
    search: str = ""
    is_loaded: bool = False
    has_more: bool = False
    # The last id of the page before this one; the first page has none.
    _before: str = ""

    @handler(Permission.CAMPAIGNS_READ)
    async def load(self):
        """Show the newest campaigns."""
        self.search, self._before = "", ""
        await self._show()

    @handler(Permission.CAMPAIGNS_READ)
    async def refresh(self):
        """Show what has changed."""
        await self._show()

    @handler(Permission.CAMPAIGNS_READ)
    async def find(self, text: str):
        """Show the campaigns whose name contains a text."""
        self.search, self._before = text, ""
        await self._show()

    @handler(Permission.CAMPAIGNS_READ)
    async def next_page(self):
        """Show the page after this one."""
        if self.rows:
            self._before = self.rows[-1].id
            await self._show()

    @handler(Permission.CAMPAIGNS_PAUSE)
    async def pause(self, campaign_id: str):
        """Stop a campaign from the list."""
        if (found := parse_id(campaign_id)) is not None:
            await self._call(campaigns.pause, found)
            await self._show()
            return rx.toast.success("Paused. What is already on its way still arrives.")

    @handler(Permission.CAMPAIGNS_SEND)
    async def resume(self, campaign_id: str):
        """Let a campaign go on from the list."""
        if (found := parse_id(campaign_id)) is not None:
            await self._call(campaigns.resume, found)
            await self._show()

    async def _show(self) -> None:
        self.rows = await self._call(
            campaigns.list_rows, search=self.search, before=parse_id(self._before)
        )
        self.has_more = len(self.rows) == campaigns.PAGE
        self.is_loaded = True
