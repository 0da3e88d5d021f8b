"""Audit: the memory of who did what."""

from platform_app.services.audit.actions import AuditAction
from platform_app.services.audit.events import (
    Change,
    changes_between,
    record,
    record_for_company,
)
from platform_app.services.audit.histories import History, list_history
from platform_app.services.audit.views import Detail, EventRow

__all__ = [
    "AuditAction",
    "Change",
    "Detail",
    "EventRow",
    "History",
    "changes_between",
    "list_history",
    "record",
    "record_for_company",
]
