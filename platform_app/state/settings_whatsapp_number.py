"""One number of the company: how it stands, and a message to try it."""

from typing import ClassVar
from uuid import UUID

import reflex as rx

from platform_app.core.errors import NotFound
from platform_app.core.permissions import Permission
from platform_app.services import channels, trials
from platform_app.services.channels.views import NO_NUMBER, NumberDetail
from platform_app.services.trials.views import NO_TRIAL, TemplateChoice, Trial
from platform_app.state.access import handler
from platform_app.state.base import AppState, parse_id
from platform_app.state.settings_whatsapp_kept import KeptState

VIEWS = ("standing", "test", "profile", "links", "registration", "history")


class SettingsWhatsAppNumberState(AppState):
    """The number of the address."""

    topics: ClassVar[tuple[str, ...]] = ("channels", "inbox")

    detail: NumberDetail = NO_NUMBER
    view: str = VIEWS[0]
    is_missing: bool = False
    choices: list[TemplateChoice] = []
    trial: Trial = NO_TRIAL

    @handler(Permission.WHATSAPP_MANAGE)
    async def load(self):
        """Show the number."""
        self.detail, self.view, self.trial = NO_NUMBER, VIEWS[0], NO_TRIAL
        await self._show()

    @handler(Permission.WHATSAPP_MANAGE)
    async def refresh(self):
        """Show what has changed: a step of the test message, a new quality."""
        await self._show()
        if found := parse_id(self.trial.id):
            self.trial = await self._call(trials.get_trial, found)

    @handler(Permission.WHATSAPP_MANAGE)
    async def choose_view(self, view: str):
        """Show another side of the number; what WhatsApp keeps is asked for then."""
        self.view = view if view in VIEWS else VIEWS[0]
        self.problems, self.notice = {}, ""
        number = self._number()
        if self.view == "test" and number is not None:
            self.choices = await self._call(trials.list_choices, number)
        loads = {"profile": KeptState.load_profile, "links": KeptState.load_links}
        if self.view in loads:
            # Before the answer there is no form: what is typed into it would be lost.
            (await self.get_state(KeptState)).is_fetching = True
        return loads.get(self.view)

    @handler(Permission.WHATSAPP_MANAGE)
    async def check(self):
        """Have WhatsApp asked now how the number stands."""
        if found := parse_id(self.detail.channel.id):
            await self._call(channels.request_check, found)
        return rx.toast.info("Asked WhatsApp. The page fills by itself.")

    @handler(Permission.WHATSAPP_MANAGE)
    async def send_trial(self, form: dict[str, str]):
        """Send a template to a phone at hand; its life shows below."""
        number, template = self._number(), parse_id(form.get("template", ""))
        if number is None or template is None:
            self.problems = {"template": "Choose a template."}
            return
        phone = form.get("phone", "")
        async with self._form():
            sent = await self._call(trials.send, number, template_id=template, phone=phone)
            self.trial = await self._call(trials.get_trial, sent)

    def _number(self) -> UUID | None:
        return self._id_in_address("number_id")

    async def _show(self) -> None:
        number = self._number()
        self.is_missing = number is None
        if number is None:
            return
        try:
            self.detail = await self._call(channels.get_number, number)
        except NotFound:
            self.detail, self.is_missing = NO_NUMBER, True
