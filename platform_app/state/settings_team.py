"""The team: who is there, who is invited, and inviting more."""

from typing import ClassVar

import reflex as rx

from platform_app.core.permissions import Permission
from platform_app.services import team
from platform_app.services.team.views import InviteProblem, MemberRow, MemberState, RoleChoice
from platform_app.state.access import handler
from platform_app.state.base import AppState, parse_id
from platform_app.state.paging import Paged

ADDRESSES = "addresses"


class SettingsTeamState(Paged, AppState):
    """One page of people, and the window in which others are invited."""

    topics: ClassVar[tuple[str, ...]] = ("team",)

    rows: list[MemberRow] = []
    view: str = MemberState.ACTIVE
    search: str = ""
    is_loaded: bool = False
    roles: list[RoleChoice] = []
    is_inviting: bool = False
    invite_problems: list[InviteProblem] = []

    @handler(Permission.TEAM_MANAGE)
    async def load(self):
        """Show what the address asks for."""
        query = self.router.url.query_parameters
        wish = query.get("view", MemberState.ACTIVE)
        self.view = wish if wish in list(MemberState) else MemberState.ACTIVE
        self.search, self.is_inviting = query.get("search", "")[:100], False
        self._to_first_page()
        await self._show()
        self.is_loaded = True

    @handler(Permission.TEAM_MANAGE)
    async def refresh(self):
        """Show the same page anew, because the team has changed."""
        await self._show()

    @handler(Permission.TEAM_MANAGE)
    async def choose_view(self, view: str):
        """Change between people, invitations and those who have left."""
        if view in list(MemberState):
            self.view = view
            self._to_first_page()
            await self._show()

    @handler(Permission.TEAM_MANAGE)
    async def set_search(self, text: str):
        """Narrow the list down to names and addresses that contain the text."""
        self.search = text[:100]
        self._to_first_page()
        await self._show()

    @handler(Permission.TEAM_MANAGE)
    async def next_page(self):
        """Go on to those who came earlier."""
        self._to_next_page()
        await self._show()

    @handler(Permission.TEAM_MANAGE)
    async def previous_page(self):
        """Go back to those who came later."""
        self._to_previous_page()
        await self._show()

    @handler(Permission.TEAM_MANAGE)
    async def open_invitation(self, is_open: bool):
        """Open or close the window."""
        self.is_inviting = is_open
        self.problems, self.notice, self.invite_problems = {}, "", []
        if is_open:
            self.roles = await self._call(team.list_role_choices)

    @handler(Permission.TEAM_MANAGE)
    async def invite(self, form: dict[str, str]):
        """Invite everybody whose address is good; the others stay in the window with what is wrong."""
        async with self._form():
            self.invite_problems = []
            done = await self._call(team.invite, form.get(ADDRESSES, ""), form.get("role", ""))
            self.invite_problems = done.problems
            self.is_inviting = bool(done.problems)
            if done.sent:
                self.view, self.search = MemberState.INVITED, ""
                self._to_first_page()
            await self._show()
            return self._tell(done.sent, done.rest)

    @handler(Permission.TEAM_MANAGE)
    async def resend(self, member_id: str):
        """Send an invitation again."""
        if (found := parse_id(member_id)) is not None:
            await self._call(team.resend, found)
            await self._show()
            return rx.toast.success("Sent again. Only the newest link works.")

    @handler(Permission.TEAM_MANAGE)
    async def revoke(self, member_id: str):
        """Take an invitation back."""
        if (found := parse_id(member_id)) is not None:
            await self._call(team.revoke, found)
            await self._show()
            return rx.toast.success("Taken back. Its link leads nowhere now.")

    def _tell(self, sent: int, rest: str) -> list[rx.event.EventSpec]:
        people = "1 person" if sent == 1 else f"{sent} people"
        events = [rx.toast.success(f"Invited {people}.")] if sent else []
        return [*events, rx.set_value(ADDRESSES, rest)] if rest else events

    async def _show(self) -> None:
        page = await self._call(
            team.list_members,
            state=MemberState(self.view),
            search=self.search,
            cursor=self._cursor(),
        )
        self.rows = page.rows
        self._note_page(page)
