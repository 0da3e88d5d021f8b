"""A Graph server that remembers every message it took, and can do something terrible before it answers."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from tests.faults.manners import ACCEPTED, SUCCESS, Manner

Message = dict[str, Any]  # Any: Graph's JSON


@dataclass(frozen=True, slots=True)
class Heard:
    """One request to send, and what came of it."""

    at: float
    number: str
    token: str
    message: Message
    manner: Manner


def _nothing(_heard: Heard) -> None:
    return None


def _accept(_message: Message) -> Manner:
    return ACCEPTED


@dataclass
class RecordingGraph:
    """What was taken, and how the next messages are answered."""

    port: int = 0
    taken: list[Message] = field(default_factory=list)
    heard: list[Heard] = field(default_factory=list)
    manner: Callable[[Message], Manner] = _accept
    # The tokens whose messages are answered differently.
    manner_of: dict[str, Callable[[Message], Manner]] = field(default_factory=dict)
    before_answer: Callable[[], None] = lambda: None
    on_heard: Callable[[Heard], None] = _nothing

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def wamid(self, callback: str) -> str:
        return f"wamid.{callback}"

    def take(self, number: str, token: str, message: Message) -> Manner:
        """Note a message, and say how it is answered."""
        manner = self.manner_of.get(token, self.manner)(message)
        heard = Heard(time.time(), number, token, message, manner)
        self.heard.append(heard)
        if manner.takes:
            self.taken.append(message)
        self.on_heard(heard)
        return manner


def recipient(message: Message) -> str:
    """Return which row a message is about."""
    return str(UUID(message["biz_opaque_callback_data"].split(".")[1]))


@contextmanager
def recording_graph() -> Iterator[RecordingGraph]:
    graph = RecordingGraph()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            if not urlsplit(self.path).path.endswith("/messages"):
                # The product also asks about accounts and numbers, and has its webhooks subscribed.
                SUCCESS.answer(self, "")
                return
            message = json.loads(body)
            number, token = self.path.split("/")[2], self.headers["authorization"]
            manner = graph.take(number, token, message)
            graph.before_answer()
            manner.answer(self, graph.wamid(message["biz_opaque_callback_data"]))

        def log_message(self, format: str, *args: object) -> None:
            return None

    class Server(ThreadingHTTPServer):
        # With the usual five, a lane's connections would wait seconds for the kernel to ask again.
        request_queue_size = 1_024

        def handle_error(self, request: object, client_address: object) -> None:
            """The other side was killed; that is the point."""

    server = Server(("127.0.0.1", 0), Handler)
    graph.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield graph
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
