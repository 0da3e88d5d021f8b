"""What a company says about itself."""

from collections.abc import Mapping
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from phonenumbers import SUPPORTED_REGIONS

from platform_app.core.clock import now
from platform_app.core.context import CompanyContext
from platform_app.core.errors import InvalidInput
from platform_app.core.permissions import Permission
from platform_app.models.companies import Company
from platform_app.services import audit
from platform_app.services.companies.views import (
    INDUSTRIES,
    LANGUAGES,
    SIZES,
    CompanySettings,
    ProfileChanges,
)

_CHOOSE = "Choose one of the values in the list."


def get_settings(ctx: CompanyContext) -> CompanySettings:
    """Return what can be changed about the company."""
    ctx.require(Permission.COMPANY_MANAGE)
    company = ctx.db.get_one(Company, ctx.company_id)
    return CompanySettings(
        id=str(company.id),
        name=company.name,
        website=company.website,
        industry=company.industry,
        size=company.size,
        time_zone=company.time_zone,
        language=company.language,
        default_region=company.default_region,
        subdomain=company.subdomain,
    )


def save_profile(ctx: CompanyContext, changes: ProfileChanges) -> None:
    """Keep the company's profile; raises InvalidInput with its fields."""
    ctx.require(Permission.COMPANY_MANAGE)
    company = ctx.db.get_one(Company, ctx.company_id, with_for_update=True)
    after = {
        "name": " ".join(changes.name.split()),
        "website": _website(changes.website.strip()),
        "industry": changes.industry,
        "size": changes.size,
        "time_zone": changes.time_zone,
        "language": changes.language,
        "default_region": changes.default_region,
    }
    _check(after)
    before = {field: getattr(company, field) for field in after}
    for field, value in after.items():
        setattr(company, field, value)
    company.profile_set_at = now()
    _note(ctx, audit.AuditAction.COMPANY_PROFILE_CHANGED, company, before, after)


def _check(profile: dict[str, str]) -> None:
    problems: dict[str, str] = {}
    if not 1 <= len(profile["name"]) <= 100:
        problems["name"] = "Use 1 to 100 characters."
    if profile["time_zone"] not in available_timezones():
        problems["time_zone"] = _CHOOSE
    closed = {
        "industry": INDUSTRIES,
        "size": SIZES,
        "language": LANGUAGES,
        "default_region": {"", *SUPPORTED_REGIONS},
    }
    problems |= {field: _CHOOSE for field, known in closed.items() if profile[field] not in known}
    if problems:
        raise InvalidInput("Some of this cannot be kept.", problems)


def _website(text: str) -> str:
    if not text:
        return ""
    address = text if "://" in text else f"https://{text}"
    try:
        parts = urlsplit(address)
    except ValueError:
        parts = urlsplit("")
    is_good = parts.scheme in ("http", "https") and "." in (parts.hostname or "")
    if not is_good or len(address) > 200 or not address.isprintable() or " " in address:
        raise InvalidInput(
            "This is not a website's address.", {"website": "Write it like www.example.org."}
        )
    return address


def _note(
    ctx: CompanyContext,
    action: audit.AuditAction,
    company: Company,
    before: Mapping[str, object],
    after: Mapping[str, object],
) -> None:
    changes = audit.changes_between(before, after)
    audit.record(ctx, action, company.id, name=company.name, changes=changes)
    ctx.nudge("company")
