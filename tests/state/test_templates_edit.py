"""Writing a template: nothing is lost by a reload, nothing nags before it is submitted, nobody else gets in."""

from uuid import UUID

import pytest

from platform_app.core.db import in_company
from platform_app.services import templates
from platform_app.services.templates import TemplateForm
from platform_app.state.templates_edit import TemplatesEditState
from tests.support.campaigns import make_number
from tests.support.people import Person, Town, make_town
from tests.support.servers import TestDatabase
from tests.support.tabs import Browser, Tab, in_browser


@pytest.fixture
def town(database: TestDatabase) -> Town:
    return make_town()


@pytest.fixture
def draft_id(town: Town) -> UUID:
    make_number(town.alice.company_id)
    return in_company(town.alice.actor, lambda ctx: templates.start(ctx, None, TemplateForm()))


def place(draft_id: UUID) -> str:
    return f"/templates/{draft_id}/edit"


async def opened(browser: Browser, person: Person, draft_id: UUID) -> Tab:
    tab = browser.tab(person.ref(), host=person.host)
    await tab.call(TemplatesEditState.load, place(draft_id))
    return tab


def test_what_was_written_is_there_after_a_reload(town: Town, draft_id: UUID) -> None:
    async def work(browser: Browser) -> None:
        tab = await opened(browser, town.alice, draft_id)
        await tab.call(
            TemplatesEditState.set_text, place(draft_id), name="name", value="Winter Offer"
        )
        await tab.call(
            TemplatesEditState.set_text,
            place(draft_id),
            name="body",
            value="Hello , it is winter now.",
        )
        await tab.call(TemplatesEditState.insert_variable, place(draft_id), place="body", at=6)
        await tab.call(
            TemplatesEditState.set_sample, place(draft_id), sample_id="body.1", value="Ana"
        )
        await tab.call(
            TemplatesEditState.add_button, place(draft_id), place="buttons", kind="QUICK_REPLY"
        )
        again = await (await opened(browser, town.carol, draft_id)).state(TemplatesEditState)
        assert again.form.name == "winter_offer"
        assert "".join(run.text for run in again.message.body) == "Hello Ana, it is winter now."
        assert [one.kind for one in again.form.buttons] == ["QUICK_REPLY"]

    in_browser(work)


def test_what_is_missing_is_marked_only_after_an_attempt(town: Town, draft_id: UUID) -> None:
    async def work(browser: Browser) -> None:
        tab = await opened(browser, town.alice, draft_id)
        await tab.call(
            TemplatesEditState.set_text, place(draft_id), name="footer", value="Bye {{1}}"
        )
        state = await tab.state(TemplatesEditState)
        assert (set(state.problems), "Give it a name." in state.missing) == ({"footer"}, True)
        await tab.call(TemplatesEditState.submit, place(draft_id))
        state = await tab.state(TemplatesEditState)
        assert set(state.problems) == {"footer", "name", "body"}

    in_browser(work)


def test_another_company_gets_nothing_to_write(town: Town, draft_id: UUID) -> None:
    async def work(browser: Browser) -> None:
        state = await (await opened(browser, town.mallory, draft_id)).state(TemplatesEditState)
        assert "does not exist" in state.obstacle
        assert state.form == TemplateForm()

    in_browser(work)
