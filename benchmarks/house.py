"""PostgreSQL, Redis and an empty, migrated database for one benchmark, gone afterwards."""

import os
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from platform_app.core import bootstrap
from platform_app.dev.folder import Folder
from platform_app.dev.postgres import EmbeddedPostgres
from platform_app.dev.processes import Program
from platform_app.dev.product import free_port
from platform_app.dev.redis_server import EmbeddedRedis


@dataclass(frozen=True, slots=True)
class House:
    """The running servers."""

    folder: Path
    owner_url: str
    # Sees and changes every row.
    administrator_url: str


@contextmanager
def house() -> Iterator[House]:
    """Start the servers and point this process's settings at them; call it before the product is imported."""
    with ExitStack() as stack:
        folder = Folder(Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-"))))
        folder.make()
        secrets = folder.secrets()
        postgres = EmbeddedPostgres(folder.postgres, free_port(), secrets.postgres)
        redis = EmbeddedRedis(folder.redis, free_port(), secrets.redis)
        for server in (postgres, redis):
            server.make()
            stack.enter_context(running(server.program()))
        postgres.create_database()
        passwords = {role: getattr(secrets, role) for role in bootstrap.ROLES}
        urls = bootstrap.prepare_database(postgres.url, passwords)
        os.environ |= {
            "ENVIRONMENT": "test",
            "DATABASE_USER_URL": urls.user,
            "DATABASE_ROUTER_URL": urls.router,
            "DATABASE_ADMIN_URL": urls.admin,
            "REDIS_URL": redis.url,
            "SECRET_KEY": secrets.secret_key,
            "ENCRYPTION_KEYS": secrets.encryption_keys,
        }
        bootstrap.migrate(urls.owner)
        yield House(folder.path, urls.owner, postgres.url)


@contextmanager
def running(program: Program) -> Iterator[subprocess.Popen[bytes]]:
    """Run a program until the block ends."""
    process = subprocess.Popen(
        program.command,
        env={**os.environ, **program.environment},
        user=program.user,
        group=program.user,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        deadline = time.monotonic() + 30
        while not program.is_ready():
            if process.poll() is not None or time.monotonic() > deadline:
                raise SystemExit(f"{program.name} did not start.")
            time.sleep(0.05)
        yield process
    finally:
        process.send_signal(program.stop_signal)
        process.wait(20)


def make_company(*, messages_per_second: int, subdomain: str = "bench") -> tuple[UUID, UUID]:
    """Make a company with one connected number; return the company's id and the number's."""
    from platform_app.core.context import Actor, PlatformActor
    from platform_app.core.crypto import encrypt
    from platform_app.core.db import company_transaction, platform_transaction
    from platform_app.models.channels import Channel, PhoneNumber
    from platform_app.services import companies

    with platform_transaction(PlatformActor(None)) as platform:
        row = companies.create(
            platform,
            name=subdomain.title(),
            subdomain=subdomain,
            admin_email=f"ana@{subdomain}.example",
        )
    company_id = UUID(row.id)
    with company_transaction(Actor.system(company_id)) as ctx:
        sealed: dict[str, Any] = {  # Any: what a model takes by keyword
            f"{name}_sealed": encrypt(value, company_id=company_id, field=name)
            for name, value in {
                "access_token": "bench-token",
                "app_secret": "bench-secret",
                "verify_token": "bench-verify",
            }.items()
        }
        channel = Channel(
            company_id=company_id, waba_id="1", webhook_key=f"{subdomain}-key", **sealed
        )
        ctx.db.add(channel)
        ctx.db.flush()
        number = PhoneNumber(
            company_id=company_id,
            channel_id=channel.id,
            wa_phone_number_id="2",
            display_number="+351 21 000 0000",
            messages_per_second=messages_per_second,
        )
        ctx.db.add(number)
    return company_id, number.id
