"""A name server on the loopback: a real one, for real questions over UDP."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest
from dns import flags, message, rcode, rrset
from dns.message import QueryMessage

from platform_app.core.config import settings


@dataclass
class NameServer:
    """What the server answers: TXT records by name; while silent, it says that it cannot."""

    records: dict[str, list[str]] = field(default_factory=dict)
    is_silent: bool = False
    port: int = 0

    def answer(self, question: message.Message) -> bytes:
        """Return the answer to one question."""
        response = QueryMessage(question.id)
        response.question, response.flags = question.question, flags.QR | flags.RA
        name = question.question[0].name
        texts = self.records.get(name.to_text(omit_final_dot=True).lower())
        if self.is_silent:
            response.set_rcode(rcode.SERVFAIL)
        elif texts is None:
            response.set_rcode(rcode.NXDOMAIN)
        else:
            quoted = [f'"{text}"' for text in texts]
            response.answer.append(rrset.from_text(name, 60, "IN", "TXT", *quoted))
        return response.to_wire()


@contextmanager
def name_server(monkeypatch: pytest.MonkeyPatch) -> Iterator[NameServer]:
    """Run a name server, and let the product ask it."""
    served = NameServer()

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            data, sender = self.request
            sender.sendto(served.answer(message.from_wire(data)), self.client_address)

    with socketserver.UDPServer(("127.0.0.1", 0), Handler) as server:
        served.port = server.server_address[1]
        monkeypatch.setattr(settings(), "dns_resolver", f"127.0.0.1:{served.port}")
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield served
        server.shutdown()
        thread.join()
