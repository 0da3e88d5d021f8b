"""Sockets of the running web process, opened by clients that are no browser."""

import asyncio
from collections.abc import Iterator
from uuid import uuid4

import httpx
import pytest
from socketio.exceptions import ConnectionError as SocketRefused

from platform_app.core import queue
from platform_app.core.context import Actor
from platform_app.core.db import company_transaction
from platform_app.core.limits import take
from platform_app.state.base import AppState
from platform_app.state.campaigns import CampaignsState
from tests.support.people import Person, Town, make_town
from tests.support.servers import TestDatabase
from tests.support.tabs import name_of
from tests.support.web import Client, WebProcess, client, web_process

HYDRATE = "reflex___state____state.hydrate"
ENTER = name_of(AppState.enter)
LOAD, REFRESH = name_of(CampaignsState.load), name_of(CampaignsState.refresh)


@pytest.fixture(scope="module")
def web(migrated: TestDatabase) -> Iterator[WebProcess]:
    with web_process(migrated.environment()) as process:
        yield process


@pytest.fixture
def town(database: TestDatabase) -> Town:
    return make_town(suffix=f"-{uuid4().hex[:8]}")


async def look_around(opened: Client) -> str:
    """Ask for everything that a tab shows, and return it."""
    await opened.send(HYDRATE)
    await opened.wait_for("is_hydrated")
    return repr(opened.heard)


async def leave_a_tab(web: WebProcess, person: Person, cookie: str) -> None:
    """Fill a tab's state with a person's own facts, and close it."""
    async with client(web, web.host(person.subdomain), cookie=cookie) as tab:
        await tab.send(ENTER)
        await tab.wait_for(person.email)


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "http://mallcorp.localhost", "null", ""]
)
def test_45_a_socket_of_a_foreign_page_is_refused(web: WebProcess, town: Town, origin: str) -> None:
    async def knock() -> None:
        cookie = town.alice.sign_in()
        async with client(web, web.host(town.alice.subdomain), cookie=cookie, origin=origin):
            pytest.fail("the socket was opened")

    with pytest.raises(SocketRefused):
        asyncio.run(knock())


def test_46_a_stolen_tab_token_shows_nothing(web: WebProcess, town: Town) -> None:
    async def steal() -> None:
        own = town.alice.sign_in()
        await leave_a_tab(web, town.alice, own)
        for cookie in ("", town.bob.sign_in()):
            async with client(web, web.host(town.alice.subdomain), cookie=cookie) as thief:
                assert town.alice.email not in await look_around(thief)
        async with client(web, web.host(town.alice.subdomain), cookie=own) as again:
            assert town.alice.email in await look_around(again)

    asyncio.run(steal())


def test_46_a_tab_token_shows_nothing_at_another_company(web: WebProcess, town: Town) -> None:
    async def steal() -> None:
        own = town.alice.sign_in()
        await leave_a_tab(web, town.alice, own)
        for cookie in (own, town.mallory.sign_in()):
            async with client(web, web.host(town.mallory.subdomain), cookie=cookie) as thief:
                assert town.alice.email not in await look_around(thief)

    asyncio.run(steal())


def test_35_signing_out_is_felt_on_a_socket_that_stays_open(web: WebProcess, town: Town) -> None:
    async def sign_out() -> None:
        cookie, host = town.alice.sign_in(), web.host(town.alice.subdomain)
        async with client(web, host, cookie=cookie) as tab, httpx.AsyncClient() as http:
            await tab.send(LOAD)
            await look_around(tab)
            headers = {"host": host, "origin": f"http://{host}", "cookie": f"__Host-sid={cookie}"}
            answer = await http.post(f"http://127.0.0.1:{web.port}/auth/sign-out", headers=headers)
            assert answer.status_code == 303
            # The other worker may remember the session for two more seconds.
            while "/login" not in repr(tab.heard):
                await tab.send(LOAD)
                await asyncio.sleep(0.1)

    asyncio.run(asyncio.wait_for(sign_out(), 10))


