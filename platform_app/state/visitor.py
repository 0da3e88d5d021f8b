"""Who sends the event that is being handled; set by the guard, read by states."""

from contextvars import ContextVar
from dataclasses import dataclass

from platform_app.api.visitors import Place
from platform_app.core.errors import NotFound, SignedOut
from platform_app.services.accounts import SignedIn
from platform_app.services.companies import HostCompany


@dataclass(frozen=True, slots=True)
class Visitor:
    """The place and, if there is one, the living session."""

    place: Place
    session: SignedIn | None

    def signed_in(self) -> SignedIn:
        """Return the session; raises SignedOut when there is none."""
        if self.session is None:
            raise SignedOut("You are signed out. Sign in again to go on.")
        return self.session

    def company(self) -> HostCompany:
        """Return the company of the host; raises NotFound on the platform's own."""
        if self.place.company is None:
            raise NotFound("There is no company at this address.")
        return self.place.company


current: ContextVar[Visitor] = ContextVar("current_visitor")
