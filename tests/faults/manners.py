"""The ways in which a Graph server may answer a message: plainly, with a refusal, or as badly as a network can."""

import json
import socket
import struct
import time
from collections.abc import Callable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler

Answer = Callable[[BaseHTTPRequestHandler, str], None]


@dataclass(frozen=True, slots=True)
class Manner:
    """How one message is answered, and whether it goes out to the person all the same."""

    name: str
    answer: Answer
    takes: bool = True


def refusal(code: int, *, status: int = 400, details: str = "As scripted.") -> Manner:
    """Return the manner that says no with one of WhatsApp's codes."""
    error = {"code": code, "message": "No.", "error_data": {"details": details}}

    def answer(handler: BaseHTTPRequestHandler, _wamid: str) -> None:
        _write(handler, status, json.dumps({"error": error}).encode())

    return Manner(f"refused {code}", answer, takes=False)


def _write(handler: BaseHTTPRequestHandler, status: int, body: bytes, *, missing: int = 0) -> None:
    handler.send_response(status)
    handler.send_header("content-type", "application/json")
    handler.send_header("content-length", str(len(body) + missing))
    handler.end_headers()
    handler.wfile.write(body)


def _accept(handler: BaseHTTPRequestHandler, wamid: str) -> None:
    _write(handler, 200, json.dumps({"messages": [{"id": wamid}]}).encode())


def _succeed(handler: BaseHTTPRequestHandler, _wamid: str) -> None:
    _write(handler, 200, b'{"success": true}')


def _accept_late(handler: BaseHTTPRequestHandler, wamid: str) -> None:
    time.sleep(2)
    _accept(handler, wamid)


def _reset_after_headers(handler: BaseHTTPRequestHandler, _wamid: str) -> None:
    handler.send_response(200)
    handler.send_header("content-length", "100")
    handler.end_headers()
    _reset(handler)


def _reset_at_once(handler: BaseHTTPRequestHandler, _wamid: str) -> None:
    _reset(handler)


def _reset(handler: BaseHTTPRequestHandler) -> None:
    # Closing with this option sends RST instead of FIN.
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    handler.close_connection = True
    handler.connection.close()


def _half_close(handler: BaseHTTPRequestHandler, _wamid: str) -> None:
    handler.connection.shutdown(socket.SHUT_WR)
    handler.close_connection = True


def _truncate(handler: BaseHTTPRequestHandler, wamid: str) -> None:
    _write(handler, 200, b'{"messages": [{"id": "' + wamid[:4].encode(), missing=100)
    handler.close_connection = True


def _break_json(handler: BaseHTTPRequestHandler, _wamid: str) -> None:
    _write(handler, 200, b'{"messages": [{"id": ')


def _forget_id(handler: BaseHTTPRequestHandler, _wamid: str) -> None:
    _write(handler, 200, b'{"messages": [{}]}')


def _fail_plainly(handler: BaseHTTPRequestHandler, _wamid: str) -> None:
    _write(handler, 500, b"<html>Sorry</html>")


def _fail_strangely(handler: BaseHTTPRequestHandler, _wamid: str) -> None:
    _write(handler, 503, b'{"error": {"code": 99999999, "message": "?"}}')


ACCEPTED = Manner("accepted", _accept)
SUCCESS = Manner("success", _succeed, takes=False)
LATE = Manner("late", _accept_late)
# After each of these nobody can know whether the message went out. Here it does.
UNKNOWN = (
    Manner("reset at once", _reset_at_once),
    Manner("reset after headers", _reset_after_headers),
    Manner("half closed", _half_close),
    Manner("truncated", _truncate),
    Manner("broken json", _break_json),
    Manner("without id", _forget_id),
    Manner("500 without json", _fail_plainly),
    Manner("503 with an unknown code", _fail_strangely),
)
