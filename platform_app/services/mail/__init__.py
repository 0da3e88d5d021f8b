"""Mail: written with the act that causes it, delivered by a job."""

from platform_app.services.mail.delivery import (
    Letter,
    claim,
    keep,
    list_waiting,
    list_waiting_own,
    mark_failed,
    mark_sent,
)
from platform_app.services.mail.letters import (
    ask_for_approval,
    send_back,
    tell_of_channel,
    tell_of_deletion,
    tell_of_import,
    tell_of_kept_company,
    tell_of_new_address,
    tell_of_new_device,
    tell_of_security_change,
    tell_of_usage,
    write_email_change_link,
    write_invitation,
    write_reset_link,
    write_setup_link,
)
from platform_app.services.mail.outbox import can_deliver, list_rows, open_mail, try_again
from platform_app.services.mail.recipients import find_address, list_admins
from platform_app.services.mail.views import MailRow, OpenMail

__all__ = [
    "Letter",
    "MailRow",
    "OpenMail",
    "ask_for_approval",
    "can_deliver",
    "claim",
    "find_address",
    "keep",
    "list_admins",
    "list_rows",
    "list_waiting",
    "list_waiting_own",
    "mark_failed",
    "mark_sent",
    "open_mail",
    "send_back",
    "tell_of_channel",
    "tell_of_deletion",
    "tell_of_import",
    "tell_of_kept_company",
    "tell_of_new_address",
    "tell_of_new_device",
    "tell_of_security_change",
    "tell_of_usage",
    "try_again",
    "write_email_change_link",
    "write_invitation",
    "write_reset_link",
    "write_setup_link",
]
