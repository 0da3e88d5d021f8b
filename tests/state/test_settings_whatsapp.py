"""Connecting WhatsApp: what is refused is said at its field, and no secret stays in the page's state."""

import pytest

from platform_app.state.settings_whatsapp import SettingsWhatsAppState as Page
from tests.support.people import Town, make_town
from tests.support.servers import TestDatabase
from tests.support.tabs import Browser, in_browser

TOKEN, SECRET = "EAAtoken-of-the-test", "secret-of-the-test"


@pytest.fixture
def town(database: TestDatabase) -> Town:
    return make_town()


def test_an_empty_field_is_named_and_no_secret_is_kept(town: Town) -> None:
    async def work(browser: Browser) -> None:
        tab = browser.tab(town.alice.ref())
        form = {"waba_id": "", "access_token": TOKEN, "app_secret": SECRET}
        updates = await tab.call(Page.connect, "/settings/whatsapp", form=form)
        page = await tab.state(Page)
        assert list(page.problems) == ["waba_id"]
        assert not page.is_checking
        kept = repr(updates) + repr(page.dict()) + repr(page.__getstate__())
        assert TOKEN not in kept
        assert SECRET not in kept

    in_browser(work)


def test_a_manager_may_not_connect(town: Town) -> None:
    async def work(browser: Browser) -> None:
        tab = browser.tab(town.carol.ref())
        await tab.call(Page.connect, "/settings/whatsapp", form={"waba_id": ""})
        assert (await tab.state(Page)).problems == {}

    in_browser(work)
