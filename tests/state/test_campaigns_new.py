"""The builder: nothing is lost by a reload, and of two tabs neither overwrites the other."""

import pytest

from platform_app.state.campaigns_new import CampaignsNewState as S
from tests.support.servers import TestDatabase
from tests.support.shops import Shop, make_shop
from tests.support.tabs import Browser, Tab, in_browser

NEW = "/campaigns/new"


@pytest.fixture
def shop(database: TestDatabase) -> Shop:
    return make_shop()


async def opened(browser: Browser, shop: Shop, path: str) -> tuple[Tab, S]:
    tab = browser.tab(shop.town.alice.ref())
    await tab.call(S.load, path)
    return tab, await tab.state(S)


def test_what_was_filled_in_is_there_after_a_reload(shop: Shop) -> None:
    async def work(browser: Browser) -> None:
        tab, _ = await opened(browser, shop, NEW)
        await tab.call(S.set_name, NEW, name="Winter")
        await tab.call(S.set_text, NEW, name="offer_until", value="2030-01-31")
        await tab.call(S.set_text, NEW, name="tags", value="winter,  big   one, winter")
        await tab.call(S.choose, NEW, name="ramp", is_on="on")
        await tab.call(S.set_control, NEW, percent="10")
        place = f"{NEW}?draft={(await tab.state(S)).draft_id}&step=timing"
        _, again = await opened(browser, shop, place)
        assert (again.step, again.name, again.control_percent) == ("timing", "Winter", "10")
        assert (again.brief.offer_until, again.brief.tags) == ("2030-01-31", "winter, big one")
        assert (again.timing.ramp_people, again.timing.ramp_percent) == ("200", "5")

    in_browser(work)


def test_a_second_tab_does_not_overwrite_the_first(shop: Shop) -> None:
    place = f"{NEW}?draft={shop.draft()}"

    async def work(browser: Browser) -> None:
        first, _ = await opened(browser, shop, place)
        second, _ = await opened(browser, shop, place)
        await first.call(S.set_name, place, name="Ours")
        await second.call(S.set_name, place, name="Theirs")
        assert "another tab" in (await second.state(S)).conflict
        await second.call(S.load, place)
        again = await second.state(S)
        assert (again.name, again.conflict) == ("Ours", "")

    in_browser(work)


def test_a_wrong_field_says_so_and_the_others_stay(shop: Shop) -> None:
    place = f"{NEW}?draft={shop.draft()}"

    async def work(browser: Browser) -> None:
        tab, _ = await opened(browser, shop, place)
        await tab.call(S.set_control, place, percent="90")
        state = await tab.state(S)
        assert "from 0 to 50" in state.problems["control_percent"]
        assert not state.is_ready
        await tab.call(S.set_control, place, percent="5")
        assert (await tab.state(S)).is_ready

    in_browser(work)


def test_a_launched_campaign_is_not_offered_for_change(shop: Shop) -> None:
    campaign_id = shop.draft()
    shop.launch(campaign_id)

    async def work(browser: Browser) -> None:
        _, state = await opened(browser, shop, f"{NEW}?draft={campaign_id}")
        assert "has been launched" in state.obstacle

    in_browser(work)
