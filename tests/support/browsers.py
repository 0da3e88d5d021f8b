"""Chromium for tests, from the system's packages or from Playwright."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Playwright, sync_playwright

ARGUMENTS = [
    "--no-sandbox",
    "--headless=new",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--no-first-run",
]
HOW_TO_GET_ONE = (
    "No browser was found, so the product could not be tested in one. "
    "Install Chromium (Debian: apt install chromium) or run: .venv/bin/playwright install chromium"
)


@contextmanager
def open_browser() -> Iterator[Browser]:
    """Open Chromium; a machine without one fails the test."""
    with sync_playwright() as playwright:
        path = find_browser(playwright)
        if path is None:
            pytest.fail(HOW_TO_GET_ONE, pytrace=False)
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


def find_browser(playwright: Playwright) -> str | None:
    """Return the path of a Chromium: Playwright's own, or the system's."""
    own = playwright.chromium.executable_path
    if Path(own).exists():
        return own
    names = ("chromium", "chromium-browser", "google-chrome")
    return next((path for name in names if (path := shutil.which(name))), None)
