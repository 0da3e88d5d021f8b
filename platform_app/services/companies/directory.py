"""Look-ups of companies."""

from sqlmodel import col, select

from platform_app.core.config import settings
from platform_app.core.context import CompanyContext, PublicContext
from platform_app.models.companies import Company, CompanyStatus
from platform_app.services.companies.views import CompanyProfile, HostCompany


def find_by_host(ctx: PublicContext, host: str) -> HostCompany | None:
    """Return the company whose subdomain this host is, exactly; the port is ignored."""
    name = host.rpartition(":")[0] if ":" in host else host
    subdomain, _, domain = name.lower().partition(".")
    if domain != settings().base_domain:
        return None
    company = ctx.db.exec(select(Company).where(col(Company.subdomain) == subdomain)).one_or_none()
    if company is None or company.status == CompanyStatus.DELETED:
        return None
    is_active = company.status == CompanyStatus.ACTIVE
    return HostCompany(company.id, company.name, company.subdomain, company.accent, is_active)


def get_profile(ctx: CompanyContext) -> CompanyProfile:
    """Return the company of this transaction."""
    company = ctx.db.get_one(Company, ctx.company_id)
    return CompanyProfile(company.name, company.subdomain, company.time_zone, company.accent)
