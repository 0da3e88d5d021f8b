"""The company's WhatsApp accounts: connected, watched, renewed, taken out. Tokens and secrets pass through and stay nowhere."""

from typing import ClassVar

import reflex as rx

from platform_app.core.crypto import Secret
from platform_app.core.errors import AppError, InvalidInput
from platform_app.core.permissions import Permission
from platform_app.services import channels
from platform_app.services.channels.views import NO_ACCOUNT, AccountRow, NoticeRow, NumberRow
from platform_app.state.access import handler
from platform_app.state.base import AppState, parse_id


class SettingsWhatsAppState(AppState):
    """The page on which an admin connects the company's own accounts and sees how they are doing."""

    topics: ClassVar[tuple[str, ...]] = ("channels",)

    accounts: list[AccountRow] = []
    numbers: list[NumberRow] = []
    notices: list[NoticeRow] = []
    # The account that a window is about.
    picked: AccountRow = NO_ACCOUNT
    is_loaded: bool = False
    is_checking: bool = False
    is_connecting: bool = False
    is_revoking: bool = False

    @handler(Permission.WHATSAPP_MANAGE)
    async def load(self):
        """Show the accounts, or the form that makes the first one."""
        self.is_checking = self.is_connecting = self.is_revoking = False
        await self._show()

    @handler(Permission.WHATSAPP_MANAGE)
    async def refresh(self):
        """Show what has changed: the first event, a refused token."""
        await self._show()

    @handler(Permission.WHATSAPP_MANAGE)
    async def set_connecting(self, is_open: bool, channel_id: str = ""):
        """Open or close the window for credentials: of an account that is there, or of another one."""
        self._pick(channel_id)
        self.is_connecting = is_open
        self.problems, self.notice = {}, ""

    @handler(Permission.WHATSAPP_MANAGE)
    async def set_revoking(self, is_open: bool, channel_id: str = ""):
        """Open or close the question whether to take the credentials out."""
        self._pick(channel_id)
        self.is_revoking = is_open

    # In the background, because WhatsApp may take longer than a tab's state may be held.
    @handler(Permission.WHATSAPP_MANAGE, background=True)
    async def connect(self, form: dict[str, str]):
        """Prove the credentials against WhatsApp, then store them; nothing is stored when it refuses them."""
        await self._call(channels.check_may_connect)
        async with self:
            self.is_checking, self.problems, self.notice = True, {}, ""
        refusal: InvalidInput | None = None
        try:
            credentials = await self._call(channels.complete, _credentials(form))
            seen = await self._outside(channels.verify, credentials)
            await self._call(channels.connect, credentials, seen)
        except InvalidInput as error:
            refusal = error
        finally:
            async with self:
                self.is_checking = False
        async with self:
            if refusal:
                self.problems, self.notice = refusal.fields, refusal.message
                return None
            self.is_connecting = False
            await self._show()
        return rx.toast.success("WhatsApp is connected.")

    @handler(Permission.WHATSAPP_MANAGE)
    async def check(self, channel_id: str):
        """Have WhatsApp asked now how an account stands; the page fills by itself."""
        if found := parse_id(channel_id):
            await self._call(channels.request_check, found)
        return rx.toast.info("Asked WhatsApp. The page fills by itself.")

    @handler(Permission.WHATSAPP_MANAGE, background=True)
    async def take_callback(self, channel_id: str):
        """Make this the address that the Meta app itself calls."""
        if (found := parse_id(channel_id)) is None:
            return None
        subscription = await self._call(channels.prepare_callback, found)
        await self._outside(channels.set_callback, subscription)
        await self._call(channels.note_callback, found)
        async with self:
            await self._show()
        return rx.toast.success("News of the account comes here from now on.")

    @handler(Permission.WHATSAPP_MANAGE, background=True)
    async def revoke(self):
        """Stop WhatsApp from sending here, then erase token and app secret."""
        found = parse_id(self.picked.id)
        if found is None:
            return None
        credentials = await self._call(channels.open_to_revoke, found)
        words = "The credentials are erased."
        try:
            await self._outside(channels.unsubscribe, credentials)
        except AppError:
            # A token that is refused already cannot unsubscribe; it is erased all the same.
            words += (
                " WhatsApp could not be told, so it may go on calling this address for a while."
            )
        await self._call(channels.revoke, found)
        async with self:
            self.is_revoking = False
            await self._show()
        return rx.toast.success(words)

    async def _show(self) -> None:
        self.accounts = await self._call(channels.list_accounts)
        self.numbers = await self._call(channels.list_numbers)
        self.notices = await self._call(channels.list_notices, only_open=True)
        self._pick(self.picked.id)
        self.is_loaded = True

    def _pick(self, channel_id: str) -> None:
        self.picked = next((one for one in self.accounts if one.id == channel_id), NO_ACCOUNT)


def _credentials(form: dict[str, str]) -> channels.Credentials:
    return channels.Credentials(
        form.get("waba_id", "").strip(),
        Secret(form.get("access_token", "").strip()),
        Secret(form.get("app_secret", "").strip()),
    )
