"""Look-ups of companies."""

from sqlmodel import col, select

from platform_app.core.clock import now
from platform_app.core.config import settings
from platform_app.core.context import CompanyContext, PublicContext
from platform_app.models.companies import Company, CompanyDomain, CompanyStatus, RetiredSubdomain
from platform_app.services.companies.views import CompanyProfile, HostCompany


def find_by_host(ctx: PublicContext, host: str) -> HostCompany | None:
    """Return the company whose subdomain, former subdomain or own domain this host is, exactly; the port is ignored."""
    name = (host.rpartition(":")[0] if ":" in host else host).lower()
    subdomain, _, domain = name.partition(".")
    if domain != settings().base_domain:
        return _found(_by_domain(ctx, name))
    company = ctx.db.exec(select(Company).where(col(Company.subdomain) == subdomain)).one_or_none()
    return _found(company) or _found(_by_former(ctx, subdomain), has_moved=True)


def get_profile(ctx: CompanyContext) -> CompanyProfile:
    """Return the company of this transaction."""
    company = ctx.db.get_one(Company, ctx.company_id)
    return CompanyProfile(company.name, company.subdomain, company.time_zone, company.accent)


def _by_domain(ctx: PublicContext, name: str) -> Company | None:
    # Columns are named one by one: app_router may not read the proofs.
    theirs = (
        col(CompanyDomain.company_id) == col(Company.id),
        col(CompanyDomain.domain) == name,
        col(CompanyDomain.verified_at).is_not(None),
    )
    return ctx.db.exec(select(Company).where(*theirs)).one_or_none()


def _by_former(ctx: PublicContext, subdomain: str) -> Company | None:
    theirs = (
        col(RetiredSubdomain.owner_id) == col(Company.id),
        col(RetiredSubdomain.subdomain) == subdomain,
        col(RetiredSubdomain.kept_until) > now(),
    )
    last = col(RetiredSubdomain.kept_until).desc()
    return ctx.db.exec(select(Company).where(*theirs).order_by(last).limit(1)).first()


def _found(company: Company | None, *, has_moved: bool = False) -> HostCompany | None:
    if company is None or company.status == CompanyStatus.DELETED:
        return None
    is_active = company.status == CompanyStatus.ACTIVE
    return HostCompany(
        company.id, company.name, company.subdomain, company.accent, is_active, has_moved
    )
