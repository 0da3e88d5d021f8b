"""Audit: the memory of who did what."""

from platform_app.services.audit.events import AuditAction, record, record_platform

__all__ = ["AuditAction", "record", "record_platform"]
