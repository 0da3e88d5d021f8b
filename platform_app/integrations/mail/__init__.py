"""Mail by SMTP."""

from platform_app.integrations.mail.smtp import Message, send

__all__ = ["Message", "send"]
