"""The outbox: mails of this platform, readable as long as they have not left."""

import re

from platform_app.services import companies
from platform_app.services.companies import MailRow
from platform_app.state.access import SUPER_ADMIN, handler
from platform_app.state.base import AppState

_LINK = re.compile(r"https?://\S+")
_NOTHING = MailRow("", "", "", "", "", "", "", "")


class AdminOutboxState(AppState):
    """The newest mails, one of them open."""

    rows: list[MailRow] = []
    picked: MailRow = _NOTHING
    link: str = ""
    is_loaded: bool = False

    @handler(SUPER_ADMIN)
    async def load(self):
        """Show the newest mails, the first of them open."""
        self.rows = await self._call_platform(companies.list_mail)
        self._open(self.picked.id or (self.rows[0].id if self.rows else ""))
        self.is_loaded = True

    @handler(SUPER_ADMIN)
    async def pick(self, mail_id: str):
        """Open a mail."""
        self._open(mail_id)

    def _open(self, mail_id: str) -> None:
        self.picked = next((row for row in self.rows if row.id == mail_id), _NOTHING)
        found = _LINK.search(self.picked.body)
        self.link = found.group() if found else ""
