"""The list of campaigns."""

from dataclasses import asdict, replace
from typing import ClassVar
from urllib.parse import urlencode

import reflex as rx

from platform_app.core.permissions import Permission
from platform_app.services import campaigns
from platform_app.services.campaigns.views import CampaignFilters, CampaignRow, NumberChoice
from platform_app.state.access import handler
from platform_app.state.base import AppState, parse_id
from platform_app.state.paging import Paged

PATH = "/campaigns"
_LONGEST = 100
_EVERYTHING = CampaignFilters()


class CampaignsState(Paged, AppState):
    """One page of campaigns, live, and what it is narrowed down to."""

    topics: ClassVar[tuple[str, ...]] = ("campaigns",)

    rows: list[CampaignRow] = []
    filters: CampaignFilters = _EVERYTHING
    tags: list[str] = []
    numbers: list[NumberChoice] = []
    is_narrowed: bool = False
    is_loaded: bool = False
    # What an emergency stop would stop.
    at_work: int = 0
    still_to_send: str = ""
    # The campaign whose tags are being changed, and the tags as they are typed.
    tagged_id: str = ""
    tagged_name: str = ""
    tag_words: str = ""

    @handler(Permission.CAMPAIGNS_READ)
    async def load(self):
        """Show the first page of what the address asks for."""
        query = self.router.url.query_parameters
        asked = {name: query.get(name, "")[:_LONGEST] for name in asdict(_EVERYTHING)}
        if parse_id(asked["number"]) is None:
            asked["number"] = ""
        self.filters, self.is_narrowed = CampaignFilters(**asked), any(asked.values())
        self.tagged_id = ""
        self._to_first_page()
        await self._show()
        self.is_loaded = True

    @handler(Permission.CAMPAIGNS_READ)
    async def refresh(self):
        """Show what has changed."""
        await self._show()

    @handler(Permission.CAMPAIGNS_READ)
    async def narrow(self, name: str, value: str):
        """Set one filter; the address keeps it."""
        if name not in asdict(_EVERYTHING):
            return None
        filters = replace(self.filters, **{name: value[:_LONGEST]})
        given = {key: text for key, text in asdict(filters).items() if text}
        return rx.redirect(f"{PATH}?{urlencode(given)}" if given else PATH, replace=True)

    @handler(Permission.CAMPAIGNS_READ)
    async def clear(self):
        """Show all campaigns again."""
        return rx.redirect(PATH)

    @handler(Permission.CAMPAIGNS_READ)
    async def next_page(self):
        """Go on to older campaigns."""
        self._to_next_page()
        await self._show()

    @handler(Permission.CAMPAIGNS_READ)
    async def previous_page(self):
        """Go back to newer campaigns."""
        self._to_previous_page()
        await self._show()

    @handler(Permission.CAMPAIGNS_PAUSE)
    async def pause(self, campaign_id: str):
        """Stop a campaign from the list."""
        if (found := parse_id(campaign_id)) is not None:
            await self._call(campaigns.pause, found)
            await self._show()
            return rx.toast.success("Paused. What is already on its way still arrives.")

    @handler(Permission.CAMPAIGNS_SEND)
    async def resume(self, campaign_id: str):
        """Let a campaign go on from the list."""
        if (found := parse_id(campaign_id)) is not None:
            await self._call(campaigns.resume, found)
            await self._show()

    @handler(Permission.CAMPAIGNS_PAUSE)
    async def stop_all(self):
        """Pause everything that goes out, or would by itself."""
        stopped = await self._call(campaigns.stop_all)
        await self._show()
        return rx.toast.success(
            f"Stopped: {_campaigns(stopped)}. What is on its way still arrives."
        )

    @handler(Permission.CAMPAIGNS_EDIT)
    async def copy(self, campaign_id: str):
        """Make a draft of a campaign, and open it."""
        if (found := parse_id(campaign_id)) is not None:
            made = await self._call(campaigns.copy, found)
            return rx.redirect(f"/campaigns/new?draft={made}")

    @handler(Permission.CAMPAIGNS_EDIT)
    async def archive(self, campaign_id: str):
        """Put a campaign away."""
        if (found := parse_id(campaign_id)) is not None:
            await self._call(campaigns.archive, found)
            await self._show()
            return rx.toast.success(
                "In the archive. Its report stays, and it can be taken out again."
            )

    @handler(Permission.CAMPAIGNS_EDIT)
    async def restore(self, campaign_id: str):
        """Take a campaign out of the archive."""
        if (found := parse_id(campaign_id)) is not None:
            await self._call(campaigns.restore, found)
            await self._show()

    @handler(Permission.CAMPAIGNS_EDIT)
    async def open_tags(self, campaign_id: str):
        """Open the window for the tags of a campaign on this page."""
        for one in self.rows:
            if one.id == campaign_id:
                self.tagged_id, self.tagged_name = one.id, one.name
                self.tag_words = ", ".join(one.tags)

    @handler(Permission.CAMPAIGNS_EDIT)
    async def close_tags(self, is_open: bool):
        """Close the window."""
        if not is_open:
            self.tagged_id = ""

    @handler(Permission.CAMPAIGNS_EDIT)
    async def save_tags(self, form: dict[str, str]):
        """Give the campaign of the window the tags that were typed."""
        async with self._form():
            if (found := parse_id(self.tagged_id)) is not None:
                words = form.get("tags", "").split(",")
                await self._call(campaigns.set_tags, found, words)
            self.tagged_id = ""
            await self._show()

    async def _show(self) -> None:
        page = await self._call(campaigns.list_rows, self.filters, self._cursor())
        self.rows = page.rows
        self._note_page(page)
        self.tags = await self._call(campaigns.list_tags)
        self.numbers = await self._call(campaigns.list_numbers)
        self.at_work, waiting = await self._call(campaigns.count_at_work)
        self.still_to_send = f"{waiting:,}"


def _campaigns(count: int) -> str:
    return "1 campaign" if count == 1 else f"{count:,} campaigns"
