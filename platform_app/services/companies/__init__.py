"""Companies: found by their host, brought on by a super admin."""

from platform_app.services.companies.creation import create
from platform_app.services.companies.deletion import (
    erase_batch,
    finish_erasure,
    list_due_deletions,
    schedule_deletion,
    tables_to_erase,
)
from platform_app.services.companies.directory import find_by_host, get_profile
from platform_app.services.companies.export import (
    begin_export,
    check_export,
    exported_columns,
    exported_tables,
    read_rows,
)
from platform_app.services.companies.people import send_link
from platform_app.services.companies.suspension import restore, suspend
from platform_app.services.companies.views import CompanyProfile, CompanyRow, HostCompany

__all__ = [
    "CompanyProfile",
    "CompanyRow",
    "HostCompany",
    "begin_export",
    "check_export",
    "create",
    "erase_batch",
    "exported_columns",
    "exported_tables",
    "find_by_host",
    "finish_erasure",
    "get_profile",
    "list_due_deletions",
    "read_rows",
    "restore",
    "schedule_deletion",
    "send_link",
    "suspend",
    "tables_to_erase",
]
