"""The campaign builder: a draft that saves itself and says what is still missing."""

from dataclasses import replace
from uuid import UUID

import reflex as rx

from platform_app.core.permissions import Permission
from platform_app.services import campaigns
from platform_app.services.campaigns.views import (
    NOTHING_CHECKED,
    AudienceChoice,
    CampaignDraft,
    DraftChanges,
    NumberChoice,
    Preflight,
    TemplateChoice,
    VariableDraft,
)
from platform_app.state.access import handler
from platform_app.state.base import AppState, parse_id

# Above this many people the number is typed, so that nobody launches by a slip.
TYPED_ABOVE = 1_000


class CampaignsNewState(AppState):
    """One draft and what it would do."""

    draft_id: str = ""
    # Why it was sent back, if it was.
    note: str = ""
    name: str = ""
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
    check: Preflight = NOTHING_CHECKED
    typed_number: str = ""
    is_confirming: bool = False

    @rx.var
    def is_ready(self) -> bool:
        """Tell whether the campaign could be launched."""
        return bool(self.draft_id) and not self.check.problems

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
        """Show the draft of the address, or an empty one."""
        choices = await self._call(campaigns.list_choices)
        self.templates, self.numbers = choices.templates, choices.numbers
        self.inclusions, self.exclusions = choices.inclusions, choices.exclusions
        self.attributes = choices.attributes
        self.draft_id, self.name, self.check, self.is_confirming = "", "", NOTHING_CHECKED, False
        self.note = ""
        self.template_id, self.include, self.exclude = "", [], []
        self.phone_number_id = self.numbers[0].id if len(self.numbers) == 1 else ""
        self.variables = []
        wanted = parse_id(self.router.url.query_parameters.get("draft", ""))
        if wanted is not None:
            await self._show(wanted, await self._call(campaigns.get_draft, wanted))

    @handler(Permission.CAMPAIGNS_EDIT)
    async def set_name(self, name: str):
        """Name the campaign; the draft begins to exist with its name."""
        self.name = name
        await self._save()

    @handler(Permission.CAMPAIGNS_EDIT)
    async def choose_template(self, template_id: str):
        """Choose the template; its variables have to be mapped anew."""
        self.template_id, self.variables = template_id, []
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
    async def set_text(self, variable_id: str, text: str):
        """Set the fixed text of a variable."""
        self._change(variable_id, value=text)
        await self._save()

    @handler(Permission.CAMPAIGNS_EDIT)
    async def set_fallback(self, variable_id: str, text: str):
        """Set what people without a value get."""
        self._change(variable_id, fallback=text)
        await self._save()

    @handler(Permission.CAMPAIGNS_SEND)
    async def ask_to_launch(self):
        """Repeat the facts before anything is sent."""
        await self._save()
        self.typed_number = ""
        self.is_confirming = self.is_ready
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

    def _change(self, variable_id: str, **changes: str) -> None:
        self.variables = [
            replace(one, **changes) if one.id == variable_id else one for one in self.variables
        ]

    async def _save(self) -> None:
        async with self._form():
            draft_id = parse_id(self.draft_id) or await self._call(campaigns.create, name=self.name)
            changes = DraftChanges(
                self.name,
                parse_id(self.template_id),
                parse_id(self.phone_number_id),
                [one.key for one in self.include],
                self.variables,
                [one.key for one in self.exclude],
            )
            await self._show(draft_id, await self._call(campaigns.save_draft, draft_id, changes))

    async def _show(self, draft_id: UUID, draft: CampaignDraft) -> None:
        self.draft_id, self.name, self.note = draft.id, draft.name, draft.note
        self.include, self.exclude = draft.include, draft.exclude
        self.template_id, self.phone_number_id = draft.template_id, draft.phone_number_id
        self.variables = draft.variables
        self.check = await self._call(campaigns.preflight, draft_id)
