"""Who sends the event that is being handled; set by the guard, read by states."""

from contextvars import ContextVar

from platform_app.api.identity import Visit

current: ContextVar[Visit] = ContextVar("current_visit")
