"""Group commit: requests that arrive together share one transaction, and are answered after its commit."""

import asyncio
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from threading import Event, Lock, Thread
from uuid import UUID

from platform_app.core.db import is_outage
from platform_app.core.errors import Unavailable
from platform_app.core.log import get_logger
from platform_app.services.webhooks import ReceivedEvent

log = get_logger(__name__)

# Waiting this long for company halves the commits under load; a lone request hardly feels it.
GATHER_S = 0.003
PATIENCE_S = 2.5
# What one transaction takes, and what may wait in memory while the database is slow.
BATCH_BYTES = 8 * 1024 * 1024
WAITING_BYTES = 64 * 1024 * 1024

Write = Callable[[list[tuple[UUID, ReceivedEvent]]], None]


@dataclass(frozen=True, slots=True)
class _Waiting:
    company_id: UUID
    event: ReceivedEvent
    loop: asyncio.AbstractEventLoop
    answer: asyncio.Future[None]


class GroupCommit:
    """Collects events of any number of requests; one thread writes what has gathered."""

    def __init__(self, write: Write) -> None:
        self._write = write
        self._waiting: deque[_Waiting] = deque()
        # Each is written by one thread only; their difference is what waits.
        self._bytes_in = 0
        self._bytes_out = 0
        self._arrived = Event()
        self._thread: Thread | None = None
        self._starting = Lock()

    async def add(self, company_id: UUID, event: ReceivedEvent) -> None:
        """Return once the event is durable; raises Unavailable if that does not happen soon."""
        if self._bytes_in - self._bytes_out > WAITING_BYTES:
            raise Unavailable("More events wait for the database than fit into memory.")
        self._start()
        loop = asyncio.get_running_loop()
        waiting = _Waiting(company_id, event, loop, loop.create_future())
        self._waiting.append(waiting)
        self._bytes_in += len(event.body)
        if not self._arrived.is_set():
            self._arrived.set()
        try:
            async with asyncio.timeout(PATIENCE_S):
                await waiting.answer
        except TimeoutError as error:
            raise Unavailable("The database did not answer in time.") from error

    def _start(self) -> None:
        if self._thread is None:
            with self._starting:
                if self._thread is None:
                    self._thread = Thread(target=self._run, name="group-commit", daemon=True)
                    self._thread.start()

    def _run(self) -> None:
        while True:
            self._arrived.wait()
            time.sleep(GATHER_S)
            self._arrived.clear()
            if batch := self._take():
                self._commit(batch)
            if self._waiting:
                self._arrived.set()

    def _take(self) -> list[_Waiting]:
        batch: list[_Waiting] = []
        size = 0
        while self._waiting and size < BATCH_BYTES:
            waiting = self._waiting.popleft()
            size += len(waiting.event.body)
            # Whoever has given up was answered already; WhatsApp will send it again.
            if not waiting.answer.done():
                batch.append(waiting)
        self._bytes_out += size
        return batch

    def _commit(self, batch: list[_Waiting]) -> None:
        try:
            self._write([(one.company_id, one.event) for one in batch])
        except Exception as error:
            if len(batch) > 1 and not is_outage(error):
                # One that cannot be stored must not take the others along.
                for one in batch:
                    self._commit([one])
                return
            log.warning("events could not be stored", extra={"events": len(batch)}, exc_info=True)
            _answer(batch, Unavailable("The database is away."))
        else:
            _answer(batch, None)


def _answer(batch: list[_Waiting], error: Unavailable | None) -> None:
    by_loop: dict[asyncio.AbstractEventLoop, list[asyncio.Future[None]]] = {}
    for one in batch:
        by_loop.setdefault(one.loop, []).append(one.answer)
    for loop, answers in by_loop.items():
        # A loop that has been closed meanwhile has nobody left who waits.
        with suppress(RuntimeError):
            loop.call_soon_threadsafe(_resolve, answers, error)


def _resolve(answers: list[asyncio.Future[None]], error: Unavailable | None) -> None:
    for answer in answers:
        if answer.done():
            continue
        if error is None:
            answer.set_result(None)
        else:
            answer.set_exception(error)
