"""What the runner knows about processes: programs, sessions, and those a killed runner left behind."""

import ctypes
import json
import os
import signal
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from platform_app.dev.folder import write_private

STOP_WITHIN_S = 10
PR_SET_PDEATHSIG = 1

_libc = ctypes.CDLL(None)


def _at_once() -> bool:
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """What to run, how to know that it is ready, how to end it."""

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str] = field(repr=False)
    is_ready: Callable[[], bool] = _at_once
    stop_signal: signal.Signals = signal.SIGTERM
    user: str | None = None
    # A store is quiet on the terminal and ends after those that use it.
    is_store: bool = False


class Ledger:
    """The running children on disk, so that the next runner can end what this one could not."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._entries: dict[int, tuple[int, float, int]] = {}

    def add(self, pid: int, stop_signal: signal.Signals) -> None:
        """Note a child."""
        # The start time tells our child from a stranger that got its number later.
        with suppress(psutil.NoSuchProcess):
            self._entries[pid] = (pid, psutil.Process(pid).create_time(), int(stop_signal))
            self._write()

    def remove(self, pid: int) -> None:
        """Forget a child that has ended."""
        self._entries.pop(pid, None)
        self._write()

    def _write(self) -> None:
        write_private(self._path, json.dumps(list(self._entries.values())))


def end_leftovers(ledger: Path) -> int:
    """End what a killed runner left behind, the last child first; return how many there were."""
    try:
        entries: list[tuple[int, float, int]] = json.loads(ledger.read_text())
    except (FileNotFoundError, ValueError):
        return 0
    left = [(pid, number) for pid, started, number in reversed(entries) if _is_ours(pid, started)]
    for pid, number in left:
        send_signal(pid, number)
    for pid, _ in left:
        with suppress(psutil.NoSuchProcess, psutil.TimeoutExpired):
            psutil.Process(pid).wait(STOP_WITHIN_S)
        kill_session(pid)
    ledger.unlink()
    return len(left)


def kill_session(leader: int) -> None:
    """Kill every process of a session; they may have outlived the process that began it."""
    for pid in _session(leader):
        send_signal(pid, signal.SIGKILL)


def send_signal(pid: int, number: int) -> None:
    """Send a signal; a process that is gone is fine."""
    with suppress(ProcessLookupError):
        os.kill(pid, number)


def end_with_parent(number: signal.Signals = signal.SIGTERM) -> None:
    """Have the kernel send this process a signal when its parent dies, however it dies."""
    _libc.prctl(PR_SET_PDEATHSIG, int(number))


def _is_ours(pid: int, started: float) -> bool:
    try:
        return abs(psutil.Process(pid).create_time() - started) < 5
    except psutil.NoSuchProcess:
        return bool(_session(pid))


def _session(leader: int) -> list[int]:
    members: list[int] = []
    for pid in psutil.pids():
        with suppress(ProcessLookupError, PermissionError):
            if os.getsid(pid) == leader:
                members.append(pid)
    return members
