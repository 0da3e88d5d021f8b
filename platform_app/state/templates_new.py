"""Beginning a template: what it is for, and in which account."""

import reflex as rx

from platform_app.core.permissions import Permission
from platform_app.services import templates
from platform_app.services.templates.views import TemplateForm
from platform_app.state.access import handler
from platform_app.state.base import AppState, parse_id


class TemplatesNewState(AppState):
    """The choice before a draft begins."""

    channels: list[tuple[str, str]] = []
    channel_id: str = ""
    is_loaded: bool = False

    @handler(Permission.TEMPLATES_MANAGE)
    async def load(self):
        """Show the accounts."""
        self.channels = await self._call(templates.list_channels)
        self.channel_id = self.channels[0][0] if self.channels else ""
        self.is_loaded = True

    @handler(Permission.TEMPLATES_MANAGE)
    async def choose_channel(self, channel_id: str):
        """Choose the account that it is for."""
        self.channel_id = channel_id

    @handler(Permission.TEMPLATES_MANAGE)
    async def begin(self, category: str):
        """Begin a draft and open it."""
        form = TemplateForm(category=category)
        draft_id = await self._call(templates.start, parse_id(self.channel_id), form)
        return rx.redirect(f"/templates/{draft_id}/edit")
