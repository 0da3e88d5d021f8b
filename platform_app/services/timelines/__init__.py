"""Timelines: all that has happened between a company and a contact."""

from platform_app.services.timelines.merging import list_rows
from platform_app.services.timelines.views import Kind, TimelineRow

__all__ = ["Kind", "TimelineRow", "list_rows"]