def test_49_what_is_no_handler_does_nothing_and_the_socket_lives(
    web: WebProcess, town: Town
) -> None:
    async def knock() -> None:
        async with client(web, web.host(town.alice.subdomain), cookie=town.alice.sign_in()) as tab:
            for name in ("_call", "setvar", "reset", "no_such_thing"):
                await tab.send(f"{AppState.get_full_name()}.{name}", user_email="forged")
            await tab.socket.emit("event", "no json", namespace="/_event")
            await tab.send(ENTER)
            await tab.wait_for(town.alice.email)
            assert "forged" not in repr(tab.heard)

    asyncio.run(knock())


def test_an_upload_with_a_stolen_token_reaches_nobody(web: WebProcess, town: Town) -> None:
    headers = {"reflex-client-token": "tab", "reflex-event-handler": LOAD}
    host = web.host(town.alice.subdomain)
    headers |= {"host": host, "origin": f"http://{host}"}
    files = {"files": ("people.csv", b"phone\n1")}
    url = f"http://127.0.0.1:{web.port}/_upload"
    assert httpx.post(url, headers=headers, files=files).status_code == 401
    headers["cookie"] = f"__Host-sid={town.bob.sign_in()}"
    answer = httpx.post(url, headers=headers, files=files)
    assert town.alice.email not in answer.text


def test_a_nudge_reaches_the_company_s_tabs_and_no_other(web: WebProcess, town: Town) -> None:
    async def nudge() -> None:
        acme, other = web.host(town.alice.subdomain), web.host(town.mallory.subdomain)
        async with (
            client(web, acme, cookie=town.alice.sign_in()) as ours,
            client(web, acme, cookie=town.carol.sign_in()) as ours_too,
            client(web, other, cookie=town.mallory.sign_in()) as theirs,
        ):
            for tab in (ours, ours_too, theirs):
                await tab.send(ENTER)
                await tab.send(LOAD)
                await look_around(tab)
            with company_transaction(Actor.system(town.alice.company_id)) as ctx:
                ctx.nudge("campaigns")
            await ours.wait_for(REFRESH)
            await ours_too.wait_for(REFRESH)
            queue.nudge(town.mallory.company_id, "something else")
            await look_around(theirs)
            assert REFRESH not in repr(theirs.heard)

    asyncio.run(nudge())


def test_57_no_token_of_a_session_stands_in_the_web_server_s_log(
    web: WebProcess, town: Town
) -> None:
    cookie, host = town.alice.sign_in(), web.host(town.alice.subdomain)

    async def knock() -> None:
        async with client(web, host, cookie=cookie) as tab:
            # Reflex writes an event that it does not know into its log, headers and all.
            await tab.send(f"{AppState.get_full_name()}.no_such_thing")
            await tab.send(ENTER)
            await tab.wait_for(town.alice.email)

    asyncio.run(knock())
    assert "no_such_thing" in web.log.read_text()
    assert cookie not in web.log.read_text()


@pytest.mark.parametrize(
    "path", ["/_all_routes", "/auth-codespace", "/docs", "/openapi.json", "/debug"]
)
def test_70_what_developers_use_is_not_there(web: WebProcess, town: Town, path: str) -> None:
    headers = {"host": web.host(town.alice.subdomain)}
    answer = httpx.get(f"http://127.0.0.1:{web.port}{path}", headers=headers)
    assert answer.status_code == 404


def test_a_stranger_opens_no_more_sockets_than_a_crowd_would(web: WebProcess, town: Town) -> None:
    host = web.host(town.alice.subdomain)
    take("sockets:127.0.0.1", rate=2, burst=240, want=10_000, overdraft=10_000)

    async def knock(cookie: str) -> None:
        async with client(web, host, cookie=cookie) as tab:
            await look_around(tab)

    with pytest.raises(SocketRefused):
        asyncio.run(knock(""))
    asyncio.run(knock(town.alice.sign_in()))
