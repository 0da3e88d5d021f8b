"""Companies: found by their host, brought on by a super admin."""

from platform_app.services.companies.directory import find_by_host, get_profile
from platform_app.services.companies.onboarding import create, list_companies
from platform_app.services.companies.views import CompanyProfile, CompanyRow, HostCompany

__all__ = [
    "CompanyProfile",
    "CompanyRow",
    "HostCompany",
    "create",
    "find_by_host",
    "get_profile",
    "list_companies",
]
