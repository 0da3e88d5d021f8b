"""Programs start ready, come back when they die, and leave nothing behind."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import psutil
import pytest

from platform_app.dev.processes import Program, end_leftovers
from platform_app.dev.supervisor import StartFailed, Supervisor

# Writes its process id, then sleeps; a second process in the same session outlives it.
SLEEPER = """
import os, pathlib, subprocess, sys, time
subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
pathlib.Path(sys.argv[1]).write_text(str(os.getpid()))
time.sleep(60)
"""
# A runner that starts one program and is then killed without a chance to end it.
RUNNER = """
import asyncio, pathlib, sys, time
from platform_app.dev.processes import Program
from platform_app.dev.supervisor import Supervisor
folder = pathlib.Path(sys.argv[1])
program = Program(name="sleeper", command=(sys.executable, "-c", sys.argv[2], str(folder / "pid")),
                  environment={}, is_ready=(folder / "pid").exists)
async def main():
    supervisor = Supervisor(folder, folder / "processes.json")
    await supervisor.start(program)
    (folder / "started").touch()
    await asyncio.sleep(60)
asyncio.run(main())
"""


def sleeper(folder: Path) -> Program:
    pid = folder / "pid"
    command = (sys.executable, "-c", SLEEPER, str(pid))
    return Program(name="sleeper", command=command, environment={}, is_ready=pid.exists)


def script(code: str) -> Program:
    return Program(name="script", command=(sys.executable, "-c", code), environment={})


def run(folder: Path, work: Callable[[Supervisor], Awaitable[None]]) -> None:
    async def supervised() -> None:
        supervisor = Supervisor(folder, folder / "processes.json")
        try:
            await work(supervisor)
        finally:
            await supervisor.stop()

    asyncio.run(supervised())


def session_of(pid: int) -> list[int]:
    members = []
    for process in psutil.process_iter():
        try:
            if os.getsid(process.pid) == pid and process.status() != psutil.STATUS_ZOMBIE:
                members.append(process.pid)
        except (ProcessLookupError, psutil.NoSuchProcess):
            continue
    return members


def wait_for(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.02)


def test_stop_ends_the_whole_session(tmp_path):
    run(tmp_path, lambda supervisor: supervisor.start(sleeper(tmp_path)))
    assert session_of(int((tmp_path / "pid").read_text())) == []
    assert json.loads((tmp_path / "processes.json").read_text()) == []


def test_a_killed_program_comes_back(tmp_path):
    pid = tmp_path / "pid"

    async def kill_once(supervisor: Supervisor) -> None:
        await supervisor.start(sleeper(tmp_path))
        first = pid.read_text()
        os.kill(int(first), signal.SIGKILL)
        await asyncio.to_thread(wait_for, lambda: pid.read_text() not in ("", first))
        assert session_of(int(first)) == []

    run(tmp_path, kill_once)


def test_a_program_that_ends_at_once_fails_the_start_with_its_last_words(tmp_path):
    program = script("import sys; sys.exit('no disk')")
    with pytest.raises(StartFailed, match=r"status 1(.|\n)*no disk"):
        run(tmp_path, lambda supervisor: supervisor.run(program))


def test_output_is_kept_in_a_log_and_the_log_before_it_too(tmp_path):
    for word in ("first", "second"):
        run(tmp_path, lambda s, word=word: s.run(script(f"print('{word}')")))
    assert (tmp_path / "script.log").read_text() == "second\n"
    assert (tmp_path / "script.log.1").read_text() == "first\n"


def test_programs_end_with_a_killed_runner(tmp_path):
    runner = subprocess.Popen([sys.executable, "-c", RUNNER, str(tmp_path), SLEEPER])
    wait_for((tmp_path / "started").exists)
    runner.kill()
    runner.wait()
    pid = int((tmp_path / "pid").read_text())
    wait_for(lambda: pid not in session_of(pid))


def test_next_start_ends_what_outlived_a_killed_runner(tmp_path):
    runner = subprocess.Popen([sys.executable, "-c", RUNNER, str(tmp_path), SLEEPER])
    wait_for((tmp_path / "started").exists)
    runner.kill()
    runner.wait()
    pid = int((tmp_path / "pid").read_text())
    # The sleeper's own child is not tied to the runner.
    wait_for(lambda: session_of(pid) != [] and pid not in session_of(pid))
    assert end_leftovers(tmp_path / "processes.json") == 1
    wait_for(lambda: session_of(pid) == [])


def test_a_stranger_with_a_reused_number_is_left_alone(tmp_path):
    stranger = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    ledger = tmp_path / "processes.json"
    ledger.write_text(json.dumps([[stranger.pid, 12.5, int(signal.SIGTERM)]]))
    assert end_leftovers(ledger) == 0
    assert stranger.poll() is None
    stranger.kill()
    stranger.wait()
