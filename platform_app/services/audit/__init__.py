"""Audit: the memory of who did what."""

from platform_app.services.audit.actions import AuditAction
from platform_app.services.audit.events import (
    Change,
    changes_between,
    record,
    record_for_company,
)

__all__ = ["AuditAction", "Change", "changes_between", "record", "record_for_company"]
