"""The set-up link: whom it is for, and whether it still lives."""

from platform_app.api.notices import unsealed
from platform_app.core.errors import NotFound
from platform_app.models.accounts import LinkPurpose
from platform_app.services import accounts
from platform_app.state.access import PUBLIC, handler
from platform_app.state.base import AppState


class SetupState(AppState):
    """The page behind a set-up link."""

    link: str = ""
    email: str = ""
    dead: str = ""
    is_loaded: bool = False

    @handler(PUBLIC)
    async def load(self):
        """Look the link up; a dead one is said before anybody types."""
        parts = self.router.url.path.strip("/").split("/")
        self.link, self.email, self.dead = parts[-1], "", ""
        try:
            self.email = (
                await self._call_visitor(accounts.look_up_link, self.link, LinkPurpose.SETUP)
            ).email
        except NotFound as error:
            self.dead = error.message
        said = unsealed(self.router.url.query_parameters.get("notice", ""))
        self.notice = said.pop("", "")
        self.problems = said
        self.is_loaded = True
