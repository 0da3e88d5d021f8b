"""Signing in: what went wrong the last time, and where to go on."""

from platform_app.api.notices import unsealed
from platform_app.state.access import PUBLIC, handler
from platform_app.state.base import AppState

_ENDED = "Your session has ended. Sign in again to go on where you were."


class LoginState(AppState):
    """The sign-in pages; the browser itself posts their forms, because only that can set the cookie."""

    next_path: str = ""
    is_sent: bool = False

    @handler(PUBLIC)
    async def load(self):
        """Read what the address carries."""
        query = self.router.url.query_parameters
        said = unsealed(query.get("notice", ""))
        self.notice = said.pop("", _ENDED if query.get("ended") else "")
        self.done = said.pop("done", "")
        self.problems = said
        self.next_path = query.get("next", "")
        self.is_sent = bool(query.get("sent"))
