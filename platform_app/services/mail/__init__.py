"""Mail: written with the act that causes it, delivered by a job."""

from platform_app.services.mail.delivery import (
    Letter,
    keep,
    list_waiting,
    mark_failed,
    mark_sent,
    next_letter,
)
from platform_app.services.mail.letters import write_setup_link

__all__ = [
    "Letter",
    "keep",
    "list_waiting",
    "mark_failed",
    "mark_sent",
    "next_letter",
    "write_setup_link",
]
