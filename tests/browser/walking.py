"""Steps that several ways through the product share: signing in, reading the outbox."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.support.product import RunningProduct

Visit = Callable[[str], Page]
ROOT = "root@platform.example"
# What a job does is waited for on machines that are slow and shared; nothing here says how fast anything is.
PATIENCE_MS = 30_000
expect.set_options(timeout=PATIENCE_MS)


def password_of(running: RunningProduct, email: str) -> str:
    """Return the password of one of the demo's people."""
    return next(one.password for one in running.sign_ins if one.email == email)


def sign_in(page: Page, address: str, email: str, password: str) -> None:
    """Sign in at an address; a second factor may follow."""
    page.goto(f"{address}/login")
    page.get_by_test_id("email").fill(email)
    page.get_by_test_id("password").fill(password)
    page.get_by_test_id("sign-in").click()


def demo_person(running: RunningProduct, visit: Visit, email: str) -> Page:
    """Return a page on which one of the demo's people has signed in to Acme."""
    page = visit(f"{running.company('acme')}/login")
    sign_in(page, running.company("acme"), email, password_of(running, email))
    page.wait_for_url(re.compile(r"/(inbox)?$"))
    return page


def super_admin(running: RunningProduct, visit: Visit) -> Page:
    """Return a page on which the super admin has signed in."""
    page = visit(f"{running.platform}/login")
    sign_in(page, running.platform, ROOT, password_of(running, ROOT))
    page.wait_for_url(re.compile("/admin"))
    return page


def mailed_link(running: RunningProduct, visit: Visit, kind: str, recipient: str) -> str:
    """Return the newest link of a kind to a person, from the outbox, where mail stays without an SMTP server."""
    root = super_admin(running, visit)
    root.goto(f"{running.platform}/admin/outbox")
    root.get_by_text(recipient).first.click()
    link = root.get_by_text(re.compile(kind)).first
    expect(link).to_be_visible()
    found = re.search(rf"http\S+{kind}[\w-]+", link.inner_text())
    assert found
    return found.group()
