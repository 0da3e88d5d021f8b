"""One company, as the platform sees it: states and counts, never a word of its customers."""

from collections.abc import Callable
from typing import Concatenate, ParamSpec
from uuid import UUID

import reflex as rx

from platform_app.api.notices import unsealed
from platform_app.core.context import PlatformContext
from platform_app.core.errors import NotFound
from platform_app.models.plans import Metric
from platform_app.services import companies, onboarding, plans, platform
from platform_app.services.onboarding import StepDone
from platform_app.services.plans.views import AllowanceRow, PlanRow
from platform_app.services.platform.views import (
    CompanyDetail,
    FailedJob,
    NumberHealth,
    PersonRow,
    StuckRow,
)
from platform_app.services.usage.views import MeterRow
from platform_app.state.access import SUPER_ADMIN, handler
from platform_app.state.base import AppState, parse_id

P = ParamSpec("P")
_NOTHING = CompanyDetail()


class AdminCompaniesDetailState(AppState):
    """The company of the address."""

    detail: CompanyDetail = _NOTHING
    is_missing: bool = False
    tab: str = "profile"
    steps: list[StepDone] = []
    people: list[PersonRow] = []
    numbers: list[NumberHealth] = []
    meters: list[MeterRow] = []
    plan: str = ""
    plan_id: str = ""
    plans: list[PlanRow] = []
    limits: list[AllowanceRow] = []
    jobs: list[FailedJob] = []
    stuck: list[StuckRow] = []
    # The window that is open: suspend, delete, export; and the reason once the export may be fetched.
    window: str = ""
    export_reason: str = ""

    @handler(SUPER_ADMIN)
    async def load(self):
        """Show the company; what a route had to say stands above it."""
        said = unsealed(self.router.url.query_parameters.get("notice", ""))
        self.tab, self.window, self.export_reason = "profile", "", ""
        await self._show()
        self.notice = said.get("", "")

    @handler(SUPER_ADMIN)
    async def choose_tab(self, tab: str):
        """Change between the sides of a company."""
        self.tab, self.problems, self.notice = tab, {}, ""
        await self._show()

    @handler(SUPER_ADMIN)
    async def open_window(self, window: str):
        """Open one of the windows, or close it with nothing."""
        self.window, self.problems, self.notice, self.export_reason = window, {}, "", ""

    @handler(SUPER_ADMIN)
    async def set_window(self, is_open: bool):
        """Close the window by Esc or a press outside."""
        if not is_open:
            self.window = ""

    @handler(SUPER_ADMIN)
    async def suspend(self, form: dict[str, str]):
        """Stop everything that the company does."""
        async with self._form():
            await self._act(companies.suspend, reason=form.get("reason", ""))
            self.window = ""

    @handler(SUPER_ADMIN)
    async def restore(self):
        """Let the company go on."""
        await self._act(companies.restore)
        return rx.toast.success("The company is active again; its campaigns go on.")

    @handler(SUPER_ADMIN)
    async def delete(self, form: dict[str, str]):
        """Suspend the company and delete it in 30 days."""
        async with self._form():
            await self._act(
                companies.schedule_deletion,
                typed=form.get("typed", ""),
                reason=form.get("reason", ""),
            )
            self.window = ""

    @handler(SUPER_ADMIN)
    async def prepare_export(self, form: dict[str, str]):
        """Check reason and identity first, so that the download itself is one press."""
        async with self._form():
            self.export_reason = await self._call_platform(
                companies.check_export, reason=form.get("reason", "")
            )

    @handler(SUPER_ADMIN)
    async def change_plan(self, form: dict[str, str]):
        """Give the company another plan."""
        plan_id = parse_id(form.get("plan_id", ""))
        if plan_id is not None:
            await self._act(plans.change_plan, plan_id)
            return rx.toast.success("The plan is changed. It counts from now on.")
        return None

    @handler(SUPER_ADMIN)
    async def set_limits(self, form: dict[str, str]):
        """Set limits for this company alone."""
        unlimited = {metric for metric in Metric if form.get(f"{metric}_unlimited")}
        async with self._form():
            await self._act(plans.set_overrides, form, unlimited=set(map(str, unlimited)))
            return rx.toast.success("The limits are set. They count from now on.")

    @handler(SUPER_ADMIN)
    async def send_link(self, user_id: str):
        """Help one of the company's people in."""
        person = parse_id(user_id)
        if person is None:
            raise NotFound("There is no such person in this company.")
        company_id = self._company_id()
        email = await self._call_platform_about(company_id, companies.send_link, company_id, person)
        return rx.toast.success(f"A link is on its way to {email}.")

    async def _act(
        self,
        service: Callable[Concatenate[PlatformContext, UUID, P], None],
        *arguments: P.args,
        **options: P.kwargs,
    ) -> None:
        company_id = self._company_id()
        await self._call_platform_about(company_id, service, company_id, *arguments, **options)
        await self._show()

    def _company_id(self) -> UUID:
        company_id = parse_id(self.router.url.path.rstrip("/").rpartition("/")[2])
        if company_id is None:
            raise NotFound("There is no such company.")
        return company_id

    async def _show(self) -> None:
        try:
            company_id = self._company_id()
            self.detail = await self._call_platform(platform.get_company, company_id)
        except NotFound:
            self.detail, self.is_missing = _NOTHING, True
            return
        self.is_missing = False
        sides = {
            "profile": self._show_profile,
            "people": self._show_people,
            "numbers": self._show_numbers,
            "usage": self._show_usage,
            "jobs": self._show_jobs,
        }
        if self.tab in sides:
            await sides[self.tab](company_id)

    async def _show_profile(self, company_id: UUID) -> None:
        self.steps = await self._call_platform(onboarding.list_done, company_id)

    async def _show_people(self, company_id: UUID) -> None:
        self.people = await self._call_platform(platform.list_people, company_id)

    async def _show_numbers(self, company_id: UUID) -> None:
        self.numbers = await self._call_platform(platform.list_numbers, company_id)

    async def _show_usage(self, company_id: UUID) -> None:
        self.meters = await self._call_platform(platform.list_usage, company_id)
        allowance = await self._call_platform(plans.get_allowance, company_id)
        self.plan, self.plan_id, self.limits = allowance.plan, allowance.plan_id, allowance.rows
        self.plans = await self._call_platform(plans.list_plans, with_archived=False)

    async def _show_jobs(self, company_id: UUID) -> None:
        mine = str(company_id)
        failed = await self._outside(platform.list_failed_jobs)
        self.jobs = [job for job in failed if job.company_id == mine]
        stuck = await self._call_platform(platform.list_stuck)
        self.stuck = [row for row in stuck if row.company_id == mine]
