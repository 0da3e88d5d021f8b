"""Setting up a second factor: scan, confirm, keep the recovery codes."""

from platform_app.services import accounts
from platform_app.state.access import ENROLLING, handler
from platform_app.state.base import AppState


class SecondFactorState(AppState):
    """One enrolment; what it shows is gone with the page."""

    picture: str = ""
    secret: str = ""
    recovery_codes: list[str] = []
    are_kept: bool = False

    @handler(ENROLLING)
    async def load(self):
        """Begin with nothing on the screen."""
        self._forget()

    @handler(ENROLLING)
    async def begin(self):
        """Make a secret and show it, as a picture and in letters."""
        self.problems, self.notice = {}, ""
        offer = await self._call_own(accounts.offer_second_factor, issuer=self.company_name)
        self.picture, self.secret = offer.picture, offer.secret

    @handler(ENROLLING)
    async def cancel(self):
        """Leave everything as it was."""
        self._forget()

    @handler(ENROLLING)
    async def accept(self, form: dict[str, str]):
        """Check the first code, then show the recovery codes for the only time."""
        async with self._form():
            codes = await self._call_own(accounts.accept_second_factor, form.get("code", ""))
            self._forget()
            self.recovery_codes = codes

    @handler(ENROLLING)
    async def renew_codes(self):
        """Show ten new recovery codes; the old ones are good no more."""
        codes = await self._call_own(accounts.renew_recovery_codes)
        self._forget()
        self.recovery_codes = codes

    @handler(ENROLLING)
    async def set_kept(self, are_kept: bool):
        """Follow whether the person says that the codes are in a safe place."""
        self.are_kept = are_kept

    @handler(ENROLLING)
    async def remove(self):
        """Take the second factor away."""
        await self._call_own(accounts.remove_second_factor)
        self._forget()
        self.has_second_factor = False

    def _forget(self) -> None:
        self.picture, self.secret, self.recovery_codes, self.are_kept = "", "", [], False
