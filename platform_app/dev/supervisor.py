"""Keeps programs running: started until ready, restarted when they die, ended without remains."""

import asyncio
import os
import signal
import time
from collections import deque
from contextlib import suppress
from pathlib import Path

from platform_app.dev.processes import (
    STOP_WITHIN_S,
    Ledger,
    Program,
    end_with_parent,
    kill_session,
    send_signal,
)

READY_WITHIN_S = 60
SETTLED_AFTER_S = 30
FIRST_PAUSE_S = 0.5
LONGEST_PAUSE_S = 30
LONGEST_LINE = 1 << 20


class StartFailed(Exception):
    """A program ended or did not become ready; the message holds its last lines."""


def say(text: str, name: str = "runner") -> None:
    """Print one line, with the name of the process that it comes from."""
    # Whoever read our output may be gone; the product goes on.
    with suppress(BrokenPipeError):
        print(f"{name:<14} | {text}", flush=True)


class Supervisor:
    """Every child of one runner."""

    def __init__(self, logs: Path, ledger: Path) -> None:
        self._logs = logs
        self._ledger = Ledger(ledger)
        self._keepers: list[_Keeper] = []

    async def start(self, program: Program) -> None:
        """Start a program, return when it is ready, keep it running from then on."""
        keeper = self._keeper(program)
        await keeper.start()
        keeper.guard()

    async def run(self, program: Program) -> None:
        """Run a program to its end; raise StartFailed unless it ends well."""
        keeper = self._keeper(program)
        await keeper.run()
        self._keepers.remove(keeper)

    async def stop(self) -> None:
        """End every child, the last one first and stores at the end; kill those that do not listen."""
        for keeper in self._keepers:
            keeper.release()
        for stores in (False, True):
            ending = [k for k in reversed(self._keepers) if k.program.is_store is stores]
            await asyncio.gather(*(keeper.stop() for keeper in ending))
        self._keepers.clear()

    def _keeper(self, program: Program) -> "_Keeper":
        keeper = _Keeper(program, self._logs / f"{program.name}.log", self._ledger)
        self._keepers.append(keeper)
        return keeper


class _Life:
    """One process, from its start to its end."""

    def __init__(self, process: asyncio.subprocess.Process, output: asyncio.Task[None]) -> None:
        self._process = process
        self._output = output

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def has_ended(self) -> bool:
        return self._process.returncode is not None

    async def end(self) -> str:
        """Wait for the end, take away what is left of the session, say how it ended."""
        status = await self._process.wait()
        kill_session(self.pid)
        await asyncio.wait([self._output], timeout=1)
        self._output.cancel()
        if status < 0:
            return f"was ended by {signal.Signals(-status).name}"
        return f"ended with status {status}" if status else ""

    async def stop(self, number: signal.Signals) -> None:
        if not self.has_ended:
            send_signal(self.pid, number)
            with suppress(TimeoutError):
                await asyncio.wait_for(self._process.wait(), STOP_WITHIN_S)
        kill_session(self.pid)
        await self.end()


class _Keeper:
    """One program and its present life."""

    def __init__(self, program: Program, log: Path, ledger: Ledger) -> None:
        self.program = program
        self._log = log
        self._ledger = ledger
        self._life: _Life | None = None
        self._guard: asyncio.Task[None] | None = None
        self._last_lines: deque[str] = deque(maxlen=15)
        if log.exists():
            log.replace(log.with_suffix(".log.1"))

    async def start(self) -> None:
        life = await self._spawn()
        deadline = time.monotonic() + READY_WITHIN_S
        while not await asyncio.to_thread(self.program.is_ready):
            if life.has_ended or time.monotonic() > deadline:
                break
            await asyncio.sleep(0.05)
        else:
            return
        raise self._failure(await life.end() if life.has_ended else "did not become ready")

    async def run(self) -> None:
        life = await self._spawn()
        how = await life.end()
        self._ledger.remove(life.pid)
        if how:
            raise self._failure(how)

    def guard(self) -> None:
        self._guard = asyncio.create_task(self._restart_forever())

    def release(self) -> None:
        if self._guard is not None:
            self._guard.cancel()

    async def stop(self) -> None:
        if self._life is not None:
            await self._life.stop(self.program.stop_signal)
            self._ledger.remove(self._life.pid)

    async def _restart_forever(self) -> None:
        pause_s = FIRST_PAUSE_S
        life = self._life
        while life is not None:
            started = time.monotonic()
            how = await life.end() or "ended"
            self._ledger.remove(life.pid)
            if time.monotonic() - started > SETTLED_AFTER_S:
                pause_s = FIRST_PAUSE_S
            say(f"{self.program.name} {how}; it starts again in {pause_s} s")
            await asyncio.sleep(pause_s)
            pause_s = min(pause_s * 2, LONGEST_PAUSE_S)
            life = await self._spawn()

    async def _spawn(self) -> _Life:
        program = self.program
        # A pipe of our own: with asyncio's, the wait for the end would last until every grandchild
        # has closed it.
        reading, writing = os.pipe()
        process = await asyncio.create_subprocess_exec(
            *program.command,
            env=dict(program.environment),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=writing,
            stderr=writing,
            # A session of its own: Ctrl-C reaches only the runner, which then ends all in order.
            start_new_session=True,
            user=program.user,
            group=program.user,
            extra_groups=[] if program.user else None,
            # Runs after the change of user, which would clear this wish.
            preexec_fn=lambda: end_with_parent(program.stop_signal),
        )
        self._ledger.add(process.pid, program.stop_signal)
        os.close(writing)
        self._life = _Life(process, asyncio.create_task(self._copy(reading)))
        return self._life

    async def _copy(self, descriptor: int) -> None:
        with os.fdopen(descriptor, "rb", 0) as pipe, self._log.open("ab", buffering=0) as log:
            lines = asyncio.StreamReader(LONGEST_LINE)
            protocol = asyncio.StreamReaderProtocol(lines)
            await asyncio.get_running_loop().connect_read_pipe(lambda: protocol, pipe)
            while line := await _next_line(lines):
                log.write(line)
                text = line.decode(errors="replace").rstrip()
                self._last_lines.append(text)
                if not self.program.is_store:
                    say(text, self.program.name)

    def _failure(self, how: str) -> StartFailed:
        return StartFailed(
            "\n".join([f"{self.program.name} {how}. Its last lines:", *self._last_lines])
        )


async def _next_line(stream: asyncio.StreamReader) -> bytes:
    try:
        return await stream.readline()
    except ValueError:
        return b"(a line longer than a megabyte was left out)\n"
