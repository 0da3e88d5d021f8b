"""Adding one contact by hand."""

import reflex as rx

from platform_app.core.permissions import Permission
from platform_app.services import contacts
from platform_app.state.access import handler
from platform_app.state.base import AppState


class ContactsNewState(AppState):
    """The country in which a number without a code is read."""

    region: str = ""

    @handler(Permission.CONTACTS_EDIT)
    async def load(self):
        """Suggest the company's own country."""
        self.region = await self._call(contacts.default_region)

    @handler(Permission.CONTACTS_EDIT)
    async def add(self, form: dict[str, str]):
        """Add the person and go to their page."""
        async with self._form():
            # A box that is not ticked does not travel.
            source = form.get("consent_source", "") if form.get("has_consent") else None
            added = await self._call(
                contacts.add,
                form.get("phone", ""),
                name=form.get("name", ""),
                default_region=form.get("region", ""),
                consent_source=source,
            )
            return rx.redirect(f"/contacts/{added}")
        return [
            rx.set_focus(field)
            for field in ("name", "phone", "consent_source")
            if field in self.problems
        ][:1]
