"""The way of a super admin into a company: prepared on the platform, begun at the company's own host."""

from platform_app.core.errors import NotFound
from platform_app.services import accounts
from platform_app.state.access import PUBLIC, SUPER_ADMIN, handler
from platform_app.state.base import AppState, parse_id


class VisitState(AppState):
    """The window on the platform, and the page at the company's host."""

    is_preparing: bool = False
    company_id: str = ""
    company: str = ""
    way_in: str = ""
    link: str = ""
    super_admin: str = ""
    reason: str = ""
    only_looks: bool = True
    dead: str = ""
    is_loaded: bool = False

    @handler(SUPER_ADMIN)
    async def open_window(self, company_id: str, company: str):
        """Ask why somebody wants to visit a company."""
        self.company_id, self.company, self.way_in = company_id, company, ""
        self.problems, self.notice, self.is_preparing = {}, "", True

    @handler(SUPER_ADMIN)
    async def set_preparing(self, is_open: bool):
        """Open or close the window."""
        self.is_preparing, self.way_in = is_open, ""

    @handler(SUPER_ADMIN)
    async def prepare(self, form: dict[str, str]):
        """Prepare the visit and show the way in, which works for two minutes."""
        company_id = parse_id(self.company_id)
        if company_id is None:
            raise NotFound("There is no such company.")
        async with self._form():
            self.way_in = await self._call_platform_about(
                company_id,
                accounts.start_visit,
                company_id,
                reason=form.get("reason", ""),
                is_read_only=not form.get("may_change"),
            )

    @handler(PUBLIC)
    async def load(self):
        """Show what the visit will be, before it begins."""
        self.link, self.dead = self.router.url.path.strip("/").split("/")[-1], ""
        try:
            offer = await self._call_at_company(accounts.look_up_visit, self.link)
            self.company, self.super_admin = offer.company, offer.super_admin
            self.reason, self.only_looks = offer.reason, offer.is_read_only
        except NotFound as error:
            self.dead = error.message
        self.is_loaded = True
