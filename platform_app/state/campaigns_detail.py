"""One campaign, live: its figures, its people, and the ways to stop it."""

from typing import ClassVar

import reflex as rx

from platform_app.core.errors import NotFound
from platform_app.core.permissions import Permission
from platform_app.services import campaigns
from platform_app.services.campaigns.views import (
    NOTHING_CHECKED,
    CampaignReport,
    Preflight,
    RecipientRow,
)
from platform_app.state.access import handler
from platform_app.state.base import AppState, parse_id

EMPTY = campaigns.EMPTY_REPORT


class CampaignsDetailState(AppState):
    """The campaign of the address."""

    topics: ClassVar[tuple[str, ...]] = ("campaigns",)

    report: CampaignReport = EMPTY
    is_missing: bool = False
    people: list[RecipientRow] = []
    people_status: str = ""
    has_more_people: bool = False
    tab: str = "overview"
    is_cancelling: bool = False
    # What a campaign that waits for approval would do.
    check: Preflight = NOTHING_CHECKED
    is_sending_back: bool = False

    @handler(Permission.CAMPAIGNS_READ)
    async def load(self):
        """Show the campaign; a draft goes on in the builder."""
        self.report, self.people, self.people_status, self.tab = EMPTY, [], "", "overview"
        await self._show()
        if self.report.status == "draft":
            return rx.redirect(f"/campaigns/new?draft={self.report.id}")

    @handler(Permission.CAMPAIGNS_READ)
    async def refresh(self):
        """Show what has changed; the people stay where they are until asked for."""
        await self._show()

    @handler(Permission.CAMPAIGNS_READ)
    async def choose_tab(self, tab: str):
        """Change between figures, people and history."""
        self.tab = tab
        if tab == "people":
            await self._show_people()

    @handler(Permission.CAMPAIGNS_READ)
    async def filter_people(self, status: str):
        """Show the people in one state; `all` shows everybody."""
        self.people_status = "" if status == "all" else status
        await self._show_people()

    @handler(Permission.CAMPAIGNS_READ)
    async def open_people(self, group: str):
        """Show the people behind a figure."""
        self.tab, self.people_status = "people", group
        await self._show_people()

    @handler(Permission.CAMPAIGNS_READ)
    async def more_people(self):
        """Show the page after this one."""
        if self.people:
            await self._show_people(after=self.people[-1].id)

    @handler(Permission.CAMPAIGNS_PAUSE)
    async def pause(self):
        """Stop sending."""
        await self._act(campaigns.pause)
        return rx.toast.success("Paused. What is already on its way still arrives.")

    @handler(Permission.CAMPAIGNS_SEND)
    async def resume(self):
        """Go on sending."""
        await self._act(campaigns.resume)

    @handler(Permission.CAMPAIGNS_SEND)
    async def set_cancelling(self, is_open: bool):
        """Open or close the question whether to end the campaign."""
        self.is_cancelling = is_open

    @handler(Permission.CAMPAIGNS_SEND)
    async def cancel(self):
        """End the campaign for good."""
        self.is_cancelling = False
        await self._act(campaigns.cancel)

    @handler(Permission.CAMPAIGNS_APPROVE)
    async def approve(self):
        """Send what was asked for, if it is still what this page shows."""
        asked_at = self.report.asked_at
        await self._act(lambda ctx, found: campaigns.approve(ctx, found, asked_at=asked_at))

    @handler(Permission.CAMPAIGNS_APPROVE)
    async def set_sending_back(self, is_open: bool):
        """Open or close the window in which a campaign is sent back."""
        self.is_sending_back, self.problems, self.notice = is_open, {}, ""

    @handler(Permission.CAMPAIGNS_APPROVE)
    async def send_back(self, form: dict[str, str]):
        """Return the campaign to its author, with a note."""
        note = form.get("note", "")
        async with self._form():
            await self._act(lambda ctx, found: campaigns.send_back(ctx, found, note=note))
            self.is_sending_back = False
            return rx.redirect("/campaigns")

    @handler(Permission.CAMPAIGNS_SEND)
    async def withdraw(self):
        """Take the wish for approval back, and go on in the builder."""
        await self._act(campaigns.withdraw)
        return rx.redirect(f"/campaigns/new?draft={self.report.id}")

    async def _act(self, service: campaigns.Change) -> None:
        if (campaign_id := parse_id(self.report.id)) is not None:
            await self._call(service, campaign_id)
            await self._show()

    async def _show(self) -> None:
        campaign_id = self._id_in_address("campaign_id")
        self.is_missing = campaign_id is None
        if campaign_id is None:
            return
        try:
            self.report = await self._call(campaigns.get_report, campaign_id)
        except NotFound:
            self.is_missing = True
            return
        if self.report.status == campaigns.WAITING:
            self.check = await self._call(campaigns.preflight, campaign_id)

    async def _show_people(self, after: str = "") -> None:
        campaign_id = self._id_in_address("campaign_id")
        if campaign_id is None:
            return
        self.people = await self._call(
            campaigns.list_recipients, campaign_id, status=self.people_status, after=parse_id(after)
        )
        self.has_more_people = len(self.people) == campaigns.PAGE
