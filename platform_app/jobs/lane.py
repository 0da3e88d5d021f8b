"""One send lane: claims, asks the number's bucket, starts, sends, records; many messages at a time."""

import asyncio
import logging
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import TypeVar
from uuid import UUID

from redis.exceptions import RedisError

from platform_app.core import backoff, limits, queue
from platform_app.core.config import settings
from platform_app.core.context import Actor, CompanyContext
from platform_app.core.db import (
    DatabaseProblem,
    in_company,
    is_conflict,
    is_outage,
    public_transaction,
)
from platform_app.core.errors import AppError
from platform_app.core.ids import new_id
from platform_app.core.log import get_logger
from platform_app.integrations.whatsapp.client import GraphClient, Refused
from platform_app.integrations.whatsapp.errors import Action, explain
from platform_app.jobs.lines import Line, Lines
from platform_app.jobs.portions import take_portion
from platform_app.jobs.rendering import Renderer
from platform_app.jobs.turns import Turns
from platform_app.services import campaigns, sending
from platform_app.services.sending import Claim, Result, Route, Source, Started, Work

log = get_logger(__name__)
T = TypeVar("T")

# A kill leaves at most a batch claimed and what was in flight within one flush unconfirmed.
BATCH = 50
FLUSH_S = 0.1
LOOK_S = 0.5
# A small campaign that is launched while large ones run is seen as quickly as by an idle lane.
WAKE_S = 0.1
IDLE_S = 5.0
ROUTE_FRESH_S = 10.0
# WhatsApp counts inbound messages against the same limit, hence not quite all of it.
SHARE_OF_RATE = 0.98
SLOW_DOWN_S = 2.0
# Calls to the database at a time.
CALLS = 6
# Whoever is told to end waits this long for a database that is away, and no longer.
END_WITHIN_S = 20.0


def _nothing(_step: str) -> None:
    return None


