"""The campaign builder: a draft in steps that saves itself and says what is still missing."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Literal
from uuid import UUID

import reflex as rx

from platform_app.core.errors import Conflict, NotFound
from platform_app.core.permissions import Permission
from platform_app.services import campaigns
from platform_app.services.campaigns.views import (
    NOTHING_CHECKED,
    AudienceChoice,
    Brief,
    CampaignDraft,
    DraftChanges,
    NumberChoice,
    Preflight,
    Step,
    TemplateChoice,
    Timing,
    VariableDraft,
)
from platform_app.state.access import handler
from platform_app.state.base import AppState, parse_id

# Above this many people the number is typed, so that nobody launches by a slip.
TYPED_ABOVE = 1_000
Text = Literal["goal", "brief", "offer", "offer_until", "tags"]
Pace = Literal[
    "day", "clock", "quiet_from", "quiet_to", "rate", "ramp_people", "ramp_percent"
]  # fmt: skip
Choice = Literal["start", "quiet", "ramp"]
# What a choice of the timing step begins with.
_USUAL: Mapping[Choice, Mapping[str, str]] = {
    "start": {"day": "", "clock": "09:00"},
    "quiet": {"quiet_from": "21:00", "quiet_to": "08:00"},
    "ramp": {"ramp_people": "200", "ramp_percent": "5"},
}


class CampaignsNewState(AppState):
    """One draft and what it would do."""

    step: str = Step.GOAL
    draft_id: str = ""
    status: str = ""
    # Why it was sent back, if it was.
    note: str = ""
    version: int = 0
    is_loaded: bool = False
    is_saved: bool = False
    # Somebody else has saved it since.
    conflict: str = ""
    # Why it cannot be changed at all.
    obstacle: str = ""
    name: str = ""
    brief: Brief = Brief()
    timing: Timing = Timing()
    control_percent: str = ""
    template_id: str = ""
    phone_number_id: str = ""
    include: list[AudienceChoice] = []
    exclude: list[AudienceChoice] = []
    variables: list[VariableDraft] = []
    templates: list[TemplateChoice] = []
    numbers: list[NumberChoice] = []
    inclusions: list[AudienceChoice] = []
    exclusions: list[AudienceChoice] = []
    attributes: list[str] = []
    cap: str = ""
    zone: str = ""
    check: Preflight = NOTHING_CHECKED
    sample: int = 0
    typed_number: str = ""
    is_confirming: bool = False

    @rx.var
    def is_ready(self) -> bool:
        """Tell whether the campaign could be launched."""
        return bool(self.draft_id) and not self.check.problems and not self.problems

    @rx.var
    def unfinished(self) -> list[str]:
        """Return the steps in which something is missing."""
        steps = {one.step for one in self.check.problems}
        return sorted(steps | {Step.REVIEW}) if steps else []

    @rx.var
    def must_type_number(self) -> bool:
        """Tell whether the number of people has to be typed before the launch."""
        return self.check.will_receive > TYPED_ABOVE

    @rx.var
    def may_launch(self) -> bool:
        """Tell whether the confirmation is complete."""
        return not self.must_type_number or self.typed_number.strip() == str(
            self.check.will_receive
        )

    @handler(Permission.CAMPAIGNS_EDIT)
    async def load(self):
        """Show the step and the draft of the address, or an empty one."""
        query = self.router.url.query_parameters
        wanted = parse_id(query.get("draft", ""))
        self.step = query.get("step", "") if wanted and query.get("step") in _STEPS else Step.GOAL
        if str(wanted or "") != self.draft_id or wanted is None:
            self._forget()
        self.conflict, self.obstacle, self.is_saved, self.is_confirming, self.sample = (
            "",
            "",
            False,
            False,
            0,
        )
        choices = await self._call(campaigns.list_choices)
        self.templates, self.numbers = choices.templates, choices.numbers
        self.inclusions, self.exclusions = choices.inclusions, choices.exclusions
        self.attributes, self.cap, self.zone = choices.attributes, choices.cap, choices.zone
        if wanted is None:
            self.phone_number_id = self.numbers[0].id if len(self.numbers) == 1 else ""
        else:
            await self._open(wanted)
        self.is_loaded = True

    @handler(Permission.CAMPAIGNS_EDIT)
    async def go_on(self, step: str):
        """Go to another step; what was typed last is saved before."""
        if self.draft_id and step in _STEPS and not self.problems:
            return rx.redirect(f"/campaigns/new?draft={self.draft_id}&step={step}")
        if not self.draft_id:
            self.problems = {"name": "Give the campaign a name to begin."}

    @handler(Permission.CAMPAIGNS_EDIT)
    async def set_name(self, name: str):
        """Name the campaign; the draft begins to exist with its name."""
        is_new = not self.draft_id
        self.name = name
        await self._save()
        if is_new and self.draft_id:
            # So that a reload finds it.
            return rx.redirect(f"/campaigns/new?draft={self.draft_id}", replace=True)

    @handler(Permission.CAMPAIGNS_EDIT)
    async def set_text(self, name: Text, value: str):
        """Change what the campaign is for."""
        self.brief = replace(self.brief, **{name: value})
        await self._save()

    @handler(Permission.CAMPAIGNS_EDIT)
    async def set_pace(self, name: Pace, value: str):
        """Change when or how fast it goes."""
        self.timing = replace(self.timing, **{name: value})
        await self._save()

    @handler(Permission.CAMPAIGNS_EDIT)
    async def choose(self, name: Choice, is_on: str):
        """Choose a time, quiet hours or a first part, beginning with usual ones; or none."""
        usual = dict(_USUAL[name]) if is_on == "on" else dict.fromkeys(_USUAL[name], "")
        if name == "start" and is_on == "on":
            usual["day"] = await self._call(campaigns.tomorrow)
        self.timing = replace(self.timing, **usual)
        await self._save()

    @handler(Permission.CAMPAIGNS_EDIT)
    async def set_in_recipient_zone(self, is_on: bool):
        """Count quiet hours by the clocks where each person lives, or by the company's."""
        self.timing = replace(self.timing, in_recipient_zone=is_on)
        await self._save()

    @handler(Permission.CAMPAIGNS_EDIT)
    async def set_control(self, percent: str):
        """Hold a share of the audience out."""
        self.control_percent = percent
        await self._save()

    @handler(Permission.CAMPAIGNS_EDIT)
    async def choose_template(self, template_id: str):
        """Choose the template; its variables have to be mapped anew."""
        self.template_id, self.variables, self.sample = template_id, [], 0
        await self._save()

    @handler(Permission.CAMPAIGNS_EDIT)
    async def choose_number(self, phone_number_id: str):
        """Choose the number to send from."""
        self.phone_number_id = phone_number_id
        await self._save()

    @handler(Permission.CAMPAIGNS_EDIT)
    async def add_to(self, side: str, key: str):
        """Include or exclude one more; everybody alone says all."""
        if side not in ("include", "exclude") or not key:
            return
        chosen = [] if key == "all" else [one for one in getattr(self, side) if one.key != "all"]
        known = self.inclusions if side == "include" else self.exclusions
        new = [one for one in known if one.key == key and one not in chosen]
        setattr(self, side, [*chosen, *new])
        await self._save()

    @handler(Permission.CAMPAIGNS_EDIT)
    async def take_from(self, side: str, key: str):
        """Include or exclude one less."""
        if side in ("include", "exclude"):
            setattr(self, side, [one for one in getattr(self, side) if one.key != key])
            await self._save()

    @handler(Permission.CAMPAIGNS_EDIT)
    async def choose_source(self, variable_id: str, source: str):
        """Say where a variable's value comes from; an attribute travels as `attribute:NAME`."""
        kind, _, name = source.partition(":")
        self._change(variable_id, source=kind, value=name)
        await self._save()

    @handler(Permission.CAMPAIGNS_EDIT)
    async def set_value(self, variable_id: str, name: Literal["value", "fallback"], text: str):
        """Set the fixed text of a variable, or what people without a value get."""
        self._change(variable_id, **{name: text})
        await self._save()

    @handler(Permission.CAMPAIGNS_EDIT)
    async def turn(self, by: int):
        """Show the message of the next person, or of the one before."""
        self.sample = (self.sample + by) % max(1, len(self.check.samples))

    @handler(Permission.CAMPAIGNS_SEND)
    async def ask_to_launch(self):
        """Repeat the facts before anything is sent."""
        await self._save()
        self.typed_number = ""
        self.is_confirming = self.is_ready and not self.conflict
        if not self.is_confirming:
            return rx.toast.error("This campaign cannot be launched yet. See what is missing.")

    @handler(Permission.CAMPAIGNS_EDIT)
    async def set_typed_number(self, text: str):
        """Take the typed number of people."""
        self.typed_number = text

    @handler(Permission.CAMPAIGNS_EDIT)
    async def set_confirming(self, is_open: bool):
        """Open or close the confirmation."""
        self.is_confirming = is_open and self.is_ready

    @handler(Permission.CAMPAIGNS_SEND)
    async def launch(self):
        """Launch, and show the campaign live."""
        draft_id = parse_id(self.draft_id)
        if draft_id is None or not self.may_launch:
            return rx.toast.error("Type the number of people to launch.")
        await self._call(campaigns.launch, draft_id)
        self.is_confirming = False
        return rx.redirect(f"/campaigns/{self.draft_id}")

    def _forget(self) -> None:
        self.draft_id, self.status, self.note, self.version = "", "", "", 0
        self.name, self.brief, self.timing, self.control_percent = "", Brief(), Timing(), ""
        self.template_id, self.include, self.exclude, self.variables = "", [], [], []
        self.check, self.is_loaded = NOTHING_CHECKED, False

    async def _open(self, draft_id: UUID) -> None:
        try:
            self._show(await self._call(campaigns.get_draft, draft_id))
        except NotFound as error:
            self.obstacle = error.message
            return
        if self.status not in _OPEN:
            self.obstacle = "This campaign has been launched and cannot be changed any more."
            return
        self.check = await self._call(campaigns.preflight, draft_id)

    def _change(self, variable_id: str, **changes: str) -> None:
        self.variables = [
            replace(one, **changes) if one.id == variable_id else one for one in self.variables
        ]

    async def _save(self) -> None:
        self.is_saved = False
        async with self._form():
            draft_id = parse_id(self.draft_id)
            if draft_id is None:
                draft_id = await self._call(campaigns.create, name=self.name)
                self.draft_id = str(draft_id)
            changes = DraftChanges(
                self.name,
                parse_id(self.template_id),
                parse_id(self.phone_number_id),
                [one.key for one in self.include],
                self.variables,
                [one.key for one in self.exclude],
                self.brief,
                self.timing,
                self.control_percent,
                self.version,
            )
            try:
                self._show(await self._call(campaigns.save_draft, draft_id, changes))
            except Conflict as error:
                self.conflict = error.message
                return
            self.is_saved = True
            self.check = await self._call(campaigns.preflight, draft_id)
            self.sample = min(self.sample, max(0, len(self.check.samples) - 1))

    def _show(self, draft: CampaignDraft) -> None:
        self.draft_id, self.name, self.note = draft.id, draft.name, draft.note
        self.status, self.version = draft.status, draft.version
        self.brief, self.timing = draft.brief, draft.timing
        self.control_percent = draft.control_percent
        self.include, self.exclude = draft.include, draft.exclude
        self.template_id, self.phone_number_id = draft.template_id, draft.phone_number_id
        self.variables = draft.variables


_STEPS = frozenset(Step)
_OPEN = ("draft", campaigns.WAITING)
