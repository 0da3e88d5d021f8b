"""The list of templates: filters stand in the address, pages lead on and back, another company sees nothing."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlmodel import select

from platform_app.core.clock import now
from platform_app.core.context import Actor
from platform_app.core.db import company_transaction
from platform_app.core.paging import PAGE_ROWS
from platform_app.models.templates import MessageTemplate
from platform_app.state.templates import TemplatesState
from tests.support.campaigns import make_number
from tests.support.people import Town, make_town
from tests.support.servers import TestDatabase
from tests.support.tabs import Browser, Tab, in_browser


@pytest.fixture
def town(database: TestDatabase) -> Town:
    return make_town()


def add_templates(company_id: UUID, *names: str, **values: Any) -> None:
    """Add templates; the first name is the newest one."""
    channel_id, _ = make_number(company_id)
    with company_transaction(Actor.system(company_id)) as ctx:
        for age, name in enumerate(names):
            given: dict[str, Any] = {"category": "UTILITY", "status": "APPROVED"} | values
            template = MessageTemplate(
                company_id=company_id,
                channel_id=channel_id,
                wa_template_id=name,
                name=name,
                language="en",
                components=[{"type": "BODY", "text": f"This is {name}."}],
                created_at=now() - timedelta(minutes=age),
                **given,
            )
            ctx.db.add(template)


async def opened(
    browser: Browser, ref: str, address: str = "/templates"
) -> tuple[Tab, TemplatesState]:
    tab = browser.tab(ref)
    await tab.call(TemplatesState.load, address)
    return tab, await tab.state(TemplatesState)


def names(state: TemplatesState) -> list[str]:
    return [row.name for row in state.rows]


def test_filters_come_out_of_the_address_and_stay_through_a_refresh(town: Town) -> None:
    add_templates(town.alice.company_id, "order_a", "order_b", "winter")

    async def work(browser: Browser) -> None:
        tab, state = await opened(browser, town.alice.ref(), "/templates?search=order")
        assert (names(state), state.total) == (["order_a", "order_b"], "2")
        await tab.call(TemplatesState.refresh)
        assert names(await tab.state(TemplatesState)) == ["order_a", "order_b"]

    in_browser(work)


def test_pages_lead_on_and_back(town: Town) -> None:
    everything = [f"t{n:02}" for n in range(PAGE_ROWS + 3)]
    add_templates(town.alice.company_id, *everything)

    async def work(browser: Browser) -> None:
        tab, state = await opened(browser, town.alice.ref())
        assert (names(state), state.has_next) == (everything[:PAGE_ROWS], True)
        await tab.call(TemplatesState.next_page)
        state = await tab.state(TemplatesState)
        rest = everything[PAGE_ROWS:]
        assert (names(state), state.has_next, state.has_previous) == (rest, False, True)
        await tab.call(TemplatesState.previous_page)
        assert names(await tab.state(TemplatesState)) == everything[:PAGE_ROWS]

    in_browser(work)


def test_what_is_gone_shows_only_when_asked_for(town: Town) -> None:
    add_templates(town.alice.company_id, "old", status="DELETED")

    async def work(browser: Browser) -> None:
        _, state = await opened(browser, town.alice.ref())
        assert names(state) == []
        _, state = await opened(browser, town.alice.ref(), "/templates?status=DELETED")
        assert names(state) == ["old"]

    in_browser(work)


def test_hidden_ones_and_drafts_are_not_for_agents(town: Town) -> None:
    add_templates(town.alice.company_id, "secret", is_hidden=True)
    add_more(town.alice.company_id)

    async def work(browser: Browser) -> None:
        _, state = await opened(browser, town.bob.ref())
        assert names(state) == ["open"]
        _, state = await opened(browser, town.carol.ref())
        assert sorted(names(state)) == ["open", "secret", "unfinished"]

    in_browser(work)


def add_more(company_id: UUID) -> None:
    with company_transaction(Actor.system(company_id)) as ctx:
        known = ctx.db.exec(select(MessageTemplate)).one()
        for name, status in (("open", "APPROVED"), ("unfinished", "DRAFT")):
            template = MessageTemplate(
                company_id=company_id, channel_id=known.channel_id, name=name, language="en",
                category="UTILITY", status=status,
            )  # fmt: skip
            ctx.db.add(template)


def test_another_company_sees_none_of_it(town: Town) -> None:
    add_templates(town.alice.company_id, "winter")

    async def work(browser: Browser) -> None:
        tab = browser.tab(town.mallory.ref(), host=town.mallory.host)
        await tab.call(TemplatesState.load, "/templates")
        assert (await tab.state(TemplatesState)).rows == []

    in_browser(work)