class Lane:
    """Serves all companies from one event loop; database calls run in a few threads.

    `on_step` is called at every point where a crash would matter.
    """

    def __init__(self, graph: GraphClient, *, on_step: Callable[[str], None] = _nothing) -> None:
        self.id = new_id()
        self._graph = graph
        self._step = on_step
        self._ending = False
        self._gives_up_at = float("inf")
        self._has_sent_all = False
        self._in_flight = Turns(settings().lane_concurrency)
        self._calls = Turns(CALLS)
        self._lines = Lines()
        self._pumps: dict[Line, asyncio.Task[None]] = {}
        self._ends: dict[Work, asyncio.Task[None]] = {}
        self._sends: set[asyncio.Task[None]] = set()
        self._results: defaultdict[Work, list[Result]] = defaultdict(list)
        self._routes: dict[tuple[UUID, UUID | None], tuple[float, Route, Renderer]] = {}
        self._slow_until: dict[UUID, float] = {}
        # Besides those that are shared out, for Redis, for looking and for waiting to be woken.
        self._threads = ThreadPoolExecutor(max_workers=CALLS + 3, thread_name_prefix="lane")

    def end(self) -> None:
        """Claim nothing more; what is under way is finished and recorded."""
        self._ending = True
        self._gives_up_at = time.monotonic() + END_WITHIN_S

    async def run(self, *, for_s: float, idle_s: float = IDLE_S) -> None:
        """Send until the time is over or nothing has been due for `idle_s` seconds."""
        recorder = asyncio.create_task(self._record_regularly())
        try:
            await self._look_for_work(time.monotonic() + for_s, idle_s)
        finally:
            self._ending = True
            await asyncio.gather(*self._sends, return_exceptions=True)
            # Not cancelled: what it has in hand would be lost.
            self._has_sent_all = True
            await recorder
            await self._record_all()
            self._threads.shutdown()

    async def _look_for_work(self, deadline: float, idle_s: float) -> None:
        idle_since = looked_at = time.monotonic()
        wake_up: Awaitable[bool] | None = None
        is_woken = True
        while not self._ending and time.monotonic() < deadline:
            self._pumps = {line: pump for line, pump in self._pumps.items() if not pump.done()}
            if is_woken or not self._pumps or time.monotonic() - looked_at > LOOK_S:
                await self._look(deadline)
                looked_at = time.monotonic()
            for line in self._lines.choose(self._pumps):
                self._pumps[line] = asyncio.create_task(self._pump(line))
            if self._pumps or self._ends:
                idle_since = time.monotonic()
            elif time.monotonic() - idle_since > idle_s:
                break
            wake_up = wake_up or asyncio.ensure_future(self._wake_up())
            await asyncio.wait(
                (wake_up, *self._pumps.values()), return_when=asyncio.FIRST_COMPLETED
            )
            is_woken, wake_up = (wake_up.result(), None) if wake_up.done() else (False, wake_up)
        self._ending = True
        await asyncio.gather(*self._pumps.values(), *([wake_up] if wake_up else []))
        await asyncio.gather(*self._ends.values())

    async def _pump(self, line: Line) -> None:
        """Send what the campaigns of one number, or the answers of one company, have waiting."""
        while not self._ending:
            due = self._lines.serve(line)
            for work in due:
                await self._serve(work)
            if self._lines.are_crowded:
                return
            if not due:
                next_s = self._lines.next_of(line)
                if next_s is None:
                    return
                await asyncio.sleep(next_s)

    async def _serve(self, work: Work) -> None:
        """Send one batch."""
        claims: list[Claim] = []
        try:
            size = await self._take_portion(work)
            if size == 0:
                return
            claims = await self._in_company(work, lambda ctx: self._claim(ctx, work, size))
            self._step("claim committed")
            if claims and await self._send_claims(work, claims):
                self._lines.end_rest(work)
                return
            self._lines.rest(work)
            if work.source is Source.RECIPIENT and work not in self._ends:
                # Beside the pump, because it waits for what is under way.
                self._ends[work] = asyncio.create_task(self._finish(work))
        except Exception as error:
            is_known = isinstance(error, (AppError, DatabaseProblem, RedisError))
            facts = {"company": str(work.company_id), "campaign": str(work.campaign_id)}
            level = logging.WARNING if is_known else logging.ERROR
            log.log(level, "a pump stopped", extra=facts, exc_info=True)
            self._lines.rest(work)
            # Without the database, leases give it back.
            with suppress(DatabaseProblem):
                await self._release(work, claims)

    async def _look(self, deadline: float) -> None:
        """Look for work; a database that is away is asked again, less and less often."""
        failures = 0
        while not self._ending and time.monotonic() < deadline:
            try:
                found = await self._thread(lambda: _find_work(self._lines.looked_to))
            except DatabaseProblem:
                log.warning("the lane could not look", exc_info=True)
                await asyncio.sleep(backoff.wait_s(failures))
                failures += 1
            else:
                self._lines.take_down(found)
                return

    async def _wake_up(self) -> bool:
        """Wait a moment for a wake-up; tell whether there was one."""
        wait_s = WAKE_S if self._pumps else LOOK_S
        return await self._thread(lambda: _wait_for_wake_up(wait_s))

    def _claim(self, ctx: CompanyContext, work: Work, size: int) -> list[Claim]:
        claims = sending.claim(ctx, work, lane=self.id, size=size)
        self._step("claim not committed")
        return claims

    async def _finish(self, work: Work) -> None:
        await asyncio.gather(
            *[send for send in self._sends if send.get_name() == str(work.campaign_id)]
        )
        await self._record(work)
        try:
            await self._in_company(work, campaigns.finish_done)
        except (AppError, DatabaseProblem):
            log.warning("a campaign could not end", extra={"campaign": str(work.campaign_id)})
        finally:
            del self._ends[work]

    async def _send_claims(self, work: Work, claims: list[Claim]) -> bool:
        """Send a batch at the number's rate; False when the campaign was stopped on the way."""
        for number_id in dict.fromkeys(claim.phone_number_id for claim in claims):
            waiting = [claim for claim in claims if claim.phone_number_id == number_id]
            route, renderer = await self._route(work, number_id)
            while waiting and not self._ending:
                granted = await self._take(work, number_id, route, len(waiting))
                part, waiting = waiting[:granted], waiting[granted:]
                while part:
                    # Before the start: what is started goes out at once, or a stop would come too late for it.
                    slots = await self._in_flight.take(
                        work.company_id, len(part), first=work.source is Source.REPLY
                    )
                    if not await self._start_and_send(work, part[:slots], route, renderer):
                        await self._release(work, [*part[slots:], *waiting])
                        return False
                    part = part[slots:]
            await self._release(work, waiting)
        return True

    async def _take_portion(self, work: Work) -> int:
        """Take what a campaign may claim before the claim; one that may claim nothing rests a moment."""
        if work.phone_number_id is None:
            return BATCH
        route, _ = await self._route(work, work.phone_number_id)
        grant = await take_portion(
            *(work, route, BATCH),
            thread=self._thread,
            measure=lambda limit: self._in_company(
                work, lambda ctx: sending.measure_room(ctx, work, limit)
            ),
        )
        if grant.granted == 0:
            self._lines.pause(work, min(grant.wait_s, LOOK_S))
        return grant.granted

    async def _take(self, work: Work, number_id: UUID, route: Route, want: int) -> int:
        rate = route.messages_per_second * SHARE_OF_RATE
        await asyncio.sleep(self._slow_until.get(number_id, 0) - time.monotonic())
        grant = await self._thread(
            lambda: limits.take(
                str(number_id),
                rate=rate,
                burst=max(1.0, rate / 10),
                want=want,
                # People who wrote to the company go before campaigns: their answers may overdraw the bucket.
                overdraft=rate / 10 if work.source is Source.REPLY else 0,
            )
        )
        if grant.granted == 0:
            await asyncio.sleep(min(grant.wait_s, LOOK_S))
        return grant.granted

    async def _start_and_send(
        self, work: Work, part: list[Claim], route: Route, renderer: Renderer
    ) -> bool:
        """Start and send as many as have places in flight; False when none may go out any more."""
        started: list[Started] = []
        try:
            started = await self._in_company(work, lambda ctx: self._start(ctx, work, part))
        finally:
            if len(started) < len(part):
                self._in_flight.give_back(work.company_id, len(part) - len(started))
        self._step("start committed")
        claims = {claim.id: claim for claim in part}
        for one in started:
            send = asyncio.create_task(
                self._send(work, claims[one.id], one, route, renderer), name=str(work.campaign_id)
            )
            self._sends.add(send)
            send.add_done_callback(self._sends.discard)
        if len(started) < len(part):
            # Whoever is started is no longer claimed, so this meets the others only.
            await self._release(work, part)
        return bool(started)

    def _start(self, ctx: CompanyContext, work: Work, part: list[Claim]) -> list[Started]:
        started = sending.start(ctx, work.source, [claim.id for claim in part], lane=self.id)
        self._step("start not committed")
        return started

    async def _send(
        self, work: Work, claim: Claim, started: Started, route: Route, renderer: Renderer
    ) -> None:
        try:
            payload = renderer.render(claim, started.callback(work.source))
            if isinstance(payload, str):
                self._results[work].append(sending.unrenderable(started, payload))
                return
            outcome = await self._graph.send(
                route.wa_phone_number_id,
                payload,
                route.token.reveal(),
                proof=route.proof.reveal(),
            )
            self._step("answer read")
            self._results[work].append(sending.judge(started, outcome))
            if isinstance(outcome, Refused) and explain(outcome.error.code).action is Action.SLOW:
                await self._slow_down(claim.phone_number_id)
        except Exception:
            # Its lease makes it unconfirmed; whatever is wrong with one message, the others go on.
            log.exception("a message could not be sent", extra={"row": str(claim.id)})
        finally:
            self._in_flight.give_back(work.company_id)

    async def _slow_down(self, number_id: UUID) -> None:
        """Wait a little with this number, and halve its rate for every lane; what was refused at once counts once."""
        if self._slow_until.get(number_id, 0) > time.monotonic():
            return
        self._slow_until[number_id] = time.monotonic() + SLOW_DOWN_S
        with suppress(RedisError):
            await self._thread(lambda: limits.halve(str(number_id)))

    async def _release(self, work: Work, claims: list[Claim]) -> None:
        if claims:
            ids = [claim.id for claim in claims]
            await self._in_company(
                work, lambda ctx: sending.release(ctx, work.source, ids, lane=self.id)
            )

    async def _route(self, work: Work, number_id: UUID) -> tuple[Route, Renderer]:
        key = (number_id, work.campaign_id)
        loaded_at, route, renderer = self._routes.get(key, (0.0, None, None))
        if route is None or renderer is None or time.monotonic() - loaded_at > ROUTE_FRESH_S:
            route = await self._in_company(
                work, lambda ctx: sending.load_route(ctx, number_id, work.campaign_id)
            )
            renderer = Renderer(route.template, route.variants)
            self._routes[key] = (time.monotonic(), route, renderer)
        return route, renderer

    async def _record_regularly(self) -> None:
        while not self._has_sent_all:
            await asyncio.sleep(FLUSH_S)
            await self._record_all()

    async def _record_all(self) -> None:
        await asyncio.gather(*[self._record(work) for work in list(self._results)])

    async def _record(self, work: Work) -> None:
        await self._write_down(work, self._results.pop(work, []))

    async def _write_down(self, work: Work, results: list[Result]) -> None:
        """Write results; while PostgreSQL is away they are kept, because nobody else knows them."""
        failures = 0
        while results:
            try:
                await self._in_company(work, lambda ctx: sending.record(ctx, work, results))
            except Exception as error:
                if not is_outage(error) and not is_conflict(error):
                    await self._write_down_parts(work, results)
                    return
                if time.monotonic() > self._gives_up_at:
                    log.exception("results are lost", extra={"results": len(results)})
                    return
                log.warning("results wait for the database", extra={"results": len(results)})
                await asyncio.sleep(backoff.wait_s(failures))
                failures += 1
            else:
                self._step("record committed")
                return

    async def _write_down_parts(self, work: Work, results: list[Result]) -> None:
        """Write half and half what cannot be written together, until the culprit stands alone."""
        if len(results) == 1:
            # Its lease makes it unconfirmed, and its status settles it.
            log.error("a result could not be recorded", extra={"row": str(results[0].id)})
            return
        middle = len(results) // 2
        await self._write_down(work, results[:middle])
        await self._write_down(work, results[middle:])

    async def _in_company(self, work: Work, service: Callable[[CompanyContext], T]) -> T:
        async with self._calls.place(work.company_id, first=work.source is Source.REPLY):
            return await self._thread(lambda: in_company(Actor.system(work.company_id), service))

    def _thread(self, function: Callable[[], T]) -> Awaitable[T]:
        return asyncio.get_running_loop().run_in_executor(self._threads, function)


def _find_work(after: UUID | None) -> list[Work]:
    with public_transaction() as ctx:
        return sending.find_work(ctx, after=after)


def _wait_for_wake_up(wait_s: float) -> bool:
    try:
        return queue.redis().blpop([queue.wake_key("send")], timeout=wait_s) is not None
    except RedisError:
        time.sleep(LOOK_S)
        return False
