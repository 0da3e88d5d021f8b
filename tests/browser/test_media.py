"""What customers send besides words: seen in the inbox once the file is here, by those who may see it."""

import re

import httpx
import pytest
from playwright.sync_api import Locator, Page, expect

from platform_app.dev.whatsapp_simulator.accounts import DEMO_ACCOUNTS
from tests.browser.walking import Visit, demo_person
from tests.support.product import RunningProduct

NUMBER = DEMO_ACCOUNTS["acme"].numbers[0]
CUSTOMER, NAME = "+351912666001", "Núria Pons"


def write(running: RunningProduct, **message: object) -> str:
    """Let the customer write; return the message's id."""
    asked = {"phone_number_id": NUMBER.id, "from": CUSTOMER, "name": NAME, **message}
    # The edge takes what changes something from its own pages only.
    own = {"origin": running.platform}
    answer = httpx.post(f"{running.simulator}api/inbound", json=asked, headers=own)
    answer.raise_for_status()
    return str(answer.json()["wamid"])


@pytest.fixture
def page(running: RunningProduct, visit: Visit) -> Page:
    write(running, text="Hello, here are the pictures")
    page = demo_person(running, visit, "ana@acme.example")
    page.goto(f"{running.company('acme')}/inbox")
    page.get_by_test_id("conversation").filter(has_text=NAME).click()
    expect(page.get_by_test_id("thread-name")).to_have_text(NAME)
    return page


def newest(page: Page) -> Locator:
    return page.get_by_test_id("message").last


def test_a_picture_arrives_and_is_seen(page: Page, running: RunningProduct) -> None:
    write(running, type="image", caption="The chair")
    picture = newest(page).locator("img")
    expect(picture).to_be_visible(timeout=20_000)
    loaded = picture.evaluate("one => one.decode().then(() => one.naturalWidth > 0)")
    assert loaded
    expect(newest(page)).to_contain_text("The chair")


@pytest.mark.parametrize(("kind", "tag"), [("voice", "audio"), ("video", "video")])
def test_sound_and_film_have_a_player(
    page: Page, running: RunningProduct, kind: str, tag: str
) -> None:
    write(running, type=kind)
    expect(newest(page).locator(tag)).to_be_visible(timeout=20_000)


def test_a_document_is_downloaded_and_never_opened(page: Page, running: RunningProduct) -> None:
    write(running, type="document")
    link = newest(page).get_by_test_id("file")
    expect(link).to_be_visible(timeout=20_000)
    with page.expect_download() as started:
        link.click()
    assert started.value.suggested_filename


def test_a_picture_is_shown_to_nobody_who_is_not_signed_in(
    page: Page, running: RunningProduct
) -> None:
    write(running, type="image")
    picture = newest(page).locator("img")
    expect(picture).to_be_visible(timeout=20_000)
    address = picture.get_attribute("src") or ""
    # The C library does not resolve names below localhost, browsers do.
    host = {"host": f"acme.localhost:{running.port}"}
    answer = httpx.get(f"http://127.0.0.1:{running.port}{address}", headers=host)
    assert not answer.headers["content-type"].startswith("image/")
    assert answer.status_code in (302, 303, 401, 403, 404)


def test_a_changed_message_and_a_deleted_one_are_shown_as_that(
    page: Page, running: RunningProduct
) -> None:
    first = write(running, text="Two chairs please")
    expect(newest(page)).to_contain_text("Two chairs please")
    write(running, type="edit", message_id=first, text="Three chairs please")
    expect(newest(page)).to_contain_text("Three chairs please")
    expect(newest(page).get_by_text("Before it was edited")).to_be_visible()
    write(running, type="revoke", message_id=first)
    expect(newest(page)).to_contain_text(re.compile("deleted", re.IGNORECASE))
