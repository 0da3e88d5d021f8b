"""A person's own account: name, looks, password, address, sessions."""

from platform_app.api.notices import unsealed
from platform_app.core.emails import MailTopic
from platform_app.services import accounts
from platform_app.services.accounts.views import OwnSession
from platform_app.state.access import SIGNED_IN, handler
from platform_app.state.base import AppState, parse_id


class MeState(AppState):
    """The pages under /me; super admins have the same under /admin/me."""

    my_name: str = ""
    my_email: str = ""
    my_theme: str = "system"
    my_date_style: str = ""
    codes_left: int = 0
    muted_mail: list[str] = []
    sessions: list[OwnSession] = []
    is_changing_email: bool = False
    asked_email: str = ""
    is_loaded: bool = False

    @handler(SIGNED_IN)
    async def load(self):
        """Show the account as it is."""
        said = unsealed(self.router.url.query_parameters.get("notice", ""))
        self.notice, self.done = said.pop("", ""), said.pop("done", "")
        self.problems = said
        self.asked_email, self.is_changing_email = "", False
        await self._show()

    @handler(SIGNED_IN)
    async def save(self, form: dict[str, str]):
        """Save name and looks, and show them at once."""
        async with self._form():
            await self._call_own(
                accounts.save_own,
                name=form.get("name", ""),
                theme=form.get("theme", ""),
                date_style=form.get("date_style", ""),
            )
            await self._show()
            self.user_name, self.theme = self.my_name, self.my_theme
            self.date_style = self.my_date_style
            self.done = "Saved."

    @handler(SIGNED_IN)
    async def choose_mail(self, form: dict[str, str]):
        """Keep the topics that were ticked."""
        topics = [topic for topic in MailTopic if form.get(topic)]
        await self._call(accounts.choose_mail, topics)
        await self._show()
        self.done = "Saved."

    @handler(SIGNED_IN)
    async def open_email_form(self, is_open: bool):
        """Open or close the window for a new address."""
        self.is_changing_email = is_open
        self.problems, self.notice = {}, ""

    @handler(SIGNED_IN)
    async def ask_for_email_change(self, form: dict[str, str]):
        """Mail a link to the new address."""
        async with self._form():
            new_email = form.get("new_email", "")
            await self._call_own(accounts.ask_for_email_change, new_email)
            self.asked_email, self.is_changing_email = new_email.strip(), False

    @handler(SIGNED_IN)
    async def end_session(self, session_id: str):
        """End one of the person's other sessions."""
        found = parse_id(session_id)
        if found is not None:
            await self._call_own(accounts.end_own_session, found)
        await self._show()

    @handler(SIGNED_IN)
    async def end_other_sessions(self):
        """End every session but this one."""
        await self._call_own(accounts.end_other_sessions)
        await self._show()

    async def _show(self) -> None:
        own = await self._call_own(accounts.get_own)
        self.my_name, self.my_email = own.name, own.email
        self.my_theme, self.my_date_style = own.theme, own.date_style
        self.codes_left, self.muted_mail = own.recovery_codes, list(own.muted_mail)
        self.has_second_factor = own.has_second_factor
        self.sessions = await self._call_own(accounts.list_own_sessions)
        self.is_loaded = True
