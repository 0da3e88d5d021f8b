"""Real SMTP servers on the loopback, kind and unkind."""

import asyncio
import datetime
import ipaddress
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any, cast

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from platform_app.dev.product import free_port

USER, PASSWORD = "courier", "p@ss word"


@dataclass
class Postman:
    """Keeps what it was given, and answers as it is told."""

    recipient_answer: str = "250 OK"
    data_answer: str = "250 OK"
    # Break off instead of answering the mail.
    hangs_up: bool = False
    letters: list[EmailMessage] = field(default_factory=list)
    was_sealed: list[bool] = field(default_factory=list)

    async def handle_RCPT(  # noqa: N802  aiosmtpd's name
        self,
        _server: SMTP,
        _session: Session,
        envelope: Envelope,
        address: str,
        _options: list[str],
    ) -> str:
        """Take or refuse a recipient."""
        if self.recipient_answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.recipient_answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802  aiosmtpd's name
        """Take or refuse a mail."""
        if self.hangs_up:
            assert server.transport
            cast(asyncio.Transport, server.transport).abort()
            await asyncio.sleep(0)
            return "451 gone"
        if self.data_answer.startswith("250"):
            raw = cast(bytes, envelope.content)
            self.letters.append(message_from_bytes(raw, policy=policy.default))
            self.was_sealed.append(session.ssl is not None)
        return self.data_answer


@contextmanager
def serving_mail(postman: Postman, port: int = 0, **options: Any) -> Iterator[int]:
    """Serve on a port until the block ends; gives the port."""
    controller = Controller(postman, hostname="127.0.0.1", port=port or free_port(), **options)
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()


def strict(tls: ssl.SSLContext) -> dict[str, Any]:
    """Return the options of a server that wants STARTTLS and a login."""
    return {
        "tls_context": tls,
        "require_starttls": True,
        "auth_required": True,
        "authenticator": _check,
    }


def make_certificate(folder: Path) -> tuple[Path, ssl.SSLContext]:
    """Make a certificate for 127.0.0.1; returns it, for whoever is to trust it, and the server's side."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    today = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(today - datetime.timedelta(days=1))
        .not_valid_after(today + datetime.timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]),
            critical=False,
        )
        .sign(key, hashes.SHA256())
    )
    pem, secret = folder / "certificate.pem", folder / "key.pem"
    pem.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    secret.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(pem, secret)
    return pem, context


def _check(
    _server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, data: Any
) -> AuthResult:
    is_right = data == LoginPassword(USER.encode(), PASSWORD.encode())
    return AuthResult(success=is_right, handled=False)
