"""Roles: what each may do, the company's own ones, and the rules that hold for everybody."""

from typing import ClassVar

import reflex as rx

from platform_app.core.permissions import Permission, with_needed
from platform_app.services import team
from platform_app.services.team.views import RoleRow
from platform_app.state.access import handler
from platform_app.state.base import AppState, parse_id


class SettingsRolesState(AppState):
    """The matrix, and the window in which one of the company's own roles is changed."""

    topics: ClassVar[tuple[str, ...]] = ("team",)

    roles: list[RoleRow] = []
    rules: dict[str, bool] = {}
    is_loaded: bool = False
    is_editing: bool = False
    # Empty while a new role is made.
    editing_id: str = ""
    editing_name: str = ""
    picked: list[str] = []

    @handler(Permission.ROLES_MANAGE)
    async def load(self):
        """Show the matrix."""
        self.is_editing = False
        await self._show()
        self.is_loaded = True

    @handler(Permission.ROLES_MANAGE)
    async def refresh(self):
        """Show what has changed; what is being edited stays."""
        await self._show()

    @handler(Permission.ROLES_MANAGE)
    async def open_new(self):
        """Open the window for a new role, with what agents may do ticked."""
        agent = next((role for role in self.roles if role.key == "agent"), None)
        self._open("", "", agent.permissions if agent else [])

    @handler(Permission.ROLES_MANAGE)
    async def open_role(self, role_id: str):
        """Open the window for one of the company's own roles."""
        role = next((one for one in self.roles if one.key == role_id and one.is_custom), None)
        if role is not None:
            self._open(role.key, role.name, role.permissions)

    @handler(Permission.ROLES_MANAGE)
    async def set_editing(self, is_open: bool):
        """Close the window."""
        self.is_editing = is_open and self.is_editing

    @handler(Permission.ROLES_MANAGE)
    async def pick(self, permission: str, is_picked: bool):
        """Tick a permission with all that it needs, or untick it with all that needs it."""
        try:
            chosen = Permission(permission)
        except ValueError:
            return
        held = {Permission(one) for one in self.picked}
        if is_picked:
            held = with_needed(held | {chosen})
        else:
            held = {one for one in held if chosen not in with_needed({one})}
        self.picked = sorted(held)

    @handler(Permission.ROLES_MANAGE)
    async def save(self, form: dict[str, str]):
        """Keep the role as it is in the window."""
        name, role_id = form.get("name", ""), parse_id(self.editing_id)
        async with self._form():
            if role_id is None:
                await self._call(team.create_role, name=name, permissions=self.picked)
            else:
                await self._call(team.save_role, role_id, name=name, permissions=self.picked)
            self.is_editing = False
            await self._show()
            return rx.toast.success("Saved. It counts from everybody's next step on.")

    @handler(Permission.ROLES_MANAGE)
    async def delete(self, role_id: str):
        """Delete a role that nobody has."""
        if (found := parse_id(role_id)) is not None:
            await self._call(team.delete_role, found)
            await self._show()
            return rx.toast.success("Deleted.")

    @handler(Permission.ROLES_MANAGE)
    async def set_rule(self, rule: str, is_on: bool):
        """Switch one of the company's rules."""
        if rule not in list(team.CompanyRule):
            return None
        try:
            await self._call(team.set_rule, team.CompanyRule(rule), is_on=is_on)
        finally:
            # A box shows what holds, also after it was refused.
            await self._show()
        return rx.toast.success("Saved. It counts from everybody's next step on.")

    def _open(self, role_id: str, name: str, permissions: list[str]) -> None:
        self.editing_id, self.editing_name, self.picked = role_id, name, list(permissions)
        self.problems, self.notice, self.is_editing = {}, "", True

    async def _show(self) -> None:
        self.roles = await self._call(team.list_roles)
        rules = await self._call(team.get_rules)
        self.rules = {str(rule): getattr(rules, rule) for rule in team.CompanyRule}
