"""The window with the people behind a number of the pre-flight."""

from platform_app.core.permissions import Permission
from platform_app.services import campaigns
from platform_app.services.campaigns.views import PersonRow
from platform_app.state.access import handler
from platform_app.state.base import AppState, parse_id
from platform_app.state.paging import Paged


class CampaignsNewPeopleState(Paged, AppState):
    """One page of the people who get a draft, or are skipped for a reason."""

    is_open: bool = False
    is_loading: bool = False
    label: str = ""
    rows: list[PersonRow] = []
    _campaign_id: str = ""
    _reason: str = ""

    @handler(Permission.CAMPAIGNS_EDIT)
    async def open(self, campaign_id: str, reason: str, label: str):
        """Show the people behind a number; without a reason those who get it."""
        self._campaign_id, self._reason, self.label = campaign_id, reason, label
        self.rows, self.is_loading, self.is_open = [], True, True
        self._to_first_page()
        yield
        await self._show()

    @handler(Permission.CAMPAIGNS_EDIT)
    async def set_open(self, is_open: bool):
        """Close the window."""
        self.is_open = is_open and bool(self._campaign_id)

    @handler(Permission.CAMPAIGNS_EDIT)
    async def next_page(self):
        """Go on to more people."""
        self._to_next_page()
        await self._show()

    @handler(Permission.CAMPAIGNS_EDIT)
    async def previous_page(self):
        """Go back to the people before."""
        self._to_previous_page()
        await self._show()

    async def _show(self) -> None:
        campaign_id = parse_id(self._campaign_id)
        if campaign_id is not None:
            self.rows, following = await self._call(
                campaigns.list_people, campaign_id, reason=self._reason, cursor=self._cursor()
            )
            self._next = following or ""
            self.has_next, self.has_previous = bool(self._next), bool(self._cursors)
        self.is_loading = False
