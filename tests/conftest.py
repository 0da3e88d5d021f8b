"""Fixtures that start real servers once, and give every test a clean database."""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.support.browsers import open_browser
from tests.support.product import RunningProduct, own_settings, running_product
from tests.support.servers import TestDatabase, TestServers

TESTS = Path(__file__).parent
SERVERS = TestServers.plan()
DATABASE = TestDatabase(SERVERS, os.environ.get("PYTEST_XDIST_WORKER", "gw0"))
# Before anything of the product is imported: settings are read once.
os.environ.update(DATABASE.environment())

_session = ExitStack()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--without-servers", action="store_true", help="start no PostgreSQL and no Redis"
    )


def pytest_sessionstart(session: pytest.Session) -> None:
    is_worker = hasattr(session.config, "workerinput")
    if not is_worker and not session.config.getoption("--without-servers"):
        _session.enter_context(SERVERS.running())


def pytest_sessionfinish() -> None:
    _session.close()


@pytest.hookimpl(tryfirst=True)  # before xdist groups the items by their markers
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        # They run by themselves: Playwright keeps an event loop, in which other tests could not start theirs.
        if item.path.is_relative_to(TESTS / "browser"):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def migrated(request: pytest.FixtureRequest) -> TestDatabase:
    """The database with its roles and tables, and no rows."""
    if request.config.getoption("--without-servers"):
        pytest.skip("This test needs the servers; run without --without-servers.")
    DATABASE.make()
    return DATABASE


@pytest.fixture
def database(migrated: TestDatabase) -> Iterator[TestDatabase]:
    """The database; what the test writes is gone afterwards."""
    yield migrated
    migrated.clean()


@pytest.fixture(scope="session")
def running() -> Iterator[RunningProduct]:
    """The whole product with the demo's companies, started by the same code as `make run`."""
    with running_product(own_settings(DATABASE.environment())) as product:
        yield product


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for the whole run."""
    with open_browser() as chromium:
        yield chromium


@pytest.fixture
def visit(browser: Browser) -> Iterator[Callable[[str], Page]]:
    """Open an address as a new visitor, with cookies of their own; errors in pages fail the test."""
    errors: list[str] = []
    contexts = ExitStack()

    def open_page(address: str) -> Page:
        context = browser.new_context()
        contexts.callback(context.close)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(f"{page.url}: {error}"))
        page.goto(address)
        return page

    yield open_page
    contexts.close()
    assert errors == []
