"""Operators' part for webhooks: what nobody knows, and stored events applied once more."""

import reflex as rx

from platform_app.services import webhooks
from platform_app.services.webhooks.views import ReplayRange, UnknownRow
from platform_app.state.access import SUPER_ADMIN, handler
from platform_app.state.base import AppState, parse_id


class WebhookReplaysState(AppState):
    """Kinds that are unknown, and the range that is about to be replayed."""

    unknown: list[UnknownRow] = []
    chosen: ReplayRange = webhooks.NO_RANGE
    is_replaying: bool = False
    is_loaded: bool = False

    @handler(SUPER_ADMIN)
    async def load(self):
        """Show what is unknown now."""
        self.is_replaying, self.chosen, self.problems = False, webhooks.NO_RANGE, {}
        await self.look_again()

    @handler(SUPER_ADMIN)
    async def look_again(self):
        """Show what has come since; an open window stays open."""
        self.unknown = await self._call_platform(webhooks.list_unknown)
        self.is_loaded = True

    @handler(SUPER_ADMIN)
    async def set_replaying(self, is_open: bool):
        """Open or close the window for a range of events."""
        self.is_replaying, self.chosen, self.problems = is_open, webhooks.NO_RANGE, {}

    @handler(SUPER_ADMIN)
    async def count(self, form: dict[str, str]):
        """Count what a range holds, before anything is done."""
        async with self._form():
            self.chosen = await self._call_platform(
                webhooks.find_range,
                subdomain=form.get("subdomain", ""),
                since=form.get("since", ""),
                until=form.get("until", ""),
            )

    @handler(SUPER_ADMIN)
    async def replay(self):
        """Have the counted events applied once more."""
        company_id, chosen = parse_id(self.chosen.company_id), self.chosen
        if company_id is None:
            return None
        total = await self._call_platform_about(
            company_id, webhooks.replay_range, company_id, since=chosen.since, until=chosen.until
        )
        self.is_replaying, self.chosen = False, webhooks.NO_RANGE
        return rx.toast.success(f"Applied once more: {total} events.")
