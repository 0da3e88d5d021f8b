"""Mail: written with the act that causes it, delivered by a job."""

from platform_app.services.mail.delivery import (
    Letter,
    keep,
    list_waiting,
    mark_failed,
    mark_sent,
    next_letter,
)
from platform_app.services.mail.letters import (
    ask_for_approval,
    send_back,
    tell_of_new_device,
    tell_of_security_change,
    tell_of_usage,
    write_email_change_link,
    write_invitation,
    write_reset_link,
    write_setup_link,
)

__all__ = [
    "Letter",
    "ask_for_approval",
    "keep",
    "list_waiting",
    "mark_failed",
    "mark_sent",
    "next_letter",
    "send_back",
    "tell_of_new_device",
    "tell_of_security_change",
    "tell_of_usage",
    "write_email_change_link",
    "write_invitation",
    "write_reset_link",
    "write_setup_link",
]
