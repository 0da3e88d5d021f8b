"""Handing one message to the SMTP server."""

import smtplib
import ssl
from dataclasses import dataclass, field
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from urllib.parse import SplitResult, unquote, urlsplit

from platform_app.core.clock import now
from platform_app.core.config import settings
from platform_app.core.errors import Unavailable

_TIMEOUT_S = 20


@dataclass(frozen=True, slots=True)
class Message:
    """A mail as text and, if there is any, as HTML; the same `key` makes the same Message-ID."""

    sender_name: str
    sender: str
    recipient: str
    subject: str
    body: str = field(repr=False)
    html: str = field(default="", repr=False)
    key: str = ""


def send(message: Message) -> None:
    """Send a mail; raises Unavailable, permanent when the server will never take this one."""
    mail = _mail(message)
    try:
        server = _connect()
    except (smtplib.SMTPException, OSError, ValueError) as error:
        raise Unavailable(_why_not_connected(error)) from error
    try:
        server.send_message(mail)
    except smtplib.SMTPRecipientsRefused as error:
        code = next(iter(error.recipients.values()))[0]
        raise _refused("recipient", code) from error
    except smtplib.SMTPDataError as error:
        raise _refused("mail", error.smtp_code) from error
    except smtplib.SMTPNotSupportedError as error:
        raise Unavailable(
            "The mail server cannot deliver to this address.", permanent=True
        ) from error
    except smtplib.SMTPSenderRefused as error:
        raise Unavailable(
            f"The mail server refused our sender address ({error.smtp_code}). Check MAIL_FROM."
        ) from error
    except (smtplib.SMTPException, OSError) as error:
        raise Unavailable("The connection to the mail server broke off.") from error
    finally:
        _leave(server)


def _mail(message: Message) -> EmailMessage:
    sender_name, sender = parseaddr(message.sender)
    mail = EmailMessage()
    try:
        mail["From"] = Address(message.sender_name or sender_name, addr_spec=sender)
        mail["To"] = Address(addr_spec=message.recipient)
        mail["Subject"] = message.subject
    except (ValueError, MessageError) as error:
        raise Unavailable("No mail can go to this address.", permanent=True) from error
    mail["Date"] = format_datetime(now())
    mail["Message-ID"] = f"<{message.key or now().timestamp()}@{sender.rpartition('@')[2]}>"
    # Nobody's holiday answer comes back to it (RFC 3834).
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(message.body)
    if message.html:
        mail.add_alternative(message.html, subtype="html")
    return mail


def _connect() -> smtplib.SMTP:
    secret = settings().smtp_url
    url = urlsplit(secret.get_secret_value() if secret else "")
    host, context = url.hostname or "localhost", ssl.create_default_context()
    if url.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(
            host, url.port or 465, timeout=_TIMEOUT_S, context=context
        )
        is_sealed = True
    else:
        server = smtplib.SMTP(host, url.port or 587, timeout=_TIMEOUT_S)
        is_sealed = _start_tls(server, context)
    try:
        _log_in(server, url, is_sealed=is_sealed)
    except BaseException:
        server.close()
        raise
    return server


def _start_tls(server: smtplib.SMTP, context: ssl.SSLContext) -> bool:
    try:
        server.ehlo_or_helo_if_needed()
        if not server.has_extn("starttls"):
            return False
        server.starttls(context=context)
    except BaseException:
        server.close()
        raise
    return True


def _log_in(server: smtplib.SMTP, url: SplitResult, *, is_sealed: bool) -> None:
    if not url.username:
        return
    if not is_sealed:
        raise smtplib.SMTPNotSupportedError
    server.login(unquote(url.username), unquote(url.password or ""))


def _leave(server: smtplib.SMTP) -> None:
    """Say goodbye; once the answer to the mail was read, nothing here can undo it."""
    try:
        server.quit()
    except (smtplib.SMTPException, OSError):
        server.close()


def _why_not_connected(error: Exception) -> str:
    match error:
        case smtplib.SMTPAuthenticationError():
            return "The mail server refused our login. Check user and password in SMTP_URL."
        case smtplib.SMTPNotSupportedError():
            return "The mail server offers no encrypted login, so the password was not sent. Check SMTP_URL."
        case ssl.SSLError():
            return "The mail server's certificate cannot be trusted. Check the host in SMTP_URL."
        case ValueError():
            return "SMTP_URL cannot be read. Write it like smtp://user:password@host:587."
        case _:
            return "The mail server cannot be reached. Check SMTP_URL."


def _refused(what: str, code: int) -> Unavailable:
    return Unavailable(f"The mail server refused the {what} ({code}).", permanent=code >= 500)
