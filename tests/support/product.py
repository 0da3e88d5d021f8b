"""The whole product, started as a person would start it, for tests in a browser."""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from platform_app.dev.folder import PROJECT
from platform_app.dev.product import free_port

READY_WITHIN_S = 180


@dataclass(frozen=True, slots=True)
class SignIn:
    """An account of the demo."""

    who: str
    address: str
    email: str
    password: str


@dataclass(frozen=True, slots=True)
class RunningProduct:
    """Where a running product is and how to get in."""

    folder: Path
    port: int
    platform: str
    simulator: str
    database_url: str
    environment: Mapping[str, str]
    sign_ins: tuple[SignIn, ...]

    def company(self, subdomain: str) -> str:
        """Return a company's address."""
        return f"http://{subdomain}.localhost:{self.port}"


@contextmanager
def running_product(settings: Mapping[str, str]) -> Iterator[RunningProduct]:
    """Run the product in a folder of its own; `settings` replace this process's own."""
    with tempfile.TemporaryDirectory(
        prefix="platform-product-", ignore_cleanup_errors=True
    ) as name:
        folder, port = Path(name), free_port()
        command = [sys.executable, "-m", "platform_app", "run", "--tied"]
        command += ["--data", name, "--port", str(port)]
        with (folder / "run.log").open("wb") as log:
            runner = subprocess.Popen(
                command, cwd=PROJECT, env=dict(settings), stdout=log, stderr=subprocess.STDOUT
            )
        try:
            yield _wait_until_ready(runner, folder, port)
        finally:
            runner.send_signal(signal.SIGTERM)
            runner.wait(30)


def _wait_until_ready(runner: "subprocess.Popen[bytes]", folder: Path, port: int) -> RunningProduct:
    description = folder / "product.json"
    deadline = time.monotonic() + READY_WITHIN_S
    while not description.exists():
        if runner.poll() is not None or time.monotonic() > deadline:
            log = (folder / "run.log").read_text(errors="replace")
            raise RuntimeError(f"The product did not start:\n{log[-4000:]}")
        time.sleep(0.1)
    told = json.loads(description.read_text())
    sign_ins = tuple(SignIn(**one) for one in told.pop("sign_ins"))
    return RunningProduct(folder, port, sign_ins=sign_ins, **told)


def own_settings(of_tests: Mapping[str, str]) -> dict[str, str]:
    """Return this process's environment without what the tests have put into it."""
    return {name: value for name, value in os.environ.items() if name not in of_tests}
