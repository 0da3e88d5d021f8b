"""Requests at a constant rate, whatever the server does: latency counts from the moment a request was due."""

import asyncio
import gc
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

import uvloop

TICK_S = 0.001
PATIENCE_S = 30.0


@dataclass(slots=True)
class Outcome:
    """What came of one run; latencies are in seconds, for answered requests only."""

    latencies: list[float] = field(default_factory=list)
    answers: dict[bytes, int] = field(default_factory=dict)
    seconds: float = 0.0

    def percentile(self, share: float) -> float:
        """Return the latency that this share of the answers did not exceed, in milliseconds."""
        ordered = sorted(self.latencies)
        return 1_000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def run(port: int, requests: list[bytes], *, rate: float, connections: int) -> Outcome:
    """Send every request at its time over keep-alive connections and return once all are answered."""
    gc.freeze()
    return uvloop.run(_Run(port, requests, rate).play(connections))


class _Run:
    def __init__(self, port: int, requests: list[bytes], rate: float) -> None:
        self.outcome = Outcome()
        self._port = port
        self._requests = requests
        self._rate = rate
        self._idle: deque[Connection] = deque()
        self._next = 0
        self._answered = 0
        self._began = 0.0

    async def play(self, connections: int) -> Outcome:
        """Send every request when it is due."""
        loop = asyncio.get_running_loop()
        for _ in range(connections):
            transport, connection = await loop.create_connection(
                lambda: Connection(self), "127.0.0.1", self._port
            )
            connection.begin(transport)
        self._began = time.perf_counter()
        deadline = self._began + len(self._requests) / self._rate + PATIENCE_S
        while self._answered < len(self._requests) and time.perf_counter() < deadline:
            self.send_due()
            await asyncio.sleep(TICK_S)
        self.outcome.seconds = time.perf_counter() - self._began
        return self.outcome

    def send_due(self) -> None:
        """Send what is due; without an idle connection it waits, and its latency grows."""
        due = int((time.perf_counter() - self._began) * self._rate)
        while self._next <= due and self._next < len(self._requests) and self._idle:
            self._idle.popleft().send(self._next, self._requests[self._next])
            self._next += 1

    def ready(self, connection: "Connection") -> None:
        """Take a connection back."""
        self._idle.append(connection)

    def answered(self, number: int, status: bytes) -> None:
        """Count an answer."""
        due_at = self._began + number / self._rate
        self.outcome.latencies.append(time.perf_counter() - due_at)
        self.outcome.answers[status] = self.outcome.answers.get(status, 0) + 1
        self._answered += 1


class Sender(Protocol):
    """Whoever owns connections."""

    def ready(self, connection: "Connection") -> None:
        """Take an idle connection back."""
        ...

    def answered(self, number: int, status: bytes) -> None:
        """Hear how one request was answered."""
        ...


class Connection(asyncio.Protocol):
    """One keep-alive connection with one request at a time."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender
        self._number = -1
        self._received = b""
        self._write: Callable[[bytes], None]

    def begin(self, transport: asyncio.Transport) -> None:
        """Be ready for requests."""
        self._write = transport.write
        self._sender.ready(self)

    def send(self, number: int, request: bytes) -> None:
        """Send one request; the next one may come after its answer."""
        self._number = number
        self._write(request)

    def data_received(self, data: bytes) -> None:
        """Put an answer together."""
        self._received += data
        head, end, body = self._received.partition(b"\r\n\r\n")
        if not end or len(body) < _length(head):
            return
        self._received = b""
        self._sender.answered(self._number, head[9:12])
        self._sender.ready(self)


def _length(head: bytes) -> int:
    _, _, rest = head.lower().partition(b"content-length:")
    return int(rest.partition(b"\r\n")[0])
