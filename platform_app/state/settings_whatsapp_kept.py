"""What WhatsApp keeps of a number: its profile, its short links, its registration. Read and written there."""

from collections.abc import Callable
from typing import TypeVar

import reflex as rx

from platform_app.core.errors import AppError, InvalidInput
from platform_app.core.permissions import Permission
from platform_app.services import channels
from platform_app.services.channels import NumberAccess
from platform_app.services.channels.views import LinkRow, ProfileView
from platform_app.state.access import handler
from platform_app.state.base import AppState

T = TypeVar("T")
_PROFILE_FIELDS = (
    "about", "address", "description", "email", "website", "second_website", "vertical",
)  # fmt: skip


class KeptState(AppState):
    """The number of the address, as WhatsApp keeps it; everything here takes as long as WhatsApp takes."""

    profile: ProfileView = ProfileView()
    links: list[LinkRow] = []
    is_fetching: bool = False
    # While WhatsApp is being told something, so that what people typed stays on the page.
    is_asking: bool = False
    # Why WhatsApp could not be asked.
    refusal: str = ""

    @handler(Permission.WHATSAPP_MANAGE, background=True)
    async def load_profile(self):
        """Fetch the profile."""
        async with self:
            self.is_fetching = True
        profile = await self._ask(channels.fetch_profile)
        async with self:
            self.profile = profile or ProfileView()

    @handler(Permission.WHATSAPP_MANAGE, background=True)
    async def load_links(self):
        """Fetch the short links."""
        async with self:
            self.is_fetching = True
        await self._show_links()

    @handler(Permission.WHATSAPP_MANAGE, background=True)
    async def save_profile(self, form: dict[str, str]):
        """Write the profile."""
        given = {name: form.get(name, "") for name in _PROFILE_FIELDS}
        wanted = ProfileView(**given, picture_url=self.profile.picture_url)
        if not await self._change(lambda one: channels.save_profile(one, wanted), "profile"):
            return None
        async with self:
            self.profile = wanted
        return rx.toast.success("Customers see the new profile now.")

    @handler(Permission.WHATSAPP_MANAGE, background=True)
    async def add_link(self, form: dict[str, str]):
        """Make a short link."""
        message = form.get("message", "")
        if not await self._change(lambda one: channels.create_link(one, message), "short link"):
            return None
        await self._show_links()
        return rx.toast.success("The link works from now on.")

    @handler(Permission.WHATSAPP_MANAGE, background=True)
    async def remove_link(self, code: str):
        """Delete a short link."""
        if not await self._change(lambda one: channels.delete_link(one, code), "short link"):
            return None
        await self._show_links()
        return rx.toast.success("The link no longer works.")

    @handler(Permission.WHATSAPP_MANAGE, background=True)
    async def request_code(self, form: dict[str, str]):
        """Have WhatsApp send the code that proves the number."""
        by_voice = form.get("method") == "voice"
        asked = await self._change(
            lambda one: channels.request_code(one, by_voice=by_voice), "code asked for"
        )
        return rx.toast.success("WhatsApp is sending the code to the number.") if asked else None

    @handler(Permission.WHATSAPP_MANAGE, background=True)
    async def verify_code(self, form: dict[str, str]):
        """Prove the number with the code."""
        code = form.get("code", "")
        proved = await self._change(lambda one: channels.verify_code(one, code), "proved by code")
        return rx.toast.success("The number is verified.") if proved else None

    @handler(Permission.WHATSAPP_MANAGE, background=True)
    async def register(self, form: dict[str, str]):
        """Register the number for sending."""
        pin = form.get("pin", "")
        done = await self._change(lambda one: channels.register(one, pin), "registered")
        return rx.toast.success("The number is registered.") if done else None

    async def _show_links(self) -> None:
        links = await self._ask(channels.fetch_links)
        async with self:
            self.links = links or []

    async def _ask(self, question: Callable[[NumberAccess], T]) -> T | None:
        """Return WhatsApp's answer, or None with the reason on the page."""
        number = self._id_in_address("number_id")
        if number is None:
            return None
        answer, refusal = None, ""
        try:
            access = await self._call(channels.open_number, number)
            answer = await self._outside(question, access)
        except AppError as error:
            refusal = error.message
        async with self:
            self.is_fetching, self.refusal = False, refusal
        return answer

    async def _change(self, act: Callable[[NumberAccess], None], what: str) -> bool:
        """Change something at WhatsApp and remember it; tell whether WhatsApp agreed."""
        number = self._id_in_address("number_id")
        if number is None:
            return False
        access = await self._call(channels.open_number_to_change, number)
        async with self:
            self.is_asking, self.problems, self.notice = True, {}, ""
        refusal: InvalidInput | None = None
        try:
            await self._outside(act, access)
            await self._call(channels.note_change, number, what)
        except InvalidInput as error:
            refusal = error
        finally:
            async with self:
                self.is_asking = False
                if refusal is not None:
                    self.problems, self.notice = refusal.fields, refusal.message
        return refusal is None
