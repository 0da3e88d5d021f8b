"""The company's audit log: read, checked, exported."""

import reflex as rx

from platform_app.core.errors import InvalidInput
from platform_app.core.permissions import Permission
from platform_app.services import audit
from platform_app.services.audit.views import Filters
from platform_app.state.access import handler
from platform_app.state.audit_list import AuditListState

_PAGE = "/settings/audit"
# The form is posted by the browser itself, because only that can keep a file.
_POST = "document.getElementById('audit-export').requestSubmit()"


class SettingsAuditState(AuditListState):
    """One page of the log, and what it is narrowed down to."""

    @handler(Permission.AUDIT_READ)
    async def load(self):
        """Show the newest events of what the address asks for."""
        self._read_address()
        self.people = await self._call(audit.list_people)
        await self._show()

    @handler(Permission.AUDIT_READ)
    async def set_filter(self, name: str, value: str):
        """Narrow the log down, or widen it again."""
        return self._with(_PAGE, **{name: value}) if name in self.filters else None

    @handler(Permission.AUDIT_READ)
    async def clear(self):
        """Show everything again."""
        return rx.redirect(_PAGE)

    @handler(Permission.AUDIT_READ)
    async def next_page(self):
        """Go on to older events."""
        self._to_next_page()
        await self._show()

    @handler(Permission.AUDIT_READ)
    async def previous_page(self):
        """Go back to newer events."""
        self._to_previous_page()
        await self._show()

    @handler(Permission.AUDIT_READ)
    async def verify(self):
        """Check that no event was changed and none is missing."""
        self._show_report(await self._call(audit.verify))

    @handler(Permission.AUDIT_READ)
    async def export(self):
        """Ask for the file, once it is sure who asks."""
        await self._call(audit.check_export, Filters(**self.filters))
        return rx.call_script(_POST)

    async def _show(self) -> None:
        try:
            filters = Filters(**self.filters)
            self._show_page(await self._call(audit.list_events, filters, cursor=self._cursor()))
        except InvalidInput as error:
            self._show_nothing(error)
