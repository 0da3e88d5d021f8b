"""The folder of one running product: its rows, its secrets, its logs."""

import base64
import fcntl
import json
import os
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]


class AlreadyRunning(Exception):
    """Another product runs in this folder."""


def _token() -> str:
    return secrets.token_urlsafe(32)


def _first_key() -> str:
    return "1:" + base64.b64encode(secrets.token_bytes(32)).decode()


@dataclass(frozen=True, slots=True, repr=False)
class Secrets:
    """What this installation keeps to itself, made once."""

    postgres: str = field(default_factory=_token)
    app_owner: str = field(default_factory=_token)
    app_user: str = field(default_factory=_token)
    app_router: str = field(default_factory=_token)
    app_admin: str = field(default_factory=_token)
    redis: str = field(default_factory=_token)
    secret_key: str = field(default_factory=_token)
    encryption_keys: str = field(default_factory=_first_key)


@dataclass(frozen=True, slots=True)
class Folder:
    """Paths inside the folder, and its lock."""

    path: Path

    @property
    def postgres(self) -> Path:
        """Return where PostgreSQL keeps its rows."""
        return self.path / "postgres"

    @property
    def redis(self) -> Path:
        """Return where Redis keeps its log."""
        return self.path / "redis"

    @property
    def logs(self) -> Path:
        """Return the folder of one log per process."""
        return self.path / "logs"

    @property
    def processes(self) -> Path:
        """Return the list of the processes that were started, for the next start to end."""
        return self.path / "processes.json"

    @property
    def sign_ins(self) -> Path:
        """Return the demo's accounts, noted when they were made."""
        return self.path / "sign-ins.json"

    @property
    def product(self) -> Path:
        """Return the file that exists while the product is ready, with its addresses."""
        return self.path / "product.json"

    def make(self) -> None:
        """Create the folder; only its owner may list it."""
        self.logs.mkdir(parents=True, exist_ok=True)
        self.logs.chmod(0o700)
        # PostgreSQL refuses to run as root and then needs a way through to its own folder.
        self.path.chmod(0o711 if os.geteuid() == 0 else 0o700)

    def secrets(self) -> Secrets:
        """Return this installation's secrets, made at the first call."""
        path = self.path / "secrets.json"
        if not path.exists():
            write_private(path, json.dumps(asdict(Secrets()), indent=1))
        return Secrets(**json.loads(path.read_text()))

    @contextmanager
    def lock(self, *, patience_s: float = 10) -> Iterator[None]:
        """Let one runner in; a runner that is just ending is waited for."""
        pid = self.path / "run.pid"
        with pid.open("a+") as file:
            _take(file.fileno(), pid, time.monotonic() + patience_s)
            pid.write_text(f"{os.getpid()}\n")
            yield
            pid.write_text("")


def _take(descriptor: int, pid: Path, deadline: float) -> None:
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > deadline:
                other = pid.read_text().strip()
                raise AlreadyRunning(
                    f"The product is already running in {pid.parent}. End it with: kill {other}"
                ) from None
            time.sleep(0.2)
        else:
            return


def write_private(path: Path, content: str) -> None:
    """Write a file that only its owner can read; it is there whole or not at all."""
    new = path.with_name(path.name + ".new")
    new.unlink(missing_ok=True)
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(content)
    new.replace(path)
