"""The control group of one campaign: what it caused, as far as can be said."""

from platform_app.core.errors import NotFound, Unavailable
from platform_app.core.permissions import Permission
from platform_app.services import campaigns
from platform_app.services.campaigns.views import ControlResult
from platform_app.state.access import handler
from platform_app.state.base import AppState


class CampaignsControlState(AppState):
    """Both groups side by side; counted when the page opens, not with every message."""

    result: ControlResult = campaigns.NO_CONTROL
    problem: str = ""

    @handler(Permission.CAMPAIGNS_READ)
    async def load(self):
        """Show both groups of the campaign in the address."""
        self.result, self.problem = campaigns.NO_CONTROL, ""
        found = self._id_in_address("campaign_id")
        if found is None:
            return
        try:
            self.result = await self._call(campaigns.get_control, found)
        except NotFound:
            return
        except Unavailable as error:
            self.problem = error.message
