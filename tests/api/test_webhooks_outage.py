"""The webhook address while PostgreSQL is away: nothing is taken that cannot be kept, and it recovers by itself."""

import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from platform_app.core.config import settings
from platform_app.core.db import admin_engine, router_engine, user_engine
from platform_app.dev.product import free_port
from tests.support import factories
from tests.support.servers import TestDatabase, TestServers, serving
from tests.support.webhooks import connect, get, post_all

BODY = b'{"entry":[]}'


def forget_engines() -> None:
    """Close every connection, because the settings name another server now."""
    for engine in (user_engine, router_engine, admin_engine):
        if engine.cache_info().currsize:
            engine().dispose()
        engine.cache_clear()


@pytest.fixture
def own_postgres(database, monkeypatch) -> Iterator[TestDatabase]:
    """A cluster of this test's own, not running yet; the product's settings point at it."""
    folder = Path(tempfile.mkdtemp(prefix="platform-outage-"))
    folder.chmod(0o711)
    servers = replace(TestServers.plan(), folder=folder, postgres_port=free_port())
    servers.postgres.make()
    own = TestDatabase(servers, database.worker)
    forget_engines()
    for name, value in own.environment().items():
        monkeypatch.setenv(name, value)
    settings.cache_clear()
    yield own
    monkeypatch.undo()
    settings.cache_clear()
    forget_engines()
    shutil.rmtree(folder, ignore_errors=True)


def test_events_are_refused_while_postgres_is_away_and_taken_when_it_is_back(own_postgres):
    servers = own_postgres.servers
    with serving(servers.postgres.program(), servers.folder):
        own_postgres.make()
        channel = connect(factories.company("Acme").id)
        assert channel.post(BODY) == 200
    assert post_all([(channel, BODY)] * 20) == [503] * 20
    assert get(channel, "hub.mode=subscribe").status == 503
    assert channel.post(BODY, key="never-seen") == 503
    with serving(servers.postgres.program(), servers.folder):
        assert channel.post(BODY) == 200
        assert [event.body for event in channel.events()] == [BODY, BODY]
        forget_engines()
