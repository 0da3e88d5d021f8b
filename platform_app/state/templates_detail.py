"""One template, live: what WhatsApp says of it, what it has been used for, and what can be done about it."""

from typing import ClassVar
from uuid import UUID

import reflex as rx

from platform_app.core.errors import NotFound
from platform_app.core.permissions import Permission
from platform_app.services import templates
from platform_app.services.templates.views import NO_DETAIL, Figures, TemplateDetail, Use
from platform_app.state.access import handler
from platform_app.state.base import AppState

_NOT_ASKED = Figures()


class TemplatesDetailState(AppState):
    """The template of the address."""

    topics: ClassVar[tuple[str, ...]] = ("templates", "campaigns")

    template: TemplateDetail = NO_DETAIL
    is_missing: bool = False
    tab: str = "overview"
    uses: list[Use] = []
    is_using_loaded: bool = False
    figures: Figures = _NOT_ASKED
    is_asking: bool = False

    @handler(Permission.TEMPLATES_READ)
    async def load(self):
        """Show the template."""
        self.template, self.is_missing, self.tab = NO_DETAIL, False, "overview"
        self.uses, self.is_using_loaded, self.figures = [], False, _NOT_ASKED
        await self._show()

    @handler(Permission.TEMPLATES_READ)
    async def refresh(self):
        """Show what has changed."""
        await self._show()
        if self.tab == "use":
            await self._show_uses()

    @handler(Permission.TEMPLATES_READ)
    async def choose_tab(self, tab: str):
        """Change between the template, its use and its history."""
        self.tab = tab
        if tab == "use" and "campaigns.read" in self.permissions:
            await self._show_uses()

    # In the background, as all that asks WhatsApp: it may take longer than a tab's state may be held.
    @handler(Permission.TEMPLATES_MANAGE, background=True)
    async def ask_for_figures(self):
        """Fetch WhatsApp's own figures; asked for by hand, because each question counts."""
        async with self:
            self.is_asking = True
        figures = self.figures
        try:
            question = await self._call(templates.prepare_figures, self._id())
            figures = await self._outside(templates.fetch_figures, question)
        finally:
            async with self:
                self.figures, self.is_asking = figures, False

    @handler(Permission.TEMPLATES_MANAGE, background=True)
    async def enable_figures(self):
        """Have WhatsApp count from now on."""
        question = await self._call(templates.prepare_figures, self._id())
        await self._outside(templates.enable_figures, question)
        await self._call(templates.note_enabled, self._id())
        async with self:
            self.figures = Figures(problem="WhatsApp counts from now on. Figures come a day later.")

    @handler(Permission.TEMPLATES_MANAGE)
    async def hide(self):
        """Keep the template away from agents."""
        await self._call(templates.hide, self._id())
        await self._show()

    @handler(Permission.TEMPLATES_MANAGE)
    async def show(self):
        """Offer the template to agents again."""
        await self._call(templates.show, self._id())
        await self._show()

    @handler(Permission.TEMPLATES_MANAGE)
    async def duplicate(self):
        """Begin a copy and open it."""
        copy_id = await self._call(templates.duplicate, self._id())
        return rx.redirect(f"/templates/{copy_id}/edit")

    @handler(Permission.TEMPLATES_MANAGE)
    async def discard(self):
        """Throw away what has been written and not submitted."""
        was_draft = self.template.status == "DRAFT"
        await self._call(templates.discard, self._id())
        if was_draft:
            return [rx.toast.success("The draft is gone."), rx.redirect("/templates")]
        await self._show()

    @handler(Permission.TEMPLATES_MANAGE, background=True)
    async def delete(self, every_language: bool):
        """Delete at WhatsApp and here, in this language or in all."""
        order = await self._call(
            templates.prepare_deletion, self._id(), every_language=every_language
        )
        await self._outside(templates.delete, order)
        await self._call(templates.note_deleted, self._id(), every_language=every_language)
        return [rx.toast.success("WhatsApp has deleted it."), rx.redirect("/templates")]

    @handler(Permission.TEMPLATES_MANAGE, background=True)
    async def unpause(self):
        """Take the template out of its pause."""
        order = await self._call(templates.prepare_unpause, self._id())
        await self._outside(templates.unpause, order)
        await self._call(templates.note_unpaused, self._id())
        async with self:
            await self._show()
        return rx.toast.success("It can be sent again. Resume the campaigns that wait for it.")

    def _id(self) -> UUID:
        template_id = self._id_in_address("template_id")
        if template_id is None:
            raise NotFound("This template does not exist.")
        return template_id

    async def _show(self) -> None:
        try:
            self.template = await self._call(templates.get_detail, self._id())
        except NotFound:
            self.is_missing = True

    async def _show_uses(self) -> None:
        self.uses = await self._call(templates.list_uses, self._id())
        self.is_using_loaded = True
