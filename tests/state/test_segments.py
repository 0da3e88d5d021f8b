"""The builder's state: counted in the background, kept when it is left, refused to those who may not."""

import pytest

from platform_app.core.db import in_company
from platform_app.services import segments
from platform_app.state.segments_detail import SegmentsDetailState as S
from tests.support.people import Town, make_town
from tests.support.servers import TestDatabase
from tests.support.tabs import Browser, Tab, in_browser

NEW = "/segments/new"


@pytest.fixture
def town(database: TestDatabase) -> Town:
    return make_town()


async def open_builder(browser: Browser, town: Town) -> Tab:
    tab = browser.tab(town.carol.ref(), host=town.carol.host)
    await tab.call(S.load_new, NEW)
    return tab


def test_what_is_built_is_counted_and_said(town: Town) -> None:
    async def work(browser: Browser) -> None:
        tab = await open_builder(browser, town)
        await tab.call(S.set_subject, NEW, place="1", subject="has_phone")
        await tab.call(S.count_soon, NEW)
        shown = await tab.state(S)
        assert (shown.sentence, shown.measure.people) == ("People with a phone number.", 0)
        assert (shown.is_dirty, shown.is_counting) == (True, False)
        assert browser.failures == []

    in_browser(work)


def test_what_is_not_saved_is_still_there_after_another_page(town: Town) -> None:
    async def work(browser: Browser) -> None:
        tab = await open_builder(browser, town)
        await tab.call(S.set_name, NEW, name="Regulars")
        await tab.call(S.load_new, NEW)
        shown = await tab.state(S)
        assert (shown.name, shown.is_dirty) == ("Regulars", True)

    in_browser(work)


def test_what_is_wrong_stands_beside_its_condition(town: Town) -> None:
    async def work(browser: Browser) -> None:
        tab = await open_builder(browser, town)
        await tab.call(S.set_name, NEW, name="Regulars")
        await tab.call(S.save, NEW)
        shown = await tab.state(S)
        assert [line.problem for line in shown.lines] == ["", "Condition 1: choose at least one."]

    in_browser(work)


def test_a_hostile_edit_changes_nothing(town: Town) -> None:
    async def work(browser: Browser) -> None:
        tab = await open_builder(browser, town)
        before = (await tab.state(S)).lines
        await tab.call(S.set_subject, NEW, place="9.9", subject="name")
        await tab.call(S.set_subject, NEW, place="1", subject="shoe")
        await tab.call(S.set_operator, NEW, place="1", operator="drop")
        await tab.call(S.set_match, NEW, place="", match="most")
        await tab.call(S.set_value, NEW, place="1", number=7, value="x")
        await tab.call(S.take_out, NEW, place="x")
        assert (await tab.state(S)).lines == before
        assert browser.failures == []

    in_browser(work)


def test_an_agent_changes_nothing(town: Town) -> None:
    async def work(browser: Browser) -> None:
        tab = browser.tab(town.bob.ref(), host=town.bob.host)
        await tab.call(S.load_new, NEW)
        await tab.call(S.set_name, NEW, name="Mine")
        await tab.call(S.save, NEW)
        assert (await tab.state(S)).name == ""

    in_browser(work)
    assert in_company(town.alice.actor, segments.list_rows).rows == []
