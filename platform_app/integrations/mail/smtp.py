"""Handing one message to the SMTP server."""

import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

from platform_app.core.config import settings
from platform_app.core.errors import Unavailable

_TIMEOUT_S = 20


@dataclass(frozen=True, slots=True)
class Message:
    """A plain-text mail."""

    sender: str
    recipient: str
    subject: str
    body: str


def send(message: Message) -> None:
    """Send a mail; raises Unavailable, permanent when the server refuses this recipient for good."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = message.sender, message.recipient, message.subject
    mail.set_content(message.body)
    try:
        with _connect() as server:
            server.send_message(mail)
    except smtplib.SMTPRecipientsRefused as error:
        code = next(iter(error.recipients.values()))[0]
        raise Unavailable(
            f"The mail server refused the recipient ({code}).", permanent=code >= 500
        ) from error
    except (smtplib.SMTPException, OSError) as error:
        raise Unavailable("The mail server did not take the mail.") from error


def _connect() -> smtplib.SMTP:
    secret = settings().smtp_url
    url = urlsplit(secret.get_secret_value() if secret else "")
    host, context = url.hostname or "localhost", ssl.create_default_context()
    if url.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(
            host, url.port or 465, timeout=_TIMEOUT_S, context=context
        )
    else:
        server = smtplib.SMTP(host, url.port or 587, timeout=_TIMEOUT_S)
        if server.has_extn("starttls") or (server.ehlo()[0] == 250 and server.has_extn("starttls")):
            server.starttls(context=context)
    if url.username:
        server.login(unquote(url.username), unquote(url.password or ""))
    return server
