"""What the whole product consists of on one machine: its servers, its programs, their settings."""

import json
import os
import socket
import sys
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from urllib.parse import quote, urlsplit

import redis

from platform_app.dev import front_end
from platform_app.dev.folder import Folder, Secrets
from platform_app.dev.postgres import EmbeddedPostgres
from platform_app.dev.processes import Program
from platform_app.dev.redis_server import EmbeddedRedis

WORKERS = ("send", "ingest", "default")
ADMINISTRATORS = ("DATABASE_URL", "DATABASE_OWNER_URL")


@dataclass
class Product:
    """One product, in one folder, on one port."""

    folder: Folder
    port: int

    @cached_property
    def secrets(self) -> Secrets:
        """Return this installation's secrets."""
        return self.folder.secrets()

    @cached_property
    def postgres(self) -> EmbeddedPostgres | None:
        """Return our own PostgreSQL, or nothing when DATABASE_URL names another."""
        if os.environ.get("DATABASE_URL"):
            return None
        return EmbeddedPostgres(self.folder.postgres, free_port(), self.secrets.postgres)

    @cached_property
    def redis(self) -> EmbeddedRedis | None:
        """Return our own Redis, or nothing when REDIS_URL names another."""
        if os.environ.get("REDIS_URL"):
            return None
        return EmbeddedRedis(self.folder.redis, free_port(), self.secrets.redis)

    @cached_property
    def database_url(self) -> str:
        """Return the administrator's address of the database."""
        return self.postgres.url if self.postgres else os.environ["DATABASE_URL"]

    @cached_property
    def environment(self) -> dict[str, str]:
        """Return the settings of every process: nothing in it can change tables or roles."""
        given = {name: value for name, value in os.environ.items() if name not in ADMINISTRATORS}
        return {
            "ENVIRONMENT": "development",
            "BASE_DOMAIN": "localhost",
            # Whoever looks at the demo need not have an authenticator app at hand.
            "ADMINS_NEED_SECOND_FACTOR": "false",
            "SECRET_KEY": self.secrets.secret_key,
            "ENCRYPTION_KEYS": self.secrets.encryption_keys,
            "GRAPH_BASE_URL": self.simulator_address,
            "REDIS_URL": self.redis.url if self.redis else "",
            **front_end.environment(given),
            "MEDIA_URL": (self.folder.path / "media").absolute().as_uri(),
            "PORT": str(self.port),
            "SIMULATOR_URL": self.simulator_address,
            "DATABASE_USER_URL": self._as_role("app_user", self.secrets.app_user),
            "DATABASE_ROUTER_URL": self._as_role("app_router", self.secrets.app_router),
            "DATABASE_ADMIN_URL": self._as_role("app_admin", self.secrets.app_admin),
            "PYTHONUNBUFFERED": "1",
        }

    def build(self) -> Program:
        """Return the program that builds the front end."""
        return self._command("build", "build")

    def migrate(self) -> Program:
        """Return the program that makes roles and tables; it alone gets the owner's address."""
        owner = self._as_role("app_owner", self.secrets.app_owner)
        private = {"DATABASE_URL": self.database_url, "DATABASE_OWNER_URL": owner}
        return self._command("migrate", "migrate", environment=self.environment | private)

    def seed(self) -> Program:
        """Return the program that fills an empty product with the demo's companies."""
        return self._command("seed", "seed", "--note", str(self.folder.sign_ins))

    def simulator(self) -> Program:
        """Return the stand-in for WhatsApp."""
        module = "platform_app.dev.whatsapp_simulator"
        state = str(self.folder.path / "simulator.json")
        return Program(
            name="simulator",
            command=(
                *(sys.executable, "-m", module),
                *("--port", str(self._simulator_port), "--state", state),
            ),
            environment=self.environment,
            is_ready=answers(self.simulator_address),
        )

    def web(self) -> Program:
        """Return the web process."""
        health = f"http://127.0.0.1:{self.port}/healthz"
        return self._command("web", "web", is_ready=answers(health, host=self._host))

    def background(self) -> list[Program]:
        """Return the workers and the clock that starts what is due."""
        address = self.environment["REDIS_URL"]
        workers = [
            self._command(f"worker-{queue}", "worker", queue, is_ready=is_served(address, queue))
            for queue in WORKERS
        ]
        return [*workers, self._command("clock", "clock")]

    @property
    def addresses(self) -> dict[str, str]:
        """Return where a browser finds the product."""
        platform = f"http://{self._host}"
        return {"platform": platform, "simulator": f"{platform}/simulator/"}

    def description(self) -> dict[str, object]:
        """Return what a test needs to use the running product."""
        return {
            **self.addresses,
            "sign_ins": self.sign_ins(),
            "database_url": self.database_url,
            "environment": {
                name: value
                for name, value in self.environment.items()
                if name not in os.environ or name.endswith("_URL")
            },
        }

    def sign_ins(self) -> list[dict[str, str]]:
        """Return the demo's accounts, as the first start noted them."""
        try:
            return json.loads(self.folder.sign_ins.read_text())
        except FileNotFoundError:
            return []

    @cached_property
    def _simulator_port(self) -> int:
        return free_port()

    @property
    def simulator_address(self) -> str:
        """Return where the product reaches the stand-in for WhatsApp."""
        return f"http://127.0.0.1:{self._simulator_port}"

    @property
    def _host(self) -> str:
        return f"{os.environ.get('BASE_DOMAIN', 'localhost')}:{self.port}"

    def _as_role(self, role: str, password: str) -> str:
        address = urlsplit(self.database_url)
        netloc = f"{role}:{quote(password, safe='')}@{address.netloc.rpartition('@')[2]}"
        return address._replace(scheme="postgresql+psycopg2", netloc=netloc).geturl()

    def _command(
        self,
        name: str,
        *arguments: str,
        environment: dict[str, str] | None = None,
        is_ready: Callable[[], bool] | None = None,
    ) -> Program:
        program = Program(
            name=name,
            command=(sys.executable, "-m", "platform_app", *arguments),
            environment=environment or self.environment,
        )
        return program if is_ready is None else replace(program, is_ready=is_ready)


def free_port() -> int:
    """Return a loopback port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def is_free(port: int) -> bool:
    """Return whether a server could listen on a loopback port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def answers(url: str, *, host: str | None = None) -> Callable[[], bool]:
    """Return a probe that tells whether a web server answers, whatever it says."""
    request = urllib.request.Request(url, headers={"Host": host} if host else {})
    # A proxy for the outside world knows nothing of our ports.
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    def probe() -> bool:
        try:
            direct.open(request, timeout=5).close()
        except urllib.error.HTTPError as error:
            return error.code < 500
        except OSError:
            return False
        return True

    return probe


def is_served(redis_url: str, queue: str) -> Callable[[], bool]:
    """Return a probe that tells whether a worker has begun to serve a queue since now."""
    client = redis.Redis.from_url(redis_url, decode_responses=True)
    # A killed worker stays in RQ's list for minutes; only a birth after now is ours.
    now = datetime.now(UTC).isoformat()

    def probe() -> bool:
        # redis types its answers for both of its clients at once; a command by name has none.
        names: set[str] = client.execute_command("SMEMBERS", f"rq:workers:{queue}")
        births: list[str | None] = [client.execute_command("HGET", n, "birth") for n in names]
        return any(birth is not None and birth > now for birth in births)

    return probe
