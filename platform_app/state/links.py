"""One-time links: whom each is for, and whether it still lives."""

import reflex as rx

from platform_app.api.notices import unsealed
from platform_app.core.errors import NotFound
from platform_app.models.accounts import LinkPurpose
from platform_app.services import accounts
from platform_app.state.access import PUBLIC, handler
from platform_app.state.base import AppState

_TIDY_ADDRESS = "history.replaceState(history.state, '', '/' + location.pathname.split('/')[1])"
# By the first word of the address.
_PURPOSES = {
    "setup": LinkPurpose.SETUP,
    "invite": LinkPurpose.INVITATION,
    "reset": LinkPurpose.PASSWORD_RESET,
    "email": LinkPurpose.EMAIL_CHANGE,
}


class LinksState(AppState):
    """The page behind a link that came by mail."""

    link: str = ""
    place: str = ""
    email: str = ""
    new_email: str = ""
    dead: str = ""
    is_loaded: bool = False

    @handler(PUBLIC)
    async def load(self):
        """Look the link up; a dead one is said before anybody types."""
        purpose, _, self.link = self.router.url.path.strip("/").partition("/")
        self.place, self.email, self.new_email, self.dead = "", "", "", ""
        try:
            info = await self._call_visitor(
                accounts.look_up_link, self.link, _PURPOSES.get(purpose, LinkPurpose.SETUP)
            )
            self.place, self.email, self.new_email = info.place, info.email, info.new_email
        except NotFound as error:
            self.dead = error.message
        said = unsealed(self.router.url.query_parameters.get("notice", ""))
        self.notice = said.pop("", "")
        self.problems = said
        self.is_loaded = True
        # The form carries the token; the address need not, where shoulders and histories see it.
        return rx.call_script(_TIDY_ADDRESS)
