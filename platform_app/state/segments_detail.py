"""One segment: its definition while it is being written, and how many people it picks at present."""

import asyncio
from collections.abc import Callable
from typing import Any, ClassVar
from uuid import UUID

import reflex as rx

from platform_app.core.errors import AppError, NotFound
from platform_app.core.permissions import Permission
from platform_app.services import campaigns, segments
from platform_app.services.campaigns import DraftChanges
from platform_app.services.segments import Draft
from platform_app.services.segments.views import Line, Measure, Pick, PickGroup
from platform_app.state.access import handler
from platform_app.state.base import AppState, parse_id

# Whoever types or presses on is not counted for with every step.
PAUSE_S = 0.4
_KEEP = "window.onbeforeunload = (event) => event.preventDefault()"
LET_GO = "window.onbeforeunload = null"
_NOTHING = Measure()


class SegmentsDetailState(AppState):
    """The segment of the address, or a new one; what is not saved yet survives a visit to another page."""

    topics: ClassVar[tuple[str, ...]] = ("segments",)

    # Empty while a new one is written.
    shown_id: str = ""
    kind: str = "filter"
    name: str = ""
    version: int = 0
    used_by: list[str] = []
    lines: list[Line] = []
    subjects: list[PickGroup] = []
    things: dict[str, list[Pick]] = {}
    sentence: str = ""
    measure: Measure = _NOTHING
    is_counting: bool = False
    is_dirty: bool = False
    is_loaded: bool = False
    is_missing: bool = False
    is_copying: bool = False
    _draft: Draft = {}
    # Each change makes a wish; only the newest one is counted, and only one at a time.
    _wish: int = 0
    _is_asking: bool = False

    @handler(Permission.CONTACTS_READ)
    async def load(self):
        """Show the segment of the address, as it was left if it was left without saving."""
        return await self._open(self._id_in_address("segment_id"))

    @handler(Permission.SEGMENTS_MANAGE)
    async def load_new(self):
        """Show an empty segment, or the new one that was left without saving."""
        return await self._open(None)

    @handler(Permission.CONTACTS_READ)
    async def refresh(self):
        """Show what has changed; what is being written stays."""
        if not self.is_dirty and (shown := parse_id(self.shown_id)) is not None:
            await self._show(shown)
            self._unfold()

    @handler(Permission.SEGMENTS_MANAGE)
    async def set_name(self, name: str):
        """Name the segment."""
        self.name = name[:200]
        return self._touched()

    @handler(Permission.SEGMENTS_MANAGE)
    async def add_condition(self, place: str):
        """Put a condition into a group."""
        return self._edit(segments.add_condition, place)

    @handler(Permission.SEGMENTS_MANAGE)
    async def add_group(self, place: str):
        """Put a group into a group."""
        return self._edit(segments.add_group, place)

    @handler(Permission.SEGMENTS_MANAGE)
    async def take_out(self, place: str):
        """Take a condition or a group out."""
        return self._edit(segments.remove, place)

    @handler(Permission.SEGMENTS_MANAGE)
    async def set_match(self, place: str, match: str):
        """Say how many parts of a group have to hold."""
        return self._edit(segments.set_match, place, match)

    @handler(Permission.SEGMENTS_MANAGE)
    async def set_subject(self, place: str, subject: str):
        """Say what a condition is about."""
        return self._edit(segments.set_subject, place, subject)

    @handler(Permission.SEGMENTS_MANAGE)
    async def set_operator(self, place: str, operator: str):
        """Say what a condition says."""
        return self._edit(segments.set_operator, place, operator)

    @handler(Permission.SEGMENTS_MANAGE)
    async def set_value(self, place: str, number: int, value: str):
        """Fill in a value of a condition."""
        return self._edit(segments.set_value, place, number, value)

    @handler(Permission.SEGMENTS_MANAGE)
    async def pick(self, place: str, value: str):
        """Pick one more of several things, or take it back."""
        return self._edit(segments.toggle_value, place, value)

    @handler(Permission.CONTACTS_READ, background=True)
    async def count_soon(self):
        """Count the people after a pause, unless something newer is wished meanwhile."""
        async with self:
            self._wish += 1
            wish, self.is_counting = self._wish, True
        await asyncio.sleep(PAUSE_S)
        async with self:
            if self._wish != wish or self._is_asking:
                return
            self._is_asking = True
        while wish is not None:
            wish = await self._count_once()

    @handler(Permission.SEGMENTS_MANAGE)
    async def save(self):
        """Keep the segment as it is; a new one gets its own address."""
        shown = parse_id(self.shown_id)
        async with self._form():
            if shown is None:
                made = await self._call(segments.create, name=self.name, definition=self._draft)
                self.is_dirty = False
                return [rx.call_script(LET_GO), rx.redirect(f"/segments/{made}", replace=True)]
            await self._call(segments.save, shown, name=self.name, definition=self._draft)
            await self._show(shown)
            self._unfold()
            return [
                rx.call_script(LET_GO),
                rx.toast.success(f"Saved. This is version {self.version}."),
            ]
        self._unfold()

    @handler(Permission.SEGMENTS_MANAGE)
    async def discard(self):
        """Go back to what was saved."""
        self.is_dirty = False
        await self._show(parse_id(self.shown_id))
        self._unfold()
        return [rx.call_script(LET_GO), SegmentsDetailState.count_soon]

    @handler(Permission.SEGMENTS_MANAGE)
    async def rename(self, form: dict[str, str]):
        """Give a list another name."""
        if (shown := parse_id(self.shown_id)) is not None:
            async with self._form():
                await self._call(segments.rename, shown, name=form.get("name", ""))
                await self._show(shown)
                return rx.toast.success("Saved.")

    @handler(Permission.SEGMENTS_MANAGE)
    async def duplicate(self):
        """Copy the segment as it was saved, and show the copy."""
        if (shown := parse_id(self.shown_id)) is not None:
            made = await self._call(segments.duplicate, shown)
            return rx.redirect(f"/segments/{made}")

    @handler(Permission.SEGMENTS_MANAGE)
    async def delete(self):
        """Delete the segment and go back to the others."""
        if (shown := parse_id(self.shown_id)) is not None:
            await self._call(segments.delete, shown)
            self.is_dirty = False
            return [rx.call_script(LET_GO), rx.redirect("/segments")]

    @handler(Permission.SEGMENTS_MANAGE)
    async def set_copying(self, is_open: bool):
        """Open or close the window in which the present people become a list."""
        self.is_copying, self.problems, self.notice = is_open, {}, ""

    @handler(Permission.SEGMENTS_MANAGE)
    async def keep_as_list(self, form: dict[str, str]):
        """Make a list of the people who belong now, and show it."""
        if (shown := parse_id(self.shown_id)) is not None:
            async with self._form():
                made = await self._call(segments.keep_as_list, shown, name=form.get("name", ""))
                self.is_copying = False
                return rx.redirect(f"/segments/{made}")

    @handler(Permission.CAMPAIGNS_EDIT)
    async def use_in_campaign(self):
        """Start a campaign for these people."""
        made = await self._call(campaigns.create, name=self.name)
        changes = DraftChanges(self.name, None, None, [f"segment:{self.shown_id}"], [])
        await self._call(campaigns.save_draft, made, changes)
        return rx.redirect(f"/campaigns/new?draft={made}")

    async def _open(self, wanted: UUID | None) -> Any:  # Any: events
        self._is_asking = self.is_copying = False
        is_left = self.is_dirty and self.is_loaded and self.shown_id == str(wanted or "")
        if not is_left:
            await self._show(wanted)
        if self.is_missing:
            return None
        choices = await self._call(segments.list_choices, without=wanted)
        self.subjects, self.things = choices.subjects, choices.things
        self._unfold()
        self.is_loaded = True
        keep = [rx.call_script(_KEEP)] if self.is_dirty else []
        return [*keep, SegmentsDetailState.count_soon]

    async def _show(self, segment_id: UUID | None) -> None:
        self.is_dirty = self.is_missing = False
        if segment_id is None:
            self.shown_id, self.kind, self.name, self.version = "", "filter", "", 0
            self.used_by, self.sentence = [], ""
            self._draft = segments.add_condition(segments.EMPTY, "")
            return
        try:
            one = await self._call(segments.get_detail, segment_id)
        except NotFound:
            self.is_missing, self.is_loaded = True, True
            return
        self.shown_id, self.kind, self.name, self.version = one.id, one.kind, one.name, one.version
        self.used_by, self.sentence, self._draft = one.used_by, one.sentence, one.definition

    def _edit(self, change: Callable[..., Draft], *arguments: object) -> Any:  # Any: events
        try:
            self._draft = change(self._draft, *arguments)
        except (KeyError, ValueError):
            return rx.toast.error("This does not fit what is shown. Reload the page.")
        self.problems = {}
        self._unfold()
        return self._touched()

    def _touched(self) -> Any:  # Any: events
        is_news, self.is_dirty = not self.is_dirty, True
        keep = [rx.call_script(_KEEP)] if is_news else []
        return [*keep, SegmentsDetailState.count_soon]

    def _unfold(self) -> None:
        if self.kind != "filter":
            self.lines = []
            return
        self.lines = segments.unfold(self._draft, self.problems)
        known = {"": [], **self.things}
        self.things = {one.source: [] for one in self.lines} | known

    async def _count_once(self) -> int | None:
        """Count what is wished now; return the wish that has come meanwhile, if there is one."""
        async with self:
            wish, draft = self._wish, self._draft
            listed = parse_id(self.shown_id) if self.kind != "filter" else None
        sentence, found = await self._look(draft, listed)
        async with self:
            self.measure, self.sentence = found, sentence or self.sentence
            if self._wish != wish:
                return self._wish
            self.is_counting = self._is_asking = False
            return None

    async def _look(self, draft: Draft, list_id: UUID | None) -> tuple[str, Measure]:
        try:
            if list_id is not None:
                return "", await self._call(segments.measure_segment, list_id)
            sentence = await self._call(segments.describe, draft)
            return sentence, await self._call(segments.measure, draft)
        except AppError as error:
            return "", Measure(problem=error.message)
        except Exception:
            # The next wish is to be counted whatever came of this one.
            async with self:
                self.is_counting = self._is_asking = False
            raise
