"""The product's processes as they really run, started again whenever they die."""

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

from platform_app.dev.processes import end_with_parent, kill_session
from tests.faults.lanes import Process

PYTHON = sys.executable
PRODUCT = (PYTHON, "-m", "platform_app")
LANES = ("lane 1", "lane 2")
PROGRAMS = {
    "web": (PYTHON, "-m", "tests.faults.web_process"),
    "lane 1": (*PRODUCT, "worker", "send"),
    "lane 2": (*PRODUCT, "worker", "send"),
    "ingest": (*PRODUCT, "worker", "ingest"),
    "default": (*PRODUCT, "worker", "default"),
    "default 2": (*PRODUCT, "worker", "default"),
    "clock": (*PRODUCT, "clock"),
    "clock 2": (*PRODUCT, "clock"),
}
EVERYBODY = ("web", *LANES, "ingest", "default", "clock")
RESTARTS_AFTER_S = 0.5


class Crew:
    """Processes of the product, each with a life of its own."""

    def __init__(self, environment: dict[str, str], logs: Path) -> None:
        self.deaths = 0
        self._environment = environment
        self._logs = logs
        self._lives: dict[str, Process] = {}
        self._ended = threading.Event()
        self._keeper = threading.Thread(target=self._keep, daemon=True)

    def start(self, *names: str) -> None:
        """Start processes."""
        for name in names:
            self._start(name)

    def keep(self) -> None:
        """From now on, start again whoever dies."""
        self._keeper.start()

    def release(self, name: str) -> Process:
        """Hand a process over to a test, which is to end it."""
        return self._lives.pop(name)

    def kill(self, name: str) -> None:
        """Kill a process with its children, without a word."""
        kill_session(self._lives[name].pid)

    def ask_to_end(self, name: str) -> None:
        """Ask a process to end, as a deployment does."""
        self._lives[name].send_signal(signal.SIGTERM)

    def end(self) -> None:
        """Kill everybody, for good."""
        self._ended.set()
        if self._keeper.is_alive():
            self._keeper.join()
        for process in self._lives.values():
            kill_session(process.pid)
            process.wait()

    def _start(self, name: str) -> None:
        with (self._logs / f"{name}.log").open("ab") as log:
            self._lives[name] = subprocess.Popen(
                PROGRAMS[name],
                env={**os.environ, **self._environment},
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=end_with_parent,  # noqa: PLW1509  it only asks the kernel something
            )

    def _keep(self) -> None:
        while not self._ended.wait(RESTARTS_AFTER_S):
            for name, process in list(self._lives.items()):
                if process.poll() is not None:
                    # A horse may outlive its worker.
                    kill_session(process.pid)
                    self.deaths += 1
                    self._start(name)
