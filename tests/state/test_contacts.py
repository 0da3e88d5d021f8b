"""The contacts pages as events: pages of rows, the preview of a file."""

import reflex as rx
from reflex_components_core.core._upload import UploadChunk

from platform_app.core.db import company_transaction
from platform_app.services import imports
from platform_app.state.contacts import ContactsState
from platform_app.state.contacts_import import ContactsImportState
from platform_app.state.contacts_imports_detail import ContactsImportsDetailState
from tests.support.imports import check, take_in
from tests.support.people import Town, make_town
from tests.support.servers import TestDatabase
from tests.support.tabs import Browser, Tab, in_browser

CSV = b"phone,name,city\n912000001,Ana,Porto\n12,Bob,Porto\n"


def gather(town: Town, count: int) -> None:
    people = [{"phone": f"+351{912_000_000 + n}", "name": f"Person {n}"} for n in range(count)]
    take_in(town.alice.actor, *people)


async def choose(tab: Tab, content: bytes) -> None:
    """Send a file as a browser does, in pieces."""
    chunks = rx.UploadChunkIterator()
    for offset in range(0, len(content), 16):
        await chunks.push(
            UploadChunk(
                filename="people.csv",
                offset=offset,
                content_type="text/csv",
                data=content[offset : offset + 16],
            )
        )
    await chunks.finish()
    await tab.call(ContactsImportState.take_file, "/contacts/import", chunks=chunks)


def test_pages_of_contacts_go_on_and_back(database: TestDatabase) -> None:
    town = make_town()
    gather(town, 60)

    async def work(browser: Browser) -> None:
        tab = browser.tab(town.bob.ref())
        await tab.call(ContactsState.load, "/contacts")
        first = (await tab.state(ContactsState)).rows
        await tab.call(ContactsState.next_page, "/contacts")
        state = await tab.state(ContactsState)
        assert (len(first), len(state.rows), state.total) == (50, 10, "60")
        await tab.call(ContactsState.previous_page, "/contacts")
        state = await tab.state(ContactsState)
        assert (state.rows, state.has_previous, state.has_next) == (first, False, True)
        assert browser.failures == []

    in_browser(work)


def test_file_goes_from_choosing_to_a_running_import(database: TestDatabase) -> None:
    town = make_town()

    async def work(browser: Browser) -> None:
        tab = browser.tab(town.carol.ref())
        await tab.call(ContactsImportState.load, "/contacts/import")
        await choose(tab, CSV)
        await tab.call(ContactsImportState.choose_region, "/contacts/import", code="PT")
        state = await tab.state(ContactsImportState)
        assert (state.rows_total, state.rows_refused, state.notice) == (2, 1, "")
        await tab.call(
            ContactsImportState.choose_target, "/contacts/import", column="city", target="phone"
        )
        state = await tab.state(ContactsImportState)
        assert [column.target for column in state.columns] == ["attribute", "name", "phone"]
        ticked = {"has_consent": "on", "consent_source": " "}
        await tab.call(ContactsImportState.check, "/contacts/import", form=ticked)
        state = await tab.state(ContactsImportState)
        assert list(state.problems) == ["consent_source"]
        await tab.call(ContactsImportState.check, "/contacts/import", form={"tags": "autumn"})
        assert browser.failures == []

    in_browser(work)
    with company_transaction(town.alice.actor) as ctx:
        [row] = imports.list_rows(ctx).rows
    assert (row.status, row.rows_total) == ("checking", 2)


def test_bad_file_is_a_sentence_and_no_preview(database: TestDatabase) -> None:
    town = make_town()

    async def work(browser: Browser) -> None:
        tab = browser.tab(town.alice.ref())
        await tab.call(ContactsImportState.load, "/contacts/import")
        content = b"name\nAna\n"
        await choose(tab, content)
        state = await tab.state(ContactsImportState)
        assert state.notice.startswith("No column holds phone numbers")
        assert (state.file_name, state.columns, browser.failures) == ("", [], [])

    in_browser(work)


def test_checked_import_is_started_or_cancelled_by_its_page(database: TestDatabase) -> None:
    town = make_town()
    first, second = (check(town.alice.actor, CSV, default_region="PT") for _ in range(2))

    async def work(browser: Browser) -> None:
        tab = browser.tab(town.alice.ref())
        for import_id, act, status in (
            (first, ContactsImportsDetailState.start, "waiting"),
            (second, ContactsImportsDetailState.cancel, "cancelled"),
        ):
            path = f"/contacts/imports/{import_id}"
            await tab.call(ContactsImportsDetailState.load, path)
            state = await tab.state(ContactsImportsDetailState)
            assert [row.verdict for row in state.shown_rows] == ["new", "rejected"]
            assert [reason.rows for reason in state.reasons] == [1]
            await tab.call(act, path)
            state = await tab.state(ContactsImportsDetailState)
            assert (state.report.status, state.shown_rows) == (status, [])
        assert browser.failures == []

    in_browser(work)
