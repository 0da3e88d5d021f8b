"""The connection to WhatsApp: made, watched, renewed. Tokens and secrets pass through and stay nowhere."""

from typing import ClassVar

import reflex as rx

from platform_app.core.crypto import Secret
from platform_app.core.errors import InvalidInput
from platform_app.core.permissions import Permission
from platform_app.services import channels
from platform_app.services.channels import ChannelView
from platform_app.state.access import handler
from platform_app.state.base import AppState

_NOTHING = ChannelView("", "", "", "", "", "", "", "", "", "", "", [])


class SettingsWhatsAppState(AppState):
    """The page on which an admin connects the company's own number."""

    topics: ClassVar[tuple[str, ...]] = ("channels",)

    connection: ChannelView = _NOTHING
    is_loaded: bool = False
    is_checking: bool = False
    is_renewing: bool = False

    @handler(Permission.WHATSAPP_MANAGE)
    async def load(self):
        """Show the connection, or the form that makes one."""
        self.is_checking = self.is_renewing = False
        await self._show()

    @handler(Permission.WHATSAPP_MANAGE)
    async def refresh(self):
        """Show what has changed: the first event, a refused token."""
        await self._show()

    @handler(Permission.WHATSAPP_MANAGE)
    async def renew(self, is_open: bool):
        """Open or close the window in which the token is renewed."""
        self.is_renewing = is_open
        self.problems, self.notice = {}, ""

    # In the background, because WhatsApp may take longer than a tab's state may be held.
    @handler(Permission.WHATSAPP_MANAGE, background=True)
    async def connect(self, form: dict[str, str]):
        """Prove the credentials against WhatsApp, then store them; nothing is stored when it refuses them."""
        await self._call(channels.check_may_connect)
        async with self:
            self.is_checking, self.problems, self.notice = True, {}, ""
        refusal: InvalidInput | None = None
        try:
            credentials = _credentials(form)
            account = await self._outside(channels.verify, credentials)
            await self._call(channels.connect, credentials, account)
        except InvalidInput as error:
            refusal = error
        finally:
            async with self:
                self.is_checking = False
        async with self:
            if refusal:
                self.problems, self.notice = refusal.fields, refusal.message
                return None
            self.is_renewing = False
            await self._show()
        return rx.toast.success("WhatsApp is connected.")

    async def _show(self) -> None:
        self.connection = await self._call(channels.get_connection) or _NOTHING
        self.is_loaded = True


def _credentials(form: dict[str, str]) -> channels.Credentials:
    return channels.Credentials(
        form.get("waba_id", "").strip(),
        Secret(form.get("access_token", "").strip()),
        Secret(form.get("app_secret", "").strip()),
    )
