"""One person of the team: role, access, and the way out."""

from collections.abc import Callable
from typing import ClassVar
from uuid import UUID

import reflex as rx

from platform_app.core.context import CompanyContext
from platform_app.core.errors import NotFound
from platform_app.core.permissions import Permission
from platform_app.services import team
from platform_app.services.team.views import MemberDetail, PersonChoice, RoleChoice
from platform_app.state.access import handler
from platform_app.state.base import AppState, parse_id

Act = Callable[[CompanyContext, UUID], object]


class SettingsTeamDetailState(AppState):
    """The person of the address."""

    topics: ClassVar[tuple[str, ...]] = ("team",)

    member: MemberDetail = team.NOBODY
    roles: list[RoleChoice] = []
    heirs: list[PersonChoice] = []
    is_missing: bool = False
    is_loaded: bool = False
    is_leaving: bool = False

    @handler(Permission.TEAM_MANAGE)
    async def load(self):
        """Show the person."""
        self.member, self.is_leaving = team.NOBODY, False
        self.roles = await self._call(team.list_role_choices)
        await self._show()
        self.is_loaded = True

    @handler(Permission.TEAM_MANAGE)
    async def refresh(self):
        """Show what has changed."""
        await self._show()

    @handler(Permission.TEAM_MANAGE)
    async def change_role(self, form: dict[str, str]):
        """Give the person another role."""
        role = form.get("role", "")
        async with self._form():
            await self._act(lambda ctx, found: team.change_role(ctx, found, role))
            return rx.toast.success("The role counts from their next step on.")

    @handler(Permission.TEAM_MANAGE)
    async def set_leaving(self, is_open: bool):
        """Open or close the question whether to deactivate the person."""
        self.problems, self.notice = {}, ""
        found = parse_id(self.member.row.id)
        if is_open and found is not None:
            await self._show()
            self.heirs = await self._call(team.list_heirs, found)
        self.is_leaving = is_open

    @handler(Permission.TEAM_MANAGE)
    async def deactivate(self, form: dict[str, str]):
        """Shut the person out, and hand their conversations over."""
        heir = parse_id(form.get("hand_over_to", ""))
        async with self._form():
            await self._act(lambda ctx, found: team.deactivate(ctx, found, hand_over_to=heir))
            self.is_leaving = False
            return rx.toast.success("Deactivated. Their sessions have ended.")

    @handler(Permission.TEAM_MANAGE)
    async def reactivate(self):
        """Let the person in again."""
        await self._act(team.reactivate)
        return rx.toast.success("They can sign in again, with the password they had.")

    @handler(Permission.TEAM_MANAGE)
    async def end_sessions(self):
        """Sign the person out everywhere."""
        await self._act(team.end_sessions)
        return rx.toast.success("Signed out everywhere.")

    @handler(Permission.TEAM_MANAGE)
    async def send_reset_link(self):
        """Mail the person a link for a new password."""
        await self._act(team.send_reset_link)
        return rx.toast.success("The link is on its way to them. It works for 30 minutes.")

    @handler(Permission.TEAM_MANAGE)
    async def reset_second_factor(self):
        """Take the person's second factor away."""
        await self._act(team.reset_second_factor)
        return rx.toast.success("The second factor is off. They have been told by mail.")

    @handler(Permission.TEAM_MANAGE)
    async def resend(self):
        """Send the invitation again."""
        await self._act(team.resend)
        return rx.toast.success("Sent again. Only the newest link works.")

    @handler(Permission.TEAM_MANAGE)
    async def revoke(self):
        """Take the invitation back."""
        await self._act(team.revoke)
        return rx.redirect("/settings/team?view=invited")

    async def _act(self, service: Act) -> None:
        found = parse_id(self.member.row.id)
        if found is not None:
            await self._call(service, found)
            await self._show()

    async def _show(self) -> None:
        found = self._id_in_address("member_id")
        self.is_missing = found is None
        if found is None:
            return
        try:
            self.member = await self._call(team.get_member, found)
        except NotFound:
            self.is_missing = True
