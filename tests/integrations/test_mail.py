"""Mail, handed to a real SMTP server on the loopback."""

import ssl
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from pydantic import SecretStr

from platform_app.core.config import settings
from platform_app.core.errors import Unavailable
from platform_app.integrations.mail import Message, send
from tests.support.postmen import PASSWORD, USER, Postman, make_certificate, serving_mail, strict

LETTER = Message(
    sender_name="Açme, Inc.",
    sender="no-reply@platform.example",
    recipient="ana@acme.example",
    subject="Set up Açme",
    body="Hello,\n\nopen the link.",
    html="<p>Hello, <b>open</b> the link.</p>",
    key="abc",
)


@pytest.fixture
def postman() -> Postman:
    return Postman()


@pytest.fixture
def port(postman: Postman, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    with serving_mail(postman) as port:
        point_to(monkeypatch, f"smtp://127.0.0.1:{port}")
        yield port


@pytest.fixture
def tls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    """A server's side of TLS whose certificate this process trusts."""
    certificate, context = make_certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    return context


def point_to(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    monkeypatch.setattr(settings(), "smtp_url", SecretStr(address))


def as_string(part: Any) -> str:
    return part.get_content()


def refused(message: Message = LETTER) -> Unavailable:
    with pytest.raises(Unavailable) as caught:
        send(message)
    return caught.value


@pytest.mark.usefixtures("port")
def test_a_letter_arrives_as_text_and_as_html(postman: Postman) -> None:
    send(LETTER)
    (letter,) = postman.letters
    assert letter.get_content_type() == "multipart/alternative"
    text, html = letter.iter_parts()
    assert (text.get_content_type(), html.get_content_type()) == ("text/plain", "text/html")
    assert as_string(text).split() == ["Hello,", "open", "the", "link."]
    assert "<b>open</b>" in as_string(html)


@pytest.mark.usefixtures("port")
def test_its_headers_say_who_when_and_that_a_machine_wrote_it(postman: Postman) -> None:
    send(LETTER)
    (letter,) = postman.letters
    assert letter["From"] == '"Açme, Inc." <no-reply@platform.example>'
    assert (letter["To"], letter["Subject"]) == ("ana@acme.example", "Set up Açme")
    assert letter["Message-ID"] == "<abc@platform.example>"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["Date"].datetime.tzinfo is not None


@pytest.mark.parametrize(
    "change",
    [
        {"subject": "Hello\r\nBcc: eve@evil.example"},
        {"recipient": "ana@acme.example\r\nBcc: eve@evil.example"},
        {"sender_name": "Acme\nBcc: eve@evil.example"},
        {"recipient": "not an address"},
    ],
)
@pytest.mark.usefixtures("port")
def test_nobody_adds_a_header(postman: Postman, change: dict[str, str]) -> None:
    assert refused(replace(LETTER, **change)).permanent
    assert postman.letters == []


@pytest.mark.parametrize(
    ("answer", "permanent"), [("550 no such person", True), ("450 mailbox busy", False)]
)
@pytest.mark.usefixtures("port")
def test_a_refused_recipient(postman: Postman, answer: str, *, permanent: bool) -> None:
    postman.recipient_answer = answer
    error = refused()
    assert (error.permanent, answer[:3] in error.message) == (permanent, True)


@pytest.mark.parametrize(("answer", "permanent"), [("554 spam", True), ("452 full", False)])
@pytest.mark.usefixtures("port")
def test_a_refused_mail(postman: Postman, answer: str, *, permanent: bool) -> None:
    postman.data_answer = answer
    error = refused()
    assert (error.permanent, answer[:3] in error.message) == (permanent, True)


@pytest.mark.usefixtures("port")
def test_a_connection_that_breaks_off_may_be_tried_again(postman: Postman) -> None:
    postman.hangs_up = True
    assert not refused().permanent
    postman.hangs_up = False
    send(LETTER)
    assert len(postman.letters) == 1


def test_starttls_and_login(
    postman: Postman, tls: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving_mail(postman, **strict(tls)) as port:
        point_to(monkeypatch, f"smtp://{USER}:{quote(PASSWORD)}@127.0.0.1:{port}")
        send(LETTER)
    assert postman.was_sealed == [True]


def test_smtps(postman: Postman, tls: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch) -> None:
    # aiosmtpd's own look whether it is up speaks no TLS, so it is told nothing of the certificate's owner.
    with serving_mail(postman, server_hostname="127.0.0.1", ssl_context=tls) as port:
        point_to(monkeypatch, f"smtps://127.0.0.1:{port}")
        send(LETTER)
    assert len(postman.letters) == 1


def test_a_wrong_password_is_said_and_may_be_tried_again(
    postman: Postman, tls: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving_mail(postman, **strict(tls)) as port:
        point_to(monkeypatch, f"smtp://{USER}:wrong@127.0.0.1:{port}")
        error = refused()
    assert (error.permanent, "refused our login" in error.message) == (False, True)
    assert "wrong" not in error.message


def test_a_certificate_of_nobody_is_not_trusted(
    postman: Postman, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, untrusted = make_certificate(tmp_path)
    with serving_mail(postman, **strict(untrusted)) as port:
        point_to(monkeypatch, f"smtp://{USER}:{quote(PASSWORD)}@127.0.0.1:{port}")
        error = refused()
    assert (error.permanent, "certificate" in error.message) == (False, True)
    assert postman.letters == []


def test_a_password_never_travels_in_the_clear(
    postman: Postman, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving_mail(postman, auth_required=False) as port:
        point_to(monkeypatch, f"smtp://{USER}:{quote(PASSWORD)}@127.0.0.1:{port}")
        assert "password was not sent" in refused().message


@pytest.mark.parametrize("address", ["smtp://127.0.0.1:9", "smtp://127.0.0.1:none"])
def test_a_server_that_is_not_there_may_be_tried_again(
    monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    point_to(monkeypatch, address)
    assert not refused().permanent
