"""The history that pages show, as events."""

from uuid import uuid4

from platform_app.core.db import company_transaction
from platform_app.services import campaigns
from platform_app.state.history import HistoryState
from tests.support.people import make_town
from tests.support.servers import TestDatabase
from tests.support.tabs import Browser, in_browser


def test_page_shows_the_history_of_its_object(database: TestDatabase) -> None:
    town = make_town()
    with company_transaction(town.alice.actor) as ctx:
        campaign_id = str(campaigns.create(ctx, name="Spring"))

    async def work(browser: Browser) -> None:
        tab = browser.tab(town.carol.ref())
        await tab.call(HistoryState.show, "/", history="campaign", subject_id=campaign_id)
        state = await tab.state(HistoryState)
        assert [row.actor for row in state.rows] == ["Alice"]
        await tab.call(HistoryState.show, "/", history="campaign", subject_id=str(uuid4()))
        state = await tab.state(HistoryState)
        assert (state.rows, state.is_loading, state.has_next) == ([], False, False)
        assert browser.failures == []

    in_browser(work)


def test_history_that_somebody_may_not_see_stays_away(database: TestDatabase) -> None:
    town = make_town()
    with company_transaction(town.alice.actor) as ctx:
        campaign_id = str(campaigns.create(ctx, name="Spring"))

    async def work(browser: Browser) -> None:
        tab = browser.tab(town.bob.ref())
        await tab.call(HistoryState.show, "/", history="campaign", subject_id=campaign_id)
        assert (await tab.state(HistoryState)).rows == []
        assert len(browser.failures) == 1

    in_browser(work)
