"""Every event handler that exists, and whether it lets somebody in: the machinery of the generated tests."""

import inspect
import logging
import re
from typing import Any, get_type_hints
from uuid import UUID, uuid4

import pytest
from psycopg2 import sql
from starlette.routing import Route

from platform_app.api.app import routes
from platform_app.platform_app import app
from platform_app.state.access import ENROLLING, PUBLIC, Access
from tests.support.asking import ACME
from tests.support.servers import TestDatabase
from tests.support.tabs import Browser, Tab, handlers, in_browser, rules

PLAUSIBLE: dict[Any, Any] = {int: 1, bool: True, dict: {}, list: [], UUID: str(uuid4())}


def guarded() -> dict[str, Access]:
    """Return who may call each handler that is not for everybody, or for everybody's own account."""
    theirs = (PUBLIC, ENROLLING)
    found: dict[str, Access] = {
        name: rule.access for name, rule in rules().items() if rule.access not in theirs
    }
    assert len(found) > 20
    return found


def payload_of(name: str) -> dict[str, Any]:
    """Return arguments that a page might send."""
    function = handlers()[name].handler.fn
    hints = get_type_hints(function)
    names = list(inspect.signature(function).parameters)[1:]
    return {key: _plausible(hints.get(key)) for key in names}


def _plausible(hint: Any) -> Any:
    kind = getattr(hint, "__origin__", hint)
    return next((value for known, value in PLAUSIBLE.items() if kind is known), str(uuid4()))


def snapshot(database: TestDatabase) -> dict[str, str]:
    """Return a fingerprint of every row of every table, sessions' last use apart."""
    prints: dict[str, str] = {}
    with database.connect() as connection, connection.cursor() as cursor:
        for table in database.tables:
            cursor.execute(
                sql.SQL(
                    "select coalesce(md5(string_agg(row, '|' order by row)), '') from "
                    "(select (to_jsonb(t) - 'last_seen_at')::text as row from {} t) rows"
                ).format(sql.Identifier(table))
            )
            prints[table] = str(cursor.fetchone())
    connection.close()
    return prints


async def let_in(tab: Tab, names: list[str], caplog: pytest.LogCaptureFixture) -> list[str]:
    """Call every handler; return those that were not refused."""
    inside: list[str] = []
    for name in names:
        caplog.clear()
        await tab.send(name, **payload_of(name))
        refused = [r for r in caplog.records if r.getMessage() == "event refused"]
        if len(refused) != 1 or refused[0].__dict__["event"] != name:
            inside.append(name)
    return inside


def assert_refused(
    database: TestDatabase,
    caplog: pytest.LogCaptureFixture,
    names: list[str],
    *,
    ref: str = "",
    host: str = ACME,
) -> None:
    """Nobody gets in, nothing is raised, no row has changed."""
    before = snapshot(database)
    inside: list[str] = []

    async def knock(browser: Browser) -> None:
        inside.extend(await let_in(browser.tab(ref, host=host), names, caplog))
        assert browser.failures == []

    with caplog.at_level(logging.WARNING):
        in_browser(knock)
    assert inside == []
    assert snapshot(database) == before


# Routes, the same way.

# The ways in and out, which look for themselves, and what machines ask about nobody's data.
FOR_EVERYBODY = {"/healthz"}
WAYS_IN = "/auth/"
# For super admins; nobody of a company is ever signed in there.
OF_THE_PLATFORM = "/api/companies/"
OURS = routes()
EVERY_ROUTE = [
    (method, route.path)
    for route in OURS.routes
    if isinstance(route, Route)
    for method in sorted((route.methods or set()) - {"HEAD"})
]
GUARDED = [
    (method, path)
    for method, path in EVERY_ROUTE
    if path not in FOR_EVERYBODY and not path.startswith(WAYS_IN)
]


def filled(path: str) -> str:
    """Return an address of this shape that could exist."""
    return re.sub(r"{[^}]*}|\[[^]]*\]", str(uuid4()), path)


def is_private(path: str) -> bool:
    """Tell whether a page at this path is for people who have signed in, as the web process does."""
    return app._is_private(path)
