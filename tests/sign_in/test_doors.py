"""Numbers 45 to 58 of the checklist: sockets, events, forms, addresses and headers; more stand in tests/state."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest

from platform_app.api.edge import COOKIE
from platform_app.core.config import settings
from platform_app.core.context import Actor
from platform_app.core.db import company_transaction
from platform_app.core.errors import AppError
from platform_app.models.campaigns import Campaign
from platform_app.state.access import SUPER_ADMIN
from platform_app.state.base import AppState
from platform_app.state.campaigns_detail import CampaignsDetailState
from tests.support.asking import PLATFORM
from tests.support.doors import (
    EVERY_ROUTE,
    filled,
    guarded,
    payload_of,
    snapshot,
)
from tests.support.people import Town, make_super_admin, ref_of
from tests.support.servers import TestDatabase
from tests.support.tabs import Browser, handlers, in_browser, rules
from tests.support.ways_in import Window, enrol, give_code, window

FOREIGN = [
    "https://evil.example",
    "http://mallcorp.localhost:3000",
    "http://localhost:3000",
    "null",
    "",
]
POSTS = [path for method, path in EVERY_ROUTE if method == "POST"]
NASTY: list[Any] = [
    "'; drop table company; --",
    "x" * 99_000,
    "\ud800",
    "\u202e\x1b[31m\r\n",
    -1,
    10**30,
    ["a"] * 1_000,
    {"a": {"b": "c"}},
    None,
    True,
]


def signed_in(town: Town) -> Window:
    opened = window(town.alice)
    opened.sign_in(town.alice)
    assert opened.is_signed_in
    return opened


# 48 to 50: events


@pytest.mark.parametrize("nasty", NASTY, ids=lambda value: repr(value)[:20])
def test_48_no_argument_makes_a_handler_fail(
    town: Town, database: TestDatabase, nasty: Any
) -> None:
    root = ref_of(make_super_admin())
    called = {
        n: r for n, r in rules().items() if handlers()[n].handler.fn.__module__.startswith("plat")
    }

    async def work(browser: Browser) -> None:
        people = browser.tab(town.alice.ref()), browser.tab(root, host=PLATFORM)
        for name, rule in called.items():
            tab = people[rule.access is SUPER_ADMIN]
            await tab.send(name, **dict.fromkeys(payload_of(name), nasty))
            await tab.send(name, **{key: {"email": nasty} for key in payload_of(name)})

    browser_failures = failures_of(work)
    assert [
        f"{type(one)}: {one}"[:200] for one in browser_failures if not isinstance(one, AppError)
    ] == []


def failures_of(work: Callable[[Browser], Any]) -> list[Exception]:
    """Run a piece of a test inside a browser; return what handlers raised."""
    failures: list[Exception] = []

    async def run(browser: Browser) -> None:
        await work(browser)
        failures.extend(browser.failures)

    in_browser(run)
    return failures


def test_49_no_var_can_be_set_from_outside(town: Town) -> None:
    """Names that nobody has registered are sent over a real socket, in tests/state/test_sockets.py."""

    async def work(browser: Browser) -> None:
        tab = browser.tab(town.bob.ref())
        await tab.call(AppState.enter)
        name = f"{AppState.get_full_name()}.setvar"
        assert name in handlers()
        await tab.send(name, var_name="is_super_admin", value=True)
        assert not (await tab.state(AppState)).is_super_admin

    in_browser(work)


def test_50_a_forged_address_shows_nothing_of_another_company(
    town: Town, database: TestDatabase
) -> None:
    with company_transaction(Actor.system(town.alice.company_id)) as ctx:
        campaign = Campaign(company_id=town.alice.company_id, name="Acme's secret plan")
        ctx.db.add(campaign)

    async def work(browser: Browser) -> None:
        tab = browser.tab(town.mallory.ref(), host=town.mallory.host)
        for path in (f"/campaigns/{campaign.id}", f"//acme.localhost:3000/campaigns/{campaign.id}"):
            await tab.call(AppState.enter, path)
            await tab.call(CampaignsDetailState.load, path)
            assert "secret plan" not in repr((await tab.state(CampaignsDetailState)).dict())
            assert (await tab.state(AppState)).company_name == "Mallcorp"

    in_browser(work)


def test_50_the_page_named_by_an_event_opens_no_door(town: Town, database: TestDatabase) -> None:
    ref = town.bob.ref()

    async def work(browser: Browser) -> None:
        tab = browser.tab(ref)
        for name, access in guarded().items():
            if access is SUPER_ADMIN:
                await tab.send(name, "/admin/companies", **payload_of(name))

    before = snapshot(database)
    assert failures_of(work) == []
    assert snapshot(database) == before


# 51 to 53: requests


@pytest.mark.parametrize("origin", FOREIGN)
def test_51_a_form_of_another_page_changes_nothing(
    town: Town, database: TestDatabase, origin: str
) -> None:
    opened = signed_in(town)
    before = snapshot(database)
    for path in POSTS:
        for kind in ("application/x-www-form-urlencoded", "text/plain", "application/json"):
            headers = {"origin": origin, "content-type": kind}
            answer = opened.ask("POST", filled(path), headers, content=b'{"email":"a=b"}')
            assert answer.status_code == 403
    assert opened.is_signed_in
    assert snapshot(database) == before


def test_51_a_referer_is_no_origin(town: Town) -> None:
    opened = signed_in(town)
    own = f"http://{town.alice.host}"
    answer = opened.ask("POST", "/auth/sign-out", {"origin": "", "referer": own, "x-origin": own})
    assert answer.status_code == 403
    assert opened.is_signed_in


def test_52_reading_changes_nothing(town: Town, database: TestDatabase) -> None:
    opened = signed_in(town)
    before = snapshot(database)
    for method, path in EVERY_ROUTE:
        answer = opened.ask("GET", filled(path))
        if method != "GET":
            assert answer.status_code == 405
    assert opened.is_signed_in
    assert snapshot(database) == before


ELSEWHERE = [
    *(
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/\\/evil.example",
    ),
    *(
        "https://evil.example",
        "https:evil.example",
        "evil.example",
        "javascript:alert(1)",
        "data:,x",
    ),
    *(
        "%2f%2fevil.example",
        "/\t/evil.example",
        "/\n/evil.example",
        " //evil.example",
        "/a\nb",
        "\0//evil",
    ),
    *("/" + "x" * 600, "", "/é", "/<script>", "mailto:a@b", "/\u2028/evil"),
]


@pytest.mark.parametrize("wanted", ELSEWHERE)
def test_53_signing_in_leads_nowhere_else(town: Town, database: TestDatabase, wanted: str) -> None:
    opened = window(town.alice)
    assert opened.sign_in(town.alice, next=wanted).headers["location"] == "/"
    assert opened.post("/auth/renew", next=wanted).headers["location"] == "/"
    app = enrol(database, town.carol)
    opened = window(town.carol)
    assert opened.sign_in(town.carol, next=wanted).headers["location"] == "/login/2fa"
    answer = opened.post("/auth/code", code=app.code(), next=wanted)
    assert answer.headers["location"] == "/"


@pytest.mark.parametrize(
    "wanted", ["/campaigns/7?tab=people&page=2", "/%2f%2fevil.example", "/a@b"]
)
def test_53_signing_in_leads_back_to_a_page_of_ours(town: Town, wanted: str) -> None:
    assert window(town.alice).sign_in(town.alice, next=wanted).headers["location"] == wanted


# 54 to 56: headers of every answer


def answers(town: Town, database: TestDatabase) -> dict[str, Any]:
    """Return one answer of each kind that there is."""
    opened, app = signed_in(town), enrol(database, town.bob)
    waiting = window(town.bob)
    waiting.sign_in(town.bob)
    return {
        "a page": opened.get("/campaigns"),
        "nothing there": opened.get(f"/api/imports/{uuid4()}/problems.csv"),
        "signed out": window(town.alice).get(f"/api/imports/{uuid4()}/problems.csv"),
        "an unknown host": Window("nobody.localhost:3000").get("/"),
        "a foreign page": opened.ask("POST", "/auth/sign-out", {"origin": "null"}),
        "too large": opened.ask("POST", "/auth/sign-in", content=b"x" * 1_000_001),
        "a wrong way": opened.get("/auth/sign-in"),
        "a sign-in": give_code(waiting, app.code()),
        "health": opened.get("/healthz"),
    }


def test_54_nobody_may_frame_any_answer(town: Town, database: TestDatabase) -> None:
    for kind, answer in answers(town, database).items():
        policy = answer.headers["content-security-policy"]
        assert "frame-ancestors 'none'" in policy, kind
        assert "default-src 'none'" in policy, kind


def test_55_over_https_browsers_are_told_to_stay_there(
    town: Town, database: TestDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings(), "public_url_scheme", "https")
    for kind, answer in answers(town, database).items():
        wanted = "max-age=31536000; includeSubDomains"
        assert answer.headers["strict-transport-security"] == wanted, kind


def test_56_no_answer_is_kept(town: Town, database: TestDatabase) -> None:
    for kind, answer in answers(town, database).items():
        assert answer.headers["cache-control"] == "no-store", kind


def test_56_signing_out_clears_what_the_browser_has_kept(town: Town) -> None:
    opened = signed_in(town)
    answer = opened.post("/auth/sign-out")
    assert "storage" in answer.headers["clear-site-data"]
    assert COOKIE not in opened.cookies
