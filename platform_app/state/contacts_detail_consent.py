"""The consent of the contact of the address: what holds, the proof, and what the team takes down."""

from contextlib import suppress
from typing import ClassVar
from uuid import UUID

import reflex as rx

from platform_app.core.errors import NotFound
from platform_app.core.permissions import Permission
from platform_app.models.consent import ConsentPurpose
from platform_app.services import consent
from platform_app.services.consent.views import ConsentByHand, PersonConsent, WordingRow
from platform_app.state.access import handler
from platform_app.state.base import AppState, parse_id

_NOBODY = PersonConsent("", False, False, False, False, "", "", [])  # noqa: FBT003  all of them facts
_POST = "document.getElementById('consent-proof').requestSubmit()"


class ContactConsentState(AppState):
    """What one person agreed to, and the two windows in which that is changed by hand."""

    topics: ClassVar[tuple[str, ...]] = ("contacts",)

    person: PersonConsent = _NOBODY
    wordings: list[WordingRow] = []
    wording: str = ""
    is_granting: bool = False
    is_withdrawing: bool = False
    _contact: str = ""

    @handler(Permission.CONTACTS_READ)
    async def load(self):
        """Show the consent of the contact of the address."""
        self._contact = str(self._id_in_address("contact_id") or "")
        self.person = _NOBODY
        await self.close()
        await self._show()

    @handler(Permission.CONTACTS_READ)
    async def close(self):
        """Leave no window open that the next contact would be shown with."""
        self.is_granting = self.is_withdrawing = False

    @handler(Permission.CONTACTS_READ)
    async def refresh(self):
        """Show what has changed."""
        await self._show()

    @handler(Permission.CONTACTS_EDIT)
    async def set_granting(self, is_open: bool):
        """Open or close the window in which consent is taken down."""
        self.problems, self.notice = {}, ""
        self.is_granting, self.wording = is_open, ""
        if is_open:
            self.wordings = await self._call(consent.list_wordings)

    @handler(Permission.CONTACTS_EDIT)
    async def set_withdrawing(self, is_open: bool):
        """Open or close the window in which it is taken down that somebody took it back."""
        self.problems, self.notice = {}, ""
        self.is_withdrawing = is_open

    @handler(Permission.CONTACTS_EDIT)
    async def pick_wording(self, wording: str):
        """Fill a standard text in."""
        self.wording = wording

    @handler(Permission.CONTACTS_EDIT)
    async def grant(self, form: dict[str, str]):
        """Take down that the person agreed, with the proof."""
        names = ("purpose", "where", "day", "wording")
        given = ConsentByHand(*(form.get(name, "") for name in names))
        async with self._form():
            await self._call(consent.grant_by_hand, self._who(), given)
            self.is_granting = False
            await self._show()
            return rx.toast.success("Taken down.")

    @handler(Permission.CONTACTS_EDIT)
    async def withdraw(self, form: dict[str, str]):
        """Take down that the person took it back."""
        purpose = ConsentPurpose.MARKETING
        if form.get("purpose") == ConsentPurpose.SERVICE:
            purpose = ConsentPurpose.SERVICE
        async with self._form():
            reason = form.get("reason", "")
            await self._call(consent.withdraw_by_hand, self._who(), purpose=purpose, reason=reason)
            self.is_withdrawing = False
            await self._show()
            return rx.toast.success("Taken down. It counts at once.")

    @handler(Permission.CONTACTS_EDIT)
    async def take_proof(self):
        """Have the browser fetch the proof as a file."""
        return rx.call_script(_POST)

    def _who(self) -> UUID:
        found = parse_id(self._contact)
        if found is None:
            raise NotFound("Open the contact first.")
        return found

    async def _show(self) -> None:
        if not self._contact:
            return
        # Whoever does not exist is told so by the page itself.
        with suppress(NotFound):
            self.person = await self._call(consent.get_person, self._who())
