"""The plans that companies may have."""

import reflex as rx

from platform_app.core.errors import NotFound
from platform_app.models.plans import Metric
from platform_app.services import plans
from platform_app.services.plans import PlanWords
from platform_app.services.plans.views import PlanForm, PlanRow
from platform_app.state.access import SUPER_ADMIN, handler
from platform_app.state.base import AppState, parse_id

_NEW = PlanForm()


class AdminPlansState(AppState):
    """The list, and the window in which a plan is made or changed."""

    rows: list[PlanRow] = []
    editing: PlanForm = _NEW
    is_editing: bool = False
    is_loaded: bool = False

    @handler(SUPER_ADMIN)
    async def load(self):
        """Show every plan."""
        self.is_editing = False
        await self._show()

    @handler(SUPER_ADMIN)
    async def open_new(self):
        """Open the window with nothing in it."""
        self.editing, self.is_editing = _NEW, True
        self.problems, self.notice = {}, ""

    @handler(SUPER_ADMIN)
    async def open_plan(self, plan_id: str):
        """Open the window with a plan in it."""
        found = parse_id(plan_id)
        if found is None:
            raise NotFound("This plan does not exist.")
        self.editing = await self._call_platform(plans.get_form, found)
        self.is_editing, self.problems, self.notice = True, {}, ""

    @handler(SUPER_ADMIN)
    async def set_editing(self, is_open: bool):
        """Close the window."""
        self.is_editing = is_open

    @handler(SUPER_ADMIN)
    async def save(self, form: dict[str, str]):
        """Make the plan, or change it."""
        words = PlanWords(
            form.get("name", ""), form.get("monthly_price", ""), form.get("currency", "")
        )
        limits = {str(metric): form.get(metric, "") for metric in Metric}
        known = parse_id(self.editing.id)
        async with self._form():
            if known is None:
                await self._call_platform(plans.create, words, limits)
            else:
                await self._call_platform(plans.edit, known, words, limits)
            self.is_editing = False
            await self._show()

    @handler(SUPER_ADMIN)
    async def archive(self, plan_id: str, is_archived: bool):
        """Put a plan away, or bring it back."""
        if known := parse_id(plan_id):
            await self._call_platform(plans.archive, known, is_archived=is_archived)
        await self._show()

    @handler(SUPER_ADMIN)
    async def make_default(self, plan_id: str):
        """Give this plan to new companies."""
        if known := parse_id(plan_id):
            await self._call_platform(plans.make_default, known)
        await self._show()
        return rx.toast.success("New companies get this plan from now on.")

    async def _show(self) -> None:
        self.rows = await self._call_platform(plans.list_plans)
        self.is_loaded = True
