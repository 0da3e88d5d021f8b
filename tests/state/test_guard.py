"""What the guard does with arguments, and what cannot even be imported."""

import pytest
import reflex as rx
from reflex_base.utils.form import FORM_DATA_ENTRIES_KEY

from platform_app.core.errors import Conflict, SignedOut
from platform_app.core.permissions import Permission
from platform_app.state.access import PUBLIC, handler
from platform_app.state.base import AppState, tell
from platform_app.state.guard import _adapter
from tests.support.people import Town, make_town
from tests.support.servers import TestDatabase
from tests.support.tabs import Browser, Tab, handlers, in_browser, scripts


class ProbeState(AppState):
    """A page of the tests."""

    told: str = ""

    @handler(PUBLIC)
    async def add(self, number: int, words: list[str], note: str = ""):
        """Remember what came in, as Python sees it."""
        self.told = repr((number, words, note))

    @handler(Permission.WHATSAPP_MANAGE)
    async def fail(self):
        """Fail as a service does."""
        raise Conflict("This is already running.")


@pytest.fixture
def town(database: TestDatabase) -> Town:
    return make_town()


async def told(tab: Tab) -> str:
    return (await tab.state(ProbeState)).told


def test_arguments_arrive_as_the_handler_declares_them(town: Town) -> None:
    async def work(browser: Browser) -> None:
        tab = browser.tab()
        await tab.call(ProbeState.add, number="5", words=["a"])
        assert await told(tab) == "(5, ['a'], '')"

    in_browser(work)


@pytest.mark.parametrize(
    "payload",
    [
        {"number": {"a": 1}, "words": []},
        {"number": "five", "words": []},
        {"number": 1, "words": "a"},
        {"number": 1, "words": [{"a": 1}]},
        {"number": 1, "words": [], "note": {"a": 1}},
        {"number": 1, "words": [], "company_id": "1"},
        {"number": 1, "words": [], "self": "1"},
        {"number": 1},
        {"number": None, "words": None},
        {"number": 10**400, "words": [], "note": "x" * 200_000},
        {},
    ],
    ids=lambda payload: repr(payload)[:40],
)
def test_arguments_of_another_shape_are_refused(town: Town, payload: dict[str, object]) -> None:
    async def work(browser: Browser) -> None:
        tab = browser.tab()
        answer = scripts(await tab.call(ProbeState.add, **payload))
        assert "out of date" in answer
        assert await told(tab) == ""
        assert browser.failures == []

    in_browser(work)


def test_a_nul_goes_no_further(town: Town) -> None:
    async def work(browser: Browser) -> None:
        tab = browser.tab()
        await tab.call(ProbeState.add, number=1, words=["a\0b"], note="\0c")
        assert await told(tab) == "(1, ['ab'], 'c')"

    in_browser(work)


@pytest.mark.parametrize("name", ["_call", "_form", "__init__", "reset", "get_state", "dict"])
def test_what_is_no_handler_has_no_name_to_call_it_by(name: str) -> None:
    assert f"{ProbeState.get_full_name()}.{name}" not in handlers()


def test_a_handler_that_does_not_say_who_may_call_it_is_not_imported() -> None:
    with pytest.raises(TypeError, match=r"forgotten: say who may call it"):

        class Forgotten(AppState):
            async def forgotten(self):
                """Say nothing."""


def test_private_methods_need_no_declaration() -> None:
    class Quiet(AppState):
        async def _help(self):
            """Help."""

    assert "_help" not in Quiet.event_handlers


def test_a_failure_of_ours_is_told_in_its_own_words(town: Town) -> None:
    async def work(browser: Browser) -> None:
        await browser.tab(town.alice.ref()).call(ProbeState.fail)
        assert [str(failure) for failure in browser.failures] == ["This is already running."]

    in_browser(work)
    assert "This is already running." in repr(tell(Conflict("This is already running.")))


def test_a_failure_of_the_machine_is_told_by_a_number_only(
    caplog: pytest.LogCaptureFixture,
) -> None:
    spec = repr(tell(ValueError("the secret is hunter2")))
    number = caplog.records[-1].__dict__["number"]
    assert number in spec
    assert "hunter2" not in spec


def test_a_session_that_ended_leads_to_the_sign_in_page() -> None:
    assert "location.assign(" in repr(tell(SignedOut("You are signed out.")))


def test_a_page_cannot_fill_our_log_with_errors(
    town: Town, caplog: pytest.LogCaptureFixture
) -> None:
    async def work(browser: Browser) -> None:
        tab = browser.tab()
        name = f"{rx.state.FrontendEventExceptionState.get_full_name()}.handle_frontend_exception"
        for _ in range(20):
            await tab.send(name, info="x" * 100, component_stack="")

    in_browser(work)
    assert sum("x" * 100 in record.getMessage() for record in caplog.records) <= 1


@pytest.mark.parametrize(
    ("sent", "taken"),
    [
        ({"name": "Ana", "may_change": True}, {"name": "Ana", "may_change": "on"}),
        ({"name": "Ana", "may_change": False}, {"name": "Ana"}),
        ({"name": "Ana", "code": None}, {"name": "Ana"}),
        ({FORM_DATA_ENTRIES_KEY: [["name", "Ana"]]}, {"name": "Ana"}),
    ],
    ids=["a ticked box", "an open box", "a field not shown", "pairs"],
)
def test_a_form_arrives_as_browsers_themselves_would_send_it(
    sent: dict[str, object], taken: dict[str, str]
) -> None:
    adapter = _adapter(dict[str, str])
    assert adapter is not None
    assert adapter.validate_python(sent) == taken
