"""A PostgreSQL and a Redis of the tests' own, which may be killed, frozen, emptied and filled without harming others."""

import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import psutil
import psycopg2
import pytest
from redis import Redis

from platform_app.core import limits, queue
from platform_app.core.config import settings
from platform_app.core.db import admin_engine, router_engine, user_engine
from platform_app.dev.processes import Program
from platform_app.dev.product import free_port
from tests.support.servers import TestDatabase, TestServers, serving


@dataclass
class OwnServer:
    """One server, and everything bad that can be done to it."""

    program: Program
    logs: Path
    _life: ExitStack = field(default_factory=ExitStack)
    _process: "subprocess.Popen[bytes] | None" = None

    @property
    def pid(self) -> int:
        """Return the number of its first process."""
        assert self._process is not None
        return self._process.pid

    def start(self) -> None:
        """Start it unless it runs, and wait until it answers."""
        if self._process is None:
            self._process = self._life.enter_context(serving(self.program, self.logs))

    def stop(self) -> None:
        """End it as a person would."""
        self._life.close()
        self._process = None

    def crash(self, how: signal.Signals = signal.SIGKILL) -> None:
        """End it without a word to anybody."""
        psutil.Process(self.pid).send_signal(how)
        psutil.Process(self.pid).wait(10)
        self.stop()

    def freeze(self) -> None:
        """Let it keep every connection, and answer nothing."""
        for process in self._processes():
            process.suspend()

    def thaw(self) -> None:
        """Let it go on."""
        for process in self._processes():
            process.resume()

    @contextmanager
    def away(self) -> Iterator[None]:
        """Stop it for a while."""
        self.stop()
        try:
            yield
        finally:
            self.start()

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """Freeze it for a while."""
        self.freeze()
        try:
            yield
        finally:
            self.thaw()

    def _processes(self) -> list[psutil.Process]:
        first = psutil.Process(self.pid)
        return [first, *first.children(recursive=True)]


@dataclass
class OwnServers:
    """Both servers, and the database on them."""

    postgres: OwnServer
    redis: OwnServer
    database: TestDatabase

    def crash_postgres(self) -> None:
        """End PostgreSQL at once, in the middle of every transaction (`pg_ctl stop -m immediate`)."""
        self.postgres.crash(signal.SIGQUIT)

    def set_postgres(self, *statements: str) -> None:
        """Run `alter system` statements, and have them count at once."""
        connection = psycopg2.connect(self.database.administrator_url)
        connection.autocommit = True
        with connection.cursor() as cursor:
            for statement in (*statements, "select pg_reload_conf()"):
                cursor.execute(statement)
        connection.close()

    def flush_redis(self) -> None:
        """Let Redis forget everything."""
        with self._asking() as client:
            client.flushall()

    def fill_redis(self) -> None:
        """Leave Redis no memory for anything new."""
        with self._asking() as client:
            client.config_set("maxmemory", 1)

    def empty_redis(self) -> None:
        """Give Redis its memory back."""
        with self._asking() as client:
            client.config_set("maxmemory", 0)

    @contextmanager
    def _asking(self) -> Iterator[Redis]:
        with Redis.from_url(self.database.redis_url) as client:
            yield client

    def start(self) -> None:
        """Start whatever does not run."""
        self.postgres.start()
        self.redis.start()

    def stop(self) -> None:
        """End both."""
        self.postgres.stop()
        self.redis.stop()


@contextmanager
def own_servers(worker: str) -> Iterator[OwnServers]:
    """Run both servers with an empty, migrated database."""
    folder = Path(tempfile.mkdtemp(prefix="platform-faults-"))
    # The unprivileged user of PostgreSQL passes through it.
    folder.chmod(0o711)
    plan = replace(
        TestServers.plan(), folder=folder, postgres_port=free_port(), redis_port=free_port()
    )
    plan.postgres.make()
    plan.redis.make()
    # Whatever else a test's server is careless about: what it has committed outlives a crash.
    postgres = replace(plan.postgres, options=("fsync=off", "shared_buffers=64MB"))
    servers = OwnServers(
        OwnServer(postgres.program(), folder),
        OwnServer(plan.redis.program(), folder),
        TestDatabase(plan, worker),
    )
    try:
        servers.start()
        servers.database.make()
        yield servers
    finally:
        servers.stop()
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def in_use(servers: OwnServers, monkeypatch: pytest.MonkeyPatch) -> Iterator[OwnServers]:
    """Point the product's settings, here and in processes to come, at these servers."""
    servers.start()
    for name, value in servers.database.environment().items():
        monkeypatch.setenv(name, value)
    _forget_connections()
    try:
        yield servers
    finally:
        servers.start()
        servers.set_postgres("alter system reset all")
        servers.empty_redis()
        servers.database.clean()
        monkeypatch.undo()
        _forget_connections()


def _forget_connections() -> None:
    for engine in (user_engine, router_engine, admin_engine):
        if engine.cache_info().currsize:
            engine().dispose()
        engine.cache_clear()
    if queue.redis.cache_info().currsize:
        queue.redis().close()
    # The script holds the client.
    for one in (queue.redis, limits._take_script, settings):
        one.cache_clear()
