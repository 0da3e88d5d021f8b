"""The pages of both audit logs as events."""

from platform_app.core.db import company_transaction
from platform_app.services import audit, campaigns
from platform_app.services.audit import AuditAction
from platform_app.state.admin_audit import AdminAuditState
from platform_app.state.settings_audit import SettingsAuditState
from tests.support.asking import PLATFORM
from tests.support.people import make_super_admin, make_town, ref_of
from tests.support.servers import TestDatabase
from tests.support.tabs import Browser, in_browser, scripts

PAGE = "/settings/audit"


def test_a_filter_stands_in_the_address_and_the_address_narrows_the_log(
    database: TestDatabase,
) -> None:
    town = make_town()
    with company_transaction(town.carol.actor) as ctx:
        campaigns.create(ctx, name="Spring")

    async def work(browser: Browser) -> None:
        tab = browser.tab(town.alice.ref())
        await tab.call(SettingsAuditState.load, PAGE)
        everything = (await tab.state(SettingsAuditState)).rows
        answer = await tab.call(SettingsAuditState.set_filter, PAGE, name="act", value="campaign")
        assert "/settings/audit?act=campaign" in scripts(answer)
        await tab.call(SettingsAuditState.load, f"{PAGE}?act=campaign")
        state = await tab.state(SettingsAuditState)
        assert len(everything) > 1
        assert ([row.actor for row in state.rows], state.is_filtered) == (["Carol"], True)
        assert browser.failures == []

    in_browser(work)


def test_an_address_that_asks_for_nonsense_says_so(database: TestDatabase) -> None:
    town = make_town()

    async def work(browser: Browser) -> None:
        tab = browser.tab(town.alice.ref())
        await tab.call(SettingsAuditState.load, f"{PAGE}?since=soon")
        state = await tab.state(SettingsAuditState)
        assert (state.rows, "no day" in state.notice) == ([], True)
        assert browser.failures == []

    in_browser(work)


def test_pages_of_the_log_go_on_and_back(database: TestDatabase) -> None:
    town = make_town()
    with company_transaction(town.alice.actor) as ctx:
        for _ in range(60):
            audit.record(ctx, AuditAction.CAMPAIGN_PAUSED)

    async def work(browser: Browser) -> None:
        tab = browser.tab(town.alice.ref())
        address = f"{PAGE}?act=campaign"
        await tab.call(SettingsAuditState.load, address)
        first = (await tab.state(SettingsAuditState)).rows
        await tab.call(SettingsAuditState.next_page, address)
        state = await tab.state(SettingsAuditState)
        assert (len(first), len(state.rows), state.total) == (50, 10, "60")
        await tab.call(SettingsAuditState.previous_page, address)
        assert (await tab.state(SettingsAuditState)).rows == first

    in_browser(work)


def test_the_button_checks_the_chain(database: TestDatabase) -> None:
    town = make_town()

    async def work(browser: Browser) -> None:
        tab = browser.tab(town.alice.ref())
        await tab.call(SettingsAuditState.load, PAGE)
        await tab.call(SettingsAuditState.verify, PAGE)
        state = await tab.state(SettingsAuditState)
        assert (state.is_whole, "none was changed" in state.report) == (True, True)

    in_browser(work)


def test_the_platform_reads_its_own_log_and_checks_a_company(database: TestDatabase) -> None:
    town = make_town()
    ref = ref_of(make_super_admin())

    async def work(browser: Browser) -> None:
        tab = browser.tab(ref, host=PLATFORM)
        address = f"/admin/audit?company={town.alice.company_id}"
        await tab.call(AdminAuditState.load, address)
        state = await tab.state(AdminAuditState)
        assert {row.company for row in state.rows} == {"Acme"}
        await tab.call(AdminAuditState.verify, address)
        assert (await tab.state(AdminAuditState)).is_whole
        assert browser.failures == []

    in_browser(work)
