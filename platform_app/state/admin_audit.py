"""The platform's audit log: what super admins and the platform itself have done."""

import reflex as rx

from platform_app.core.errors import InvalidInput
from platform_app.services import audit
from platform_app.services.audit.views import Filters
from platform_app.state.access import SUPER_ADMIN, handler
from platform_app.state.audit_list import AuditListState
from platform_app.state.base import parse_id

_PAGE = "/admin/audit"


class AdminAuditState(AuditListState):
    """One page of the log, and what it is narrowed down to."""

    @handler(SUPER_ADMIN)
    async def load(self):
        """Show the newest events of what the address asks for."""
        self._read_address()
        self.people = await self._call_platform(audit.list_people)
        await self._show()

    @handler(SUPER_ADMIN)
    async def set_filter(self, name: str, value: str):
        """Narrow the log down, or widen it again."""
        return self._with(_PAGE, **{name: value}) if name in self.filters else None

    @handler(SUPER_ADMIN)
    async def clear(self):
        """Show everything again."""
        return rx.redirect(_PAGE)

    @handler(SUPER_ADMIN)
    async def next_page(self):
        """Go on to older events."""
        self._to_next_page()
        await self._show()

    @handler(SUPER_ADMIN)
    async def previous_page(self):
        """Go back to newer events."""
        self._to_previous_page()
        await self._show()

    @handler(SUPER_ADMIN)
    async def verify(self):
        """Check the log of the company that the list is narrowed down to, its anchors too."""
        if (company_id := parse_id(self.filters["company"])) is not None:
            self._show_report(await self._call_platform(audit.verify_with_anchors, company_id))

    async def _show(self) -> None:
        try:
            filters = Filters(**self.filters)
            self._show_page(
                await self._call_platform(
                    audit.list_platform_events, filters, cursor=self._cursor()
                )
            )
        except InvalidInput as error:
            self._show_nothing(error)
