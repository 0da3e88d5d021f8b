"""PostgreSQL and Redis of one test run, and a database of its own for each test process."""

import fcntl
import json
import os
import secrets
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path

import psycopg2
import redis
from psycopg2 import sql

from platform_app.core import bootstrap
from platform_app.dev.folder import Secrets
from platform_app.dev.postgres import EmbeddedPostgres
from platform_app.dev.processes import Program, end_with_parent, kill_session, send_signal
from platform_app.dev.product import free_port
from platform_app.dev.redis_server import EmbeddedRedis

PLAN = "TEST_SERVERS"
READY_WITHIN_S = 30
# A test's rows need not outlive the machine.
CARELESS = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "shared_buffers=64MB")


@dataclass(frozen=True, slots=True)
class TestServers:
    """Where the servers of this run are; planned before they start, so that settings are known."""

    __test__ = False

    folder: Path
    postgres_port: int
    redis_port: int
    secrets: Secrets

    @classmethod
    def plan(cls) -> "TestServers":
        """Return the plan of this run; the first process makes it, the others inherit it."""
        if PLAN not in os.environ:
            folder = Path(tempfile.gettempdir(), f"platform-tests-{secrets.token_hex(6)}")
            values = {"folder": str(folder), "ports": [free_port(), free_port()]}
            os.environ[PLAN] = json.dumps({**values, "secrets": asdict(Secrets())})
        plan = json.loads(os.environ[PLAN])
        postgres, redis_port = plan["ports"]
        return cls(Path(plan["folder"]), postgres, redis_port, Secrets(**plan["secrets"]))

    @property
    def postgres(self) -> EmbeddedPostgres:
        """Return the cluster."""
        folder, password = self.folder / "postgres", self.secrets.postgres
        return EmbeddedPostgres(folder, self.postgres_port, password, CARELESS)

    @property
    def redis(self) -> EmbeddedRedis:
        """Return the Redis server."""
        return EmbeddedRedis(self.folder / "redis", self.redis_port, self.secrets.redis)

    @contextmanager
    def running(self) -> Iterator[None]:
        """Run both servers, then remove all that they wrote."""
        # The unprivileged user of PostgreSQL passes through it.
        self.folder.mkdir(mode=0o711)
        try:
            with ExitStack() as stack:
                for server in (self.postgres, self.redis):
                    server.make()
                    stack.enter_context(serving(server.program(), self.folder))
                yield
        finally:
            shutil.rmtree(self.folder, ignore_errors=True)


@dataclass(frozen=True, slots=True)
class TestDatabase:
    """The database and the Redis numbers of one test process."""

    __test__ = False

    servers: TestServers
    worker: str
    tables: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        """Return the database's name."""
        return f"test_{self.worker}"

    @property
    def administrator_url(self) -> str:
        """Return the address of the superuser, who sees and changes every row."""
        return self.servers.postgres.url_of(self.name)

    @property
    def redis_url(self) -> str:
        """Return the address of this process's Redis database."""
        return self.servers.redis.url_of(int(self.worker.removeprefix("gw") or 0))

    def url(self, role: str) -> str:
        """Return the address of one of the product's roles."""
        password = getattr(self.servers.secrets, role)
        port = self.servers.postgres_port
        return f"postgresql+psycopg2://{role}:{password}@127.0.0.1:{port}/{self.name}"

    def environment(self) -> dict[str, str]:
        """Return the settings under which the tested code runs."""
        return {
            "ENVIRONMENT": "test",
            # Tests of the second factor switch it on; the others would all have to enrol first.
            "ADMINS_NEED_SECOND_FACTOR": "false",
            "BASE_DOMAIN": "localhost",
            "DATABASE_USER_URL": self.url("app_user"),
            "DATABASE_ROUTER_URL": self.url("app_router"),
            "DATABASE_ADMIN_URL": self.url("app_admin"),
            "REDIS_URL": self.redis_url,
            "MEDIA_URL": (self.servers.folder / f"media-{self.name}").as_uri(),
            "SECRET_KEY": self.servers.secrets.secret_key,
            "ENCRYPTION_KEYS": self.servers.secrets.encryption_keys,
        }

    def make(self) -> None:
        """Create the database with its roles and tables."""
        self.servers.postgres.create_database(self.name)
        passwords = {role: getattr(self.servers.secrets, role) for role in bootstrap.ROLES}
        # Roles belong to the whole cluster: two processes must not change them at once.
        with (self.servers.folder / "roles.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            bootstrap.prepare_database(self.administrator_url, passwords)
        bootstrap.migrate(self.url("app_owner"))
        self.tables.extend(self._empty_tables())

    def clean(self) -> None:
        """Delete every row that a test has written, in a few milliseconds."""
        with self.connect() as connection, connection.cursor() as cursor:
            # As a replica, PostgreSQL asks no trigger and no foreign key.
            cursor.execute("set session_replication_role = replica")
            deletes = [sql.SQL("delete from {}").format(sql.Identifier(t)) for t in self.tables]
            cursor.execute(sql.SQL("; ").join(deletes))
        connection.close()
        with redis.Redis.from_url(self.redis_url) as client:
            client.flushdb()

    def connect(self) -> "psycopg2.extensions.connection":
        """Return a connection of the superuser."""
        return psycopg2.connect(self.administrator_url)

    def _empty_tables(self) -> list[str]:
        """Return the tables that the migrations left empty; the others hold what they need."""
        with self.connect() as connection, connection.cursor() as cursor:
            cursor.execute("select tablename from pg_tables where schemaname = 'public'")
            names = [name for (name,) in cursor.fetchall()]
            empty = [name for name in names if not _has_rows(cursor, name)]
        connection.close()
        return empty


def _has_rows(cursor: "psycopg2.extensions.cursor", table: str) -> bool:
    cursor.execute(sql.SQL("select exists (select from {})").format(sql.Identifier(table)))
    row = cursor.fetchone()
    return bool(row and row[0])


@contextmanager
def serving(program: Program, logs: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Run a program from ready to ended; it ends with the test process, however that ends."""
    with (logs / f"{program.name}.log").open("ab") as log:
        process = subprocess.Popen(
            program.command,
            env=dict(program.environment),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            user=program.user,
            group=program.user,
            preexec_fn=lambda: end_with_parent(program.stop_signal),  # noqa: PLW1509  one thread
        )
    try:
        _wait_until_ready(program, process, logs)
        yield process
    finally:
        send_signal(process.pid, program.stop_signal)
        try:
            process.wait(10)
        finally:
            kill_session(process.pid)


def _wait_until_ready(program: Program, process: subprocess.Popen[bytes], logs: Path) -> None:
    deadline = time.monotonic() + READY_WITHIN_S
    while not program.is_ready():
        if process.poll() is not None or time.monotonic() > deadline:
            log = (logs / f"{program.name}.log").read_text(errors="replace")
            raise RuntimeError(f"{program.name} did not start:\n{log[-2000:]}")
        time.sleep(0.02)
