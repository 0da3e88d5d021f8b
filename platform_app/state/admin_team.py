"""Who runs the platform."""

from uuid import UUID

from platform_app.core.errors import NotFound
from platform_app.services import accounts
from platform_app.services.accounts import SuperAdminRow
from platform_app.state.access import SUPER_ADMIN, handler
from platform_app.state.base import AppState, parse_id


class AdminTeamState(AppState):
    """The list, and the window in which somebody is invited."""

    rows: list[SuperAdminRow] = []
    is_inviting: bool = False
    invited: str = ""
    is_loaded: bool = False

    @handler(SUPER_ADMIN)
    async def load(self):
        """Show everybody who runs the platform."""
        self.invited, self.is_inviting = "", False
        await self._show()

    @handler(SUPER_ADMIN)
    async def open_form(self, is_open: bool):
        """Open or close the window."""
        self.is_inviting, self.problems, self.notice = is_open, {}, ""

    @handler(SUPER_ADMIN)
    async def invite(self, form: dict[str, str]):
        """Invite one more."""
        async with self._form():
            email = form.get("email", "").strip()
            await self._call_platform(accounts.invite_super_admin, email)
            self.invited, self.is_inviting = email, False
            await self._show()

    @handler(SUPER_ADMIN)
    async def invite_again(self, email: str):
        """Send a new link to somebody who was invited before."""
        await self._call_platform(accounts.invite_super_admin, email)
        self.invited = email

    @handler(SUPER_ADMIN)
    async def deactivate(self, user_id: str):
        """Take the platform away from somebody."""
        await self._call_platform(accounts.deactivate_super_admin, self._known(user_id))
        await self._show()

    @handler(SUPER_ADMIN)
    async def reactivate(self, user_id: str):
        """Give the platform back to somebody."""
        await self._call_platform(accounts.reactivate_super_admin, self._known(user_id))
        await self._show()

    async def _show(self) -> None:
        self.rows = await self._call_platform(accounts.list_super_admins)
        self.is_loaded = True

    def _known(self, user_id: str) -> UUID:
        found = parse_id(user_id)
        if found is None:
            raise NotFound("There is no such super admin.")
        return found
