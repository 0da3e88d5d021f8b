"""The company's own settings: profile, and the addresses that lead to it."""

from typing import ClassVar

import reflex as rx

from platform_app.core.config import settings
from platform_app.core.permissions import Permission
from platform_app.services import companies
from platform_app.services.companies import CompanySettings, DomainRow, ProfileChanges
from platform_app.state.access import handler
from platform_app.state.base import AppState, parse_id

_NOTHING = CompanySettings("", "", "", "", "", "", "", "", "")


class SettingsCompanyState(AppState):
    """The forms of the company's settings."""

    topics: ClassVar[tuple[str, ...]] = ("company",)

    company: CompanySettings = _NOTHING
    domains: list[DomainRow] = []
    is_loaded: bool = False
    is_moving: bool = False
    wanted: str = ""
    # Our addresses, cut where the subdomain stands.
    address_start: str = ""
    address_end: str = ""

    @handler(Permission.COMPANY_MANAGE)
    async def load(self):
        """Show what holds now."""
        self.address_start, self.address_end = settings().origin("|").split("|")
        self.is_moving = False
        await self._show()
        self.is_loaded = True

    @handler(Permission.COMPANY_MANAGE)
    async def refresh(self):
        """Show what has changed: a proof that was found, or lost."""
        self.domains = await self._call(companies.list_domains)

    @handler(Permission.COMPANY_MANAGE)
    async def save_profile(self, form: dict[str, str]):
        """Keep the profile."""
        fields = ("name", "website", "industry", "size", "time_zone", "language", "default_region")
        changes = ProfileChanges(*(form.get(field, "") for field in fields))
        async with self._form():
            await self._call(companies.save_profile, changes)
            await self._show()
            return rx.toast.success("Saved.")

    @handler(Permission.COMPANY_MANAGE)
    async def set_moving(self, is_open: bool):
        """Open or close the window in which the company gets another subdomain."""
        self.is_moving, self.wanted = is_open, ""
        self.problems, self.notice = {}, ""

    @handler(Permission.COMPANY_MANAGE)
    async def set_wanted(self, text: str):
        """Follow what is typed, so that the address can be shown."""
        self.wanted = text.strip().lower()[:63]

    @handler(Permission.COMPANY_MANAGE)
    async def move(self, form: dict[str, str]):
        """Move to another subdomain; everybody signs in there from now on."""
        async with self._form():
            address = await self._call(companies.rename, form.get("subdomain", ""))
            self.is_moving = False
            return rx.redirect(f"{address}/login")

    @handler(Permission.COMPANY_MANAGE)
    async def add_domain(self, form: dict[str, str]):
        """Note a domain of the company's own."""
        async with self._form():
            await self._call(companies.add_domain, form.get("domain", ""))
            await self._show()
            return rx.set_value("domain", "")

    @handler(Permission.COMPANY_MANAGE)
    async def check_domain(self, domain_id: str):
        """Ask DNS for a domain's record now."""
        if (found := parse_id(domain_id)) is not None:
            await self._call(companies.request_check, found)
            return rx.toast.info("DNS is being asked. The list fills by itself.")

    @handler(Permission.COMPANY_MANAGE)
    async def remove_domain(self, domain_id: str):
        """Let a domain go."""
        if (found := parse_id(domain_id)) is not None:
            await self._call(companies.remove_domain, found)
            await self._show()

    async def _show(self) -> None:
        self.company = await self._call(companies.get_settings)
        self.domains = await self._call(companies.list_domains)
        self.company_name = self.company.name
