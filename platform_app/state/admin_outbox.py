"""The outbox: every mail of the companies and of the platform, and what became of it."""

import reflex as rx

from platform_app.core.errors import NotFound
from platform_app.services import mail
from platform_app.services.mail.views import MailRow, OpenMail
from platform_app.state.access import SUPER_ADMIN, handler
from platform_app.state.base import AppState, parse_id
from platform_app.state.paging import Paged

_NOTHING = OpenMail(MailRow("", "", "", "", "", "", "", 0, "", ""), "", "")
_STATES = ("waiting", "sent", "kept", "failed")


class AdminOutboxState(Paged, AppState):
    """One page of mails, one of them open."""

    rows: list[MailRow] = []
    picked: OpenMail = _NOTHING
    status: str = ""
    can_deliver: bool = True
    is_loaded: bool = False

    @handler(SUPER_ADMIN)
    async def load(self):
        """Show the newest mails, the first of them open unless another one was."""
        wanted = self.router.url.query_parameters.get("state", "")
        self.status = wanted if wanted in _STATES else ""
        self._to_first_page()
        self.can_deliver = mail.can_deliver()
        await self._show()
        shown = self.picked.row if self.picked.row.id else next(iter(self.rows), None)
        if shown is not None:
            await self._open(shown.id, shown.company_id)
        self.is_loaded = True

    @handler(SUPER_ADMIN)
    async def set_status(self, status: str):
        """Show the mails in one state; `all` shows every one."""
        self.picked = _NOTHING
        wanted = status if status in _STATES else ""
        return rx.redirect(f"/admin/outbox?state={wanted}" if wanted else "/admin/outbox")

    @handler(SUPER_ADMIN)
    async def pick(self, mail_id: str, company_id: str):
        """Open a mail."""
        await self._open(mail_id, company_id)

    @handler(SUPER_ADMIN)
    async def try_again(self):
        """Send the open mail once more, now."""
        row = self.picked.row
        mail_id, company_id = parse_id(row.id), parse_id(row.company_id)
        if mail_id is None:
            raise NotFound("This mail is not there any more.")
        if company_id is None:
            await self._call_platform(mail.try_again, mail_id, None)
        else:
            await self._call_platform_about(company_id, mail.try_again, mail_id, company_id)
        await self._show()
        await self._open(row.id, row.company_id)
        return rx.toast.success("It is on its way. Reload the page to see what became of it.")

    @handler(SUPER_ADMIN)
    async def next_page(self):
        """Go on to older mails."""
        self._to_next_page()
        await self._show()

    @handler(SUPER_ADMIN)
    async def previous_page(self):
        """Go back to newer mails."""
        self._to_previous_page()
        await self._show()

    async def _show(self) -> None:
        page = await self._call_platform(mail.list_rows, status=self.status, cursor=self._cursor())
        self.rows = page.rows
        self._note_page(page)

    async def _open(self, mail_id: str, company_id: str) -> None:
        if (found := parse_id(mail_id)) is not None:
            self.picked = await self._call_platform(mail.open_mail, found, parse_id(company_id))
