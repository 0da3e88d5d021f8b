"""Turns: places that many companies want, shared so that none of them waits for a large one."""

import asyncio
from collections import Counter, deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

# Whoever waits gets a part of all places at once: a row started by itself costs as much as fifty together.
_LOTS = 4
_Waiting = dict[UUID, deque[tuple[int, asyncio.Future[int]]]]


class Turns:
    """Gives free places to the company that holds the fewest, and of equals to the one that waited longest.

    Whoever asks to be first goes before all others.
    """

    def __init__(self, places: int) -> None:
        self._free = places
        self._lot = max(1, places // _LOTS)
        self._held: Counter[UUID] = Counter()
        self._first: _Waiting = {}
        self._others: _Waiting = {}

    async def take(self, company_id: UUID, want: int = 1, *, first: bool = False) -> int:
        """Wait for places, and return how many there are: at least one, at most `want`."""
        places = asyncio.get_running_loop().create_future()
        waiting = self._first if first else self._others
        waiting.setdefault(company_id, deque()).append((want, places))
        self._share_out()
        return await places

    def give_back(self, company_id: UUID, places: int = 1) -> None:
        """Free places, which go at once to whoever is next."""
        self._held[company_id] -= places
        if not self._held[company_id]:
            del self._held[company_id]
        self._free += places
        self._share_out()

    @asynccontextmanager
    async def place(self, company_id: UUID, *, first: bool = False) -> AsyncIterator[None]:
        """Hold one place for as long as the block takes."""
        await self.take(company_id, first=first)
        try:
            yield
        finally:
            self.give_back(company_id)

    def _share_out(self) -> None:
        while waiting := self._first or self._others:
            chosen = min(waiting, key=self._held.__getitem__)
            want, future = waiting[chosen][0]
            enough = 1 if waiting is self._first else min(want, self._lot)
            if self._free < enough:
                return
            granted = min(want, self._free, max(enough, self._lot))
            self._free -= granted
            self._held[chosen] += granted
            requests = waiting.pop(chosen)
            requests.popleft()
            if requests:
                # Behind the others: a dict keeps its order.
                waiting[chosen] = requests
            future.set_result(granted)
