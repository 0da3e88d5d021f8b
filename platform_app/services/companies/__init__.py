"""Companies: found by their host, brought on by a super admin."""

from platform_app.services.companies.directory import find_by_host, get_profile
from platform_app.services.companies.onboarding import create, list_companies, list_mail
from platform_app.services.companies.views import CompanyProfile, CompanyRow, HostCompany, MailRow

__all__ = [
    "CompanyProfile",
    "CompanyRow",
    "HostCompany",
    "MailRow",
    "create",
    "find_by_host",
    "get_profile",
    "list_companies",
    "list_mail",
]
