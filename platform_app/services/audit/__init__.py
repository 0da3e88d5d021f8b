"""Audit: the memory of who did what."""

from platform_app.services.audit.actions import AuditAction
from platform_app.services.audit.chain import (
    Break,
    ChainReport,
    anchor_chains,
    list_logs,
    verify,
    verify_with_anchors,
)
from platform_app.services.audit.events import (
    Change,
    changes_between,
    record,
    record_for_company,
)
from platform_app.services.audit.exports import begin_export, check_export, export_piece
from platform_app.services.audit.filtering import list_acts
from platform_app.services.audit.histories import History, list_history
from platform_app.services.audit.lookups import list_events, list_people, list_platform_events
from platform_app.services.audit.reading import as_row
from platform_app.services.audit.views import ActGroup, Choice, Detail, EventRow, Filters

__all__ = [
    "ActGroup",
    "AuditAction",
    "Break",
    "ChainReport",
    "Change",
    "Choice",
    "Detail",
    "EventRow",
    "Filters",
    "History",
    "anchor_chains",
    "as_row",
    "begin_export",
    "changes_between",
    "check_export",
    "export_piece",
    "list_acts",
    "list_events",
    "list_history",
    "list_logs",
    "list_people",
    "list_platform_events",
    "record",
    "record_for_company",
    "verify",
    "verify_with_anchors",
]
