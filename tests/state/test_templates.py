"""The list of templates: what is picked stays picked, pages lead on and back, and who may pull."""

from uuid import UUID

import pytest

from platform_app.core.clock import now
from platform_app.core.context import Actor
from platform_app.core.db import company_transaction
from platform_app.models.templates import MessageTemplate
from platform_app.state.templates import PAGE, TemplatesState
from tests.support.campaigns import make_number
from tests.support.people import Town, make_town
from tests.support.servers import TestDatabase
from tests.support.tabs import Browser, Tab, in_browser


@pytest.fixture
def town(database: TestDatabase) -> Town:
    return make_town()


def add_templates(company_id: UUID, *names: str) -> None:
    channel_id, _ = make_number(company_id)
    with company_transaction(Actor.system(company_id)) as ctx:
        for name in names:
            template = MessageTemplate(
                company_id=company_id,
                channel_id=channel_id,
                wa_template_id=name,
                name=name,
                language="en",
                category="UTILITY",
                status="APPROVED",
                components=[{"type": "BODY", "text": f"This is {name}."}],
                synced_at=now(),
            )
            ctx.db.add(template)
            ctx.db.flush()


async def opened(browser: Browser, ref: str) -> tuple[Tab, TemplatesState]:
    tab = browser.tab(ref)
    await tab.call(TemplatesState.load, "/templates")
    return tab, await tab.state(TemplatesState)


def names(state: TemplatesState) -> list[str]:
    return [row.name for row in state.rows]


def test_a_refresh_keeps_what_was_picked_and_searched(town: Town) -> None:
    add_templates(town.alice.company_id, "order_a", "order_b", "winter")

    async def work(browser: Browser) -> None:
        tab, state = await opened(browser, town.alice.ref())
        await tab.call(TemplatesState.set_search, text="order")
        await tab.call(TemplatesState.pick, template_id=state.rows[1].id)
        await tab.call(TemplatesState.refresh)
        state = await tab.state(TemplatesState)
        assert names(state) == ["order_a", "order_b"]
        assert state.picked.body == "This is order_b."

    in_browser(work)


def test_pages_lead_on_and_back(town: Town) -> None:
    everything = [f"t{n:02}" for n in range(PAGE + 3)]
    add_templates(town.alice.company_id, *everything)

    async def work(browser: Browser) -> None:
        tab, state = await opened(browser, town.alice.ref())
        assert (names(state), state.has_more) == (everything[:PAGE], True)
        await tab.call(TemplatesState.next_page)
        state = await tab.state(TemplatesState)
        assert (names(state), state.has_more, state.has_before) == (everything[PAGE:], False, True)
        await tab.call(TemplatesState.previous_page)
        assert names(await tab.state(TemplatesState)) == everything[:PAGE]

    in_browser(work)


def test_a_template_of_another_company_cannot_be_picked(town: Town) -> None:
    add_templates(town.alice.company_id, "winter")

    async def work(browser: Browser) -> None:
        _, theirs = await opened(browser, town.alice.ref())
        tab = browser.tab(town.mallory.ref(), host=town.mallory.host)
        await tab.call(TemplatesState.load, "/templates")
        await tab.call(TemplatesState.pick, template_id=theirs.rows[0].id)
        state = await tab.state(TemplatesState)
        assert (state.rows, state.picked.id) == ([], "")

    in_browser(work)
