"""A fake Graph server that is never the bottleneck: raw protocol, keep-alive, no validation.

python -m benchmarks.fake_graph --port 9100 --latency-ms 60
GET /__stats answers {"accepted": …, "distinct": …, "duplicates": …, "statuses": …}; DELETE /__stats starts anew.
PUT /__flow/9200 has the statuses of every message flow back to that port.
"""

import argparse
import asyncio
import json
import re
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import cast

from benchmarks.flow_back import FlowBack

try:
    import uvloop
except ImportError:  # the benchmark runs without it, only a little slower
    uvloop = None

_LENGTH = re.compile(rb"\r\ncontent-length:\s*(\d+)", re.IGNORECASE)


@dataclass(slots=True)
class Tally:
    """What was accepted, by callback; a message without one counts by its recipient."""

    latency_s: float
    drop_every: int
    accepted: int = 0
    by_callback: Counter[str] = field(default_factory=Counter)
    first_at: float = 0.0
    last_at: float = 0.0
    flow: FlowBack = field(default_factory=FlowBack)

    def accept(self, body: bytes) -> bytes:
        """Count one send and return its answer."""
        message = json.loads(body)
        self.accepted += 1
        self.last_at = time.time()
        self.first_at = self.first_at or self.last_at
        to = message.get("to", message.get("recipient", ""))
        self.by_callback[message.get("biz_opaque_callback_data") or to] += 1
        wamid = f"wamid.F{self.accepted:012}"
        self.flow.follow(wamid, to, message.get("biz_opaque_callback_data") or "")
        answer = {
            "messaging_product": "whatsapp",
            "contacts": [{"input": to, "wa_id": to.lstrip("+")}],
            "messages": [{"id": wamid, "message_status": "accepted"}],
        }
        return json.dumps(answer).encode()

    def stats(self) -> bytes:
        """Return the counts as JSON."""
        distinct = len(self.by_callback)
        counts = {
            "accepted": self.accepted,
            "distinct": distinct,
            "duplicates": self.accepted - distinct,
            "seconds": self.last_at - self.first_at,
            "statuses": self.flow.figures(),
        }
        return json.dumps(counts).encode()

    def clear(self) -> bytes:
        """Start counting anew."""
        self.accepted = 0
        self.by_callback.clear()
        self.first_at = self.last_at = 0.0
        return self.stats()


class GraphProtocol(asyncio.Protocol):
    """One keep-alive connection; a request is answered before the next one is read."""

    def __init__(self, tally: Tally) -> None:
        self._tally = tally
        self._buffer = b""
        self._transport: asyncio.WriteTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport to answer on."""
        # asyncio promises it, though uvloop's class does not inherit it.
        self._transport = cast("asyncio.WriteTransport", transport)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio's signature
        """Forget the transport, so that late answers go nowhere."""
        self._transport = None

    def data_received(self, data: bytes) -> None:
        """Collect bytes until a whole request is there."""
        self._buffer += data
        head_end = self._buffer.find(b"\r\n\r\n")
        if head_end < 0:
            return
        head = self._buffer[:head_end]
        found = _LENGTH.search(head)
        end = head_end + 4 + (int(found[1]) if found else 0)
        if len(self._buffer) < end:
            return
        body, self._buffer = self._buffer[head_end + 4 : end], self._buffer[end:]
        self._handle(head, body)

    def _handle(self, head: bytes, body: bytes) -> None:
        if head.startswith(b"POST"):
            self._handle_send(body)
        elif head.startswith(b"DELETE /__stats"):
            self._answer(self._tally.clear())
        elif head.startswith(b"PUT /__flow/"):
            self._tally.flow.begin(int(head.split(b" ")[1].rpartition(b"/")[2]))
            self._answer(b"{}")
        else:
            self._answer(self._tally.stats())

    def _handle_send(self, body: bytes) -> None:
        answer = self._tally.accept(body)
        loop = asyncio.get_running_loop()
        drop_every = self._tally.drop_every
        if drop_every and self._tally.accepted % drop_every == 0:
            loop.call_later(self._tally.latency_s, self._drop)
        elif self._tally.latency_s:
            loop.call_later(self._tally.latency_s, self._answer, answer)
        else:
            self._answer(answer)

    def _answer(self, body: bytes) -> None:
        if self._transport is not None:
            head = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: "
            self._transport.write(head + str(len(body)).encode() + b"\r\n\r\n" + body)

    def _drop(self) -> None:
        if self._transport is not None:
            self._transport.abort()


async def serve(port: int, tally: Tally) -> None:
    """Serve on the loopback until stopped."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: GraphProtocol(tally), "127.0.0.1", port, backlog=1024)
    async with server:
        print(f"fake Graph on port {server.sockets[0].getsockname()[1]}", flush=True)
        await server.serve_forever()


def main() -> None:
    """Read the command line and serve."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0 takes a free port and prints it")
    parser.add_argument("--latency-ms", type=float, default=60.0)
    parser.add_argument("--drop-every", type=int, default=0, help="accept, then cut each nth one")
    options = parser.parse_args()
    if uvloop is not None:
        asyncio.set_event_loop_policy(uvloop.EventLoopPolicy())
    asyncio.run(serve(options.port, Tally(options.latency_ms / 1000, options.drop_every)))


if __name__ == "__main__":
    main()
