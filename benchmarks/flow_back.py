"""WhatsApp's statuses: three for every message, each signed and in a request of its own, until it is taken."""

import asyncio
import random
import time
from collections import Counter, deque
from dataclasses import dataclass, field

from benchmarks.arrivals import Connection
from benchmarks.ingest import make_body, make_request

CONNECTIONS = 100
AGAIN_AFTER_S = 1.0
# When each comes after its message; they may overtake each other, and the answer.
COMES_AFTER_S = {"sent": (0.0, 1.0), "delivered": (0.3, 2.0), "read": (0.5, 4.0)}


@dataclass(frozen=True, slots=True)
class _Post:
    request: bytes
    due_at: float


@dataclass(slots=True)
class FlowBack:
    """Follows every message with its statuses, once told where to."""

    posts: dict[int, _Post] = field(default_factory=dict)
    taken: int = 0
    refused: int = 0
    # How many posts took so many milliseconds, from the moment they were due.
    slowness: Counter[int] = field(default_factory=Counter)
    _numbers: int = 0
    _under_way: int = 0
    _goes_on: bool = False
    _idle: deque[Connection] = field(default_factory=deque)
    _waiting: deque[int] = field(default_factory=deque)
    _opening: set[asyncio.Task[None]] = field(default_factory=set)

    def begin(self, port: int) -> None:
        """From now on, bring statuses to this port."""
        self._goes_on = True
        opening = asyncio.get_running_loop().create_task(self._open(port))
        self._opening.add(opening)
        opening.add_done_callback(self._opening.discard)

    def follow(self, wamid: str, phone: str, callback: str) -> None:
        """Bring the statuses of one message in the seconds to come."""
        if not self._goes_on:
            return
        for state, (earliest_s, latest_s) in COMES_AFTER_S.items():
            wait_s = random.uniform(earliest_s, latest_s)
            self._under_way += 1
            asyncio.get_running_loop().call_later(
                wait_s, self._make, wamid, phone.lstrip("+"), callback, state
            )

    def figures(self) -> dict[str, float]:
        """Return what was brought so far."""
        return {
            "taken": self.taken,
            "refused": self.refused,
            "waiting": self._under_way,
            "p50_ms": self._percentile(0.5),
            "p99_ms": self._percentile(0.99),
        }

    def ready(self, connection: Connection) -> None:
        """Take an idle connection back."""
        self._idle.append(connection)
        self._send()

    def answered(self, number: int, status: bytes) -> None:
        """Hear how one post was answered; what is refused is brought again."""
        if status != b"200":
            self.refused += 1
            asyncio.get_running_loop().call_later(AGAIN_AFTER_S, self._enqueue, number)
            return
        post = self.posts.pop(number)
        self.slowness[int(1_000 * (time.perf_counter() - post.due_at))] += 1
        self.taken += 1
        self._under_way -= 1

    async def _open(self, port: int) -> None:
        loop = asyncio.get_running_loop()
        for _ in range(CONNECTIONS):
            transport, connection = await loop.create_connection(
                lambda: Connection(self), "127.0.0.1", port
            )
            connection.begin(transport)

    def _make(self, wamid: str, phone: str, callback: str, state: str) -> None:
        body = make_body(wamid, phone=phone, callback=callback, state=state)
        self._numbers += 1
        self.posts[self._numbers] = _Post(make_request(body), time.perf_counter())
        self._enqueue(self._numbers)

    def _enqueue(self, number: int) -> None:
        self._waiting.append(number)
        self._send()

    def _send(self) -> None:
        while self._idle and self._waiting:
            number = self._waiting.popleft()
            self._idle.popleft().send(number, self.posts[number].request)

    def _percentile(self, share: float) -> float:
        passed = 0
        for milliseconds, posts in sorted(self.slowness.items()):
            passed += posts
            if passed >= share * self.taken:
                return float(milliseconds)
        return 0.0
