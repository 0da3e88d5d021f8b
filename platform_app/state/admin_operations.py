"""What is running over all companies, what stands still, and the ways to stop it."""

import reflex as rx

from platform_app.core.errors import NotFound
from platform_app.services import campaigns, platform
from platform_app.services.platform.views import (
    FailedJob,
    QueueRow,
    RunningCampaign,
    StuckRow,
    WebhookProblem,
    WorkerRow,
)
from platform_app.state.access import SUPER_ADMIN, handler
from platform_app.state.base import AppState, parse_id

STOP_WORD = "stop all"


class AdminOperationsState(AppState):
    """The live page of whoever runs the platform."""

    running: list[RunningCampaign] = []
    stuck: list[StuckRow] = []
    webhooks: list[WebhookProblem] = []
    queues: list[QueueRow] = []
    workers: list[WorkerRow] = []
    failed: list[FailedJob] = []
    is_stopping: bool = False
    is_loaded: bool = False

    @handler(SUPER_ADMIN)
    async def load(self):
        """Show how everything stands now."""
        self.is_stopping = False
        await self._show()

    @handler(SUPER_ADMIN)
    async def look_again(self):
        """Show what has changed; an open window stays open."""
        await self._show()

    @handler(SUPER_ADMIN)
    async def stop(self, company_id: str, campaign_id: str):
        """Pause one campaign at once."""
        company, campaign = parse_id(company_id), parse_id(campaign_id)
        if company is None or campaign is None:
            raise NotFound("This campaign does not exist.")
        stopped = await self._call_platform_about(company, campaigns.stop, company, campaign)
        await self._show()
        if not stopped:
            return rx.toast.info("This campaign was not running any more.")
        return rx.toast.success("The campaign is stopped. The company can resume it.")

    @handler(SUPER_ADMIN)
    async def set_stopping(self, is_open: bool):
        """Open or close the window that stops everything."""
        self.is_stopping, self.problems, self.notice = is_open, {}, ""

    @handler(SUPER_ADMIN)
    async def stop_all(self, form: dict[str, str]):
        """Pause every running campaign of every company, company by company."""
        if form.get("typed", "").strip().lower() != STOP_WORD:
            self.problems = {"typed": f"Type {STOP_WORD} to confirm."}
            return None
        total = 0
        for company_id in await self._call_platform(campaigns.companies_at_work):
            total += await self._call_platform_about(company_id, campaigns.stop, company_id)
        self.is_stopping = False
        await self._show()
        return rx.toast.success(f"Stopped: {total}. Each company can resume its own.")

    @handler(SUPER_ADMIN)
    async def requeue(self, job_id: str):
        """Start a failed job again."""
        job = self._known(job_id)
        await self._outside(platform.requeue_job, job.id)
        await self._note(platform.note_requeued, job)
        return rx.toast.success("The job is in its queue again.")

    @handler(SUPER_ADMIN)
    async def delete_job(self, job_id: str):
        """Give a failed job up."""
        job = self._known(job_id)
        await self._outside(platform.delete_job, job.id)
        await self._note(platform.note_deleted, job)
        return rx.toast.success("The job is deleted.")

    async def _note(self, note: platform.Note, job: FailedJob) -> None:
        company = parse_id(job.company_id)
        if company is None:
            await self._call_platform(note, job)
        else:
            await self._call_platform_about(company, note, job)
        await self._show()

    def _known(self, job_id: str) -> FailedJob:
        found = next((job for job in self.failed if job.id == job_id), None)
        if found is None:
            raise NotFound("This job is not there any more. Reload the page to see which are.")
        return found

    async def _show(self) -> None:
        self.running = await self._call_platform(platform.list_running)
        self.stuck = await self._call_platform(platform.list_stuck)
        self.webhooks = await self._call_platform(platform.list_webhook_problems)
        self.queues = await self._outside(platform.list_queues)
        self.workers = await self._outside(platform.list_workers)
        self.failed = await self._outside(platform.list_failed_jobs)
        self.is_loaded = True
