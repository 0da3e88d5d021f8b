"""Mail, handed to a real SMTP server on the loopback."""

import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BufferedRWPair

import pytest
from pydantic import SecretStr

from platform_app.core.config import settings
from platform_app.core.errors import Unavailable
from platform_app.integrations.mail import Message, send

LETTER = Message(
    "no-reply@platform.example", "ana@acme.example", "Set up Açme", "Hello,\n\nopen the link."
)


@dataclass
class Postman:
    """A server that speaks just enough SMTP, and keeps what it was given."""

    recipient_answer: bytes = b"250 ok"
    letters: list[str] = field(default_factory=list)

    def serve(self, listener: socket.socket) -> None:
        connection, _ = listener.accept()
        with connection, connection.makefile("rwb") as line:
            self._say(line, b"220 ready")
            for command in iter(line.readline, b""):
                word = command[:4].upper()
                if word == b"DATA":
                    self._say(line, b"354 go on")
                    self.letters.append(b"".join(iter(line.readline, b".\r\n")).decode())
                if word == b"QUIT":
                    return self._say(line, b"221 bye")
                self._say(line, self.recipient_answer if word == b"RCPT" else b"250 ok")
        return None

    @staticmethod
    def _say(line: BufferedRWPair, words: bytes) -> None:
        line.write(words + b"\r\n")
        line.flush()


@pytest.fixture
def postman(monkeypatch: pytest.MonkeyPatch) -> Iterator[Postman]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        address = SecretStr(f"smtp://127.0.0.1:{listener.getsockname()[1]}")
        monkeypatch.setattr(settings(), "smtp_url", address)
        postman = Postman()
        thread = threading.Thread(target=postman.serve, args=(listener,), daemon=True)
        thread.start()
        yield postman
        thread.join(5)


def test_a_letter_arrives_as_it_was_written(postman: Postman) -> None:
    send(LETTER)
    (letter,) = postman.letters
    assert "To: ana@acme.example" in letter
    assert "open the link." in letter


def test_a_recipient_refused_for_good_is_told_apart(postman: Postman) -> None:
    postman.recipient_answer = b"550 no such person"
    with pytest.raises(Unavailable) as refused:
        send(LETTER)
    assert refused.value.permanent


def test_a_recipient_refused_for_now_may_be_tried_again(postman: Postman) -> None:
    postman.recipient_answer = b"450 mailbox busy"
    with pytest.raises(Unavailable) as refused:
        send(LETTER)
    assert not refused.value.permanent


def test_a_server_that_is_away_may_be_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings(), "smtp_url", SecretStr("smtp://127.0.0.1:9"))
    with pytest.raises(Unavailable) as refused:
        send(LETTER)
    assert not refused.value.permanent
