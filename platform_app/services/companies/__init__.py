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
from platform_app.services.companies.domains import (
    add_domain,
    find_domain,
    list_domains,
    list_due_domains,
    note_records,
    note_silence,
    remove_domain,
    request_check,
)
from platform_app.services.companies.export import (
    begin_export,
    check_export,
    exported_columns,
    exported_tables,
    read_rows,
)
from platform_app.services.companies.people import send_link
from platform_app.services.companies.profile import (
    get_settings,
    save_profile,
)
from platform_app.services.companies.subdomains import rename
from platform_app.services.companies.suspension import restore, suspend
from platform_app.services.companies.views import (
    CompanyProfile,
    CompanyRow,
    CompanySettings,
    DomainRow,
    HostCompany,
    ProfileChanges,
)

__all__ = [
    "CompanyProfile",
    "CompanyRow",
    "CompanySettings",
    "DomainRow",
    "HostCompany",
    "ProfileChanges",
    "add_domain",
    "begin_export",
    "check_export",
    "create",
    "erase_batch",
    "exported_columns",
    "exported_tables",
    "find_by_host",
    "find_domain",
    "finish_erasure",
    "get_profile",
    "get_settings",
    "list_domains",
    "list_due_deletions",
    "list_due_domains",
    "note_records",
    "note_silence",
    "read_rows",
    "remove_domain",
    "rename",
    "request_check",
    "restore",
    "save_profile",
    "schedule_deletion",
    "send_link",
    "suspend",
    "tables_to_erase",
]
