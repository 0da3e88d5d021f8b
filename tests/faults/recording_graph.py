"""A Graph server that remembers every message it took, and can do something terrible before it answers."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class RecordingGraph:
    port: int = 0
    taken: list[dict[str, Any]] = field(default_factory=list)
    before_answer: Callable[[], None] = lambda: None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def wamid(self, callback: str) -> str:
        return f"wamid.{callback}"


@contextmanager
def recording_graph() -> Iterator[RecordingGraph]:
    graph = RecordingGraph()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            message = json.loads(self.rfile.read(int(self.headers["content-length"])))
            graph.taken.append(message)
            graph.before_answer()
            answer = {"messages": [{"id": graph.wamid(message["biz_opaque_callback_data"])}]}
            body = json.dumps(answer).encode()
            self.send_response(200)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            return None

    class Server(ThreadingHTTPServer):
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
