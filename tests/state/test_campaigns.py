"""The list of campaigns: news does not move the reader."""

from platform_app.core.db import company_transaction
from platform_app.core.paging import PAGE_ROWS
from platform_app.services import campaigns
from platform_app.state.campaigns import CampaignsState
from tests.support.people import make_town
from tests.support.servers import TestDatabase
from tests.support.tabs import Browser, in_browser


def test_a_refresh_keeps_the_page(database: TestDatabase) -> None:
    town = make_town()
    with company_transaction(town.alice.actor) as ctx:
        for number in range(PAGE_ROWS + 2):
            campaigns.create(ctx, name=f"Campaign {number}")

    async def work(browser: Browser) -> None:
        tab = browser.tab(town.alice.ref())
        await tab.call(CampaignsState.load, "/campaigns")
        await tab.call(CampaignsState.next_page)
        await tab.call(CampaignsState.refresh)
        state = await tab.state(CampaignsState)
        assert [row.name for row in state.rows] == ["Campaign 1", "Campaign 0"]

    in_browser(work)
