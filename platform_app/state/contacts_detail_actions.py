"""Blocking and erasing the contact of the address."""

import reflex as rx

from platform_app.core.errors import NotFound
from platform_app.core.permissions import Permission
from platform_app.services import blocks, contacts
from platform_app.services.contacts import ErasurePreview
from platform_app.state.access import handler
from platform_app.state.base import AppState

NOTHING = ErasurePreview(0, 0, 0, 0, "", "")
_NOT_AT_WHATSAPP = (
    "Blocked here: nothing is sent to them. WhatsApp itself blocks only people who wrote in the last 24 hours, "
    "so their messages may still arrive; nobody is alerted to them."
)


class ContactsDetailActionsState(AppState):
    """The windows of the contact's page for what cannot be taken back easily."""

    is_blocking: bool = False
    is_erasing: bool = False
    erasure: ErasurePreview = NOTHING

    @handler(Permission.CONTACTS_READ)
    async def close(self):
        """Leave no window open that the next contact would be shown with."""
        self.is_blocking = self.is_erasing = False

    @handler(Permission.CONTACTS_EDIT)
    async def set_blocking(self, is_open: bool):
        """Open or close the question why the person is blocked."""
        self.problems, self.notice, self.is_blocking = {}, "", is_open

    @handler(Permission.CONTACTS_EDIT)
    async def block(self, form: dict[str, str]):
        """Block the person here and at WhatsApp."""
        found = self._id_in_address("contact_id")
        async with self._form():
            if found is None:
                raise NotFound("This contact does not exist.")
            order = await self._call(blocks.block, found, reason=form.get("reason", ""))
            self.is_blocking = False
            is_done = await self._outside(blocks.carry_out, order)
            words = "Blocked, here and at WhatsApp." if is_done else _NOT_AT_WHATSAPP
            return rx.toast.success(words)

    @handler(Permission.CONTACTS_EDIT)
    async def unblock(self):
        """Let the person in again."""
        found = self._id_in_address("contact_id")
        if found is None:
            return None
        order = await self._call(blocks.unblock, found)
        await self._outside(blocks.carry_out, order)
        return rx.toast.success("Unblocked. What they agreed to is as it was.")

    @handler(Permission.CONTACTS_DELETE)
    async def set_erasing(self, is_open: bool):
        """Open or close the question whether to erase the person, with what goes."""
        self.problems, self.notice, self.erasure = {}, "", NOTHING
        found = self._id_in_address("contact_id")
        if is_open and found is not None:
            self.erasure = await self._call(contacts.preview_erasure, found)
        self.is_erasing = is_open

    @handler(Permission.CONTACTS_DELETE)
    async def erase(self, form: dict[str, str]):
        """Erase the person and go back to the list."""
        found = self._id_in_address("contact_id")
        async with self._form():
            if found is None:
                raise NotFound("This contact does not exist.")
            reason, identity = form.get("reason", ""), form.get("identity", "")
            await self._call(contacts.erase, found, reason=reason, identity=identity)
            self.is_erasing = False
            done = "Erased. Webhooks and files that name them are being cleared."
            return [rx.redirect("/contacts"), rx.toast.success(done)]
