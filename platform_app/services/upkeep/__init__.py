"""Upkeep: once a day, what has served its time is deleted, and the audit logs are anchored."""

from platform_app.services.upkeep.days import begin, finish, is_due, list_companies
from platform_app.services.upkeep.retention import clear_company, clear_platform

__all__ = ["begin", "clear_company", "clear_platform", "finish", "is_due", "list_companies"]
