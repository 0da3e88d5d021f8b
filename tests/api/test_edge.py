"""The outermost layer, asked by raw clients."""

import asyncio
import base64
import hashlib
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

import pytest

from platform_app.api import bodies
from platform_app.api import edge as edge_module
from platform_app.api.edge import Edge, tab_key
from platform_app.api.identity import Visit, forget_companies
from platform_app.core.config import settings
from platform_app.services.companies import HostCompany
from tests.support.asking import ACME, INSIDE, MALLCORP, PLATFORM, Socket, ask, take_webhook
from tests.support.people import Town, make_super_admin, make_town
from tests.support.servers import TestDatabase

FOREIGN = ["https://evil.example", f"http://{MALLCORP}", f"http://{PLATFORM}", "null", ""]


@pytest.fixture
def town(database: TestDatabase) -> Town:
    forget_companies()
    return make_town()


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two built pages, each with an inline script."""
    folder = tmp_path_factory.mktemp("build")
    for name, script in (("page-1/index.html", "one()"), ("404.html", "other()")):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(f"<script>{script}</script><script src='/a.js'></script>")
    return folder


@pytest.fixture
def edge(build: Path) -> Edge:
    return Edge(INSIDE, webhooks=take_webhook, build=build)


def test_an_unknown_host_sees_a_page_that_names_nobody(edge: Edge, town: Town) -> None:
    answer = ask(edge, "GET", "/", host="nobody.localhost:3000")
    assert answer.status_code == 421
    assert "acme" not in answer.text.lower()


@pytest.mark.parametrize("host", ["", "acme.localhost.evil.example", "x" * 300, "acme.localhost."])
def test_a_host_that_only_looks_like_ours_is_unknown(edge: Edge, town: Town, host: str) -> None:
    assert ask(edge, "GET", "/", host=host).status_code == 421


def test_the_session_is_known_inside_and_the_cookie_is_not(edge: Edge, town: Town) -> None:
    inside = ask(edge, "GET", "/x", cookie=town.alice.sign_in()).json()
    assert inside["user"] == town.alice.email
    assert "cookie" not in inside["headers"]


def test_a_cookie_of_another_company_is_nobody_here(edge: Edge, town: Town) -> None:
    assert ask(edge, "GET", "/x", cookie=town.mallory.sign_in()).json()["user"] is None


def test_a_company_cookie_is_nobody_at_the_platform(edge: Edge, town: Town) -> None:
    inside = ask(edge, "GET", "/x", host=PLATFORM, cookie=town.alice.sign_in()).json()
    assert inside["user"] is None


def test_a_super_admin_is_nobody_at_a_company(edge: Edge, town: Town) -> None:
    token = make_super_admin()
    at_platform = ask(edge, "GET", "/x", host=PLATFORM, cookie=token).json()
    assert at_platform["user"] == "root@platform.example"
    assert ask(edge, "GET", "/x", host=ACME, cookie=token).json()["user"] is None


def test_headers_that_only_we_set_are_dropped_from_outside(edge: Edge, town: Town) -> None:
    inside = ask(edge, "GET", "/x", headers={"x-app-session": "forged"}).json()
    assert "x-app-session" not in inside["headers"]


@pytest.mark.parametrize("origin", FOREIGN)
def test_a_change_from_another_origin_is_refused(edge: Edge, town: Town, origin: str) -> None:
    headers = {"origin": origin}
    answer = ask(edge, "POST", "/x", headers=headers, cookie=town.alice.sign_in())
    assert answer.status_code == 403


def test_a_change_from_our_own_page_goes_through(edge: Edge, town: Town) -> None:
    assert ask(edge, "POST", "/x", cookie=town.alice.sign_in()).json()["user"] == town.alice.email


@pytest.mark.parametrize("origin", [*FOREIGN, None])
def test_a_socket_from_another_origin_is_closed(town: Town, origin: str | None) -> None:
    socket = Socket(origin=origin, cookie=town.alice.sign_in()).open()
    assert (socket.seen, socket.closed_with) == (None, 1008)


def test_a_stranger_opens_no_socket_too_many_and_others_may(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(edge_module, "_STRANGERS_PER_S", 0.001)
    monkeypatch.setattr(edge_module, "_STRANGERS_AT_ONCE", 6)
    assert [Socket().open().closed_with for _ in range(4)] == [None, None, None, 1008]
    assert Socket(cookie=town.alice.sign_in()).open().closed_with is None
    assert Socket(headers=[(b"x-forwarded-for", b"192.0.2.1")]).open().closed_with == 1008


def test_a_socket_elsewhere_is_closed(town: Town) -> None:
    assert Socket(path="/elsewhere").open().closed_with == 1008


def test_a_socket_at_an_unknown_host_is_closed(town: Town) -> None:
    host = "nobody.localhost:3000"
    assert Socket(host=host, origin=f"http://{host}").open().closed_with == 1008


def test_a_socket_carries_our_reference_and_no_cookie(town: Town) -> None:
    forged = [(b"x-app-session", b"forged")]
    headers = Socket(cookie=town.alice.sign_in(), headers=forged).open().got_through
    assert b"cookie" not in headers
    assert headers[b"x-app-session"].startswith(str(town.alice.company_id).encode())


def test_events_have_no_second_way_in_by_long_polling(edge: Edge, town: Town) -> None:
    for method in ("GET", "POST"):
        assert ask(edge, method, "/_event/?transport=polling&EIO=4").status_code == 404


def test_a_stolen_tab_token_names_another_state(town: Town) -> None:
    cookies = (town.alice.sign_in(), town.alice.sign_in(), town.bob.sign_in(), "")
    tokens = {Socket(cookie=cookie).open().token for cookie in cookies}
    assert len(tokens) == 4
    assert not any(b"tab-1" in token for token in tokens)


def test_the_same_session_and_tab_keep_their_state(town: Town) -> None:
    cookie = town.alice.sign_in()
    assert Socket(cookie=cookie).open().token == Socket(cookie=cookie).open().token


def test_nobody_has_another_state_at_another_address() -> None:
    acme = Visit(HostCompany(uuid4(), "Acme", "acme", "#0b7a5b", is_active=True))
    assert tab_key(acme, "tab-1") != tab_key(Visit(None), "tab-1")


def test_a_body_that_says_it_is_too_large_is_refused(edge: Edge, town: Town) -> None:
    assert ask(edge, "POST", "/x", content=b"x" * 1_000_001).status_code == 413
    assert ask(edge, "POST", "/x", content=b"x" * 1_000_000).json()["size"] == 1_000_000


def test_a_body_that_does_not_say_its_size_is_cut_off(edge: Edge, town: Town) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(20):
            yield b"x" * 100_000

    assert ask(edge, "POST", "/x", content=pieces()).status_code == 413


def test_a_body_that_does_not_come_is_not_waited_for(
    edge: Edge, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bodies, "ORDINARY_S", 0.05)

    async def trickle() -> AsyncIterator[bytes]:
        yield b"email="
        await asyncio.sleep(3600)

    assert ask(edge, "POST", "/x", content=trickle()).status_code == 408


def test_an_upload_needs_a_session(edge: Edge, town: Town) -> None:
    assert ask(edge, "POST", "/_upload", content=b"x").status_code == 401
    cookie = town.alice.sign_in()
    assert ask(edge, "POST", "/_upload", content=b"x", cookie=cookie).status_code == 200


def test_an_upload_reaches_only_tabs_of_its_own_session(edge: Edge, town: Town) -> None:
    headers = {"reflex-client-token": "tab-1"}
    cookies = (town.alice.sign_in(), town.bob.sign_in())
    answers = [
        ask(edge, "POST", "/_upload", headers=headers, cookie=c).json()["headers"] for c in cookies
    ]
    assert len({"tab-1", *(inside["reflex-client-token"] for inside in answers)}) == 3


def test_uploaded_files_cannot_be_fetched(edge: Edge, town: Town) -> None:
    cookie = town.alice.sign_in()
    assert ask(edge, "GET", "/_upload/x.csv", cookie=cookie).status_code == 404


def test_webhooks_are_answered_before_any_host_is_asked(edge: Edge) -> None:
    answer = ask(edge, "POST", "/webhooks/x", host="127.0.0.1", headers={"origin": ""})
    assert answer.json() == {"webhook": "/webhooks/x"}


def test_a_page_is_served_without_a_redirect(edge: Edge, town: Town) -> None:
    assert ask(edge, "GET", "/page-1").status_code == 200
    assert ask(edge, "GET", "/other").json()["path"] == "/other"


def test_a_page_may_run_its_own_scripts_and_no_other(edge: Edge, town: Town) -> None:
    policies = [
        ask(edge, "GET", path).headers["content-security-policy"] for path in ("/page-1", "/page-2")
    ]
    for policy, script in zip(policies, (b"one()", b"other()"), strict=True):
        digest = base64.b64encode(hashlib.sha256(script).digest()).decode()
        assert f"script-src 'self' 'unsafe-eval' 'sha256-{digest}';" in policy


def test_every_answer_is_dressed_and_none_is_kept(edge: Edge, town: Town) -> None:
    answers = (ask(edge, "GET", "/page-1"), ask(edge, "GET", "/x"), ask(edge, "GET", "/", host="x"))
    for headers in (answer.headers for answer in answers):
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"
        assert headers["cache-control"] == "no-store"
        assert "default-src 'none'" in headers["content-security-policy"]


def test_built_assets_are_kept(edge: Edge, town: Town) -> None:
    assert "immutable" in ask(edge, "GET", "/assets/a-1f2e.js").headers["cache-control"]


def test_a_suspended_company_is_closed_at_once(
    edge: Edge, town: Town, database: TestDatabase
) -> None:
    cookie = town.alice.sign_in()
    with database.connect() as connection, connection.cursor() as cursor:
        cursor.execute("update company set status = 'suspended' where subdomain = 'acme'")
    connection.close()
    answer = ask(edge, "GET", "/x", cookie=cookie)
    assert answer.status_code == 403
    assert "acme" not in answer.text.lower()
    assert Socket(cookie=cookie).open().closed_with == 1008


def test_a_page_for_people_leads_everybody_else_to_the_sign_in_page(
    build: Path, town: Town
) -> None:
    edge = Edge(INSIDE, build=build, is_private=lambda path: path.startswith("/page"))
    away = ask(edge, "GET", "/page-1?tab=people")
    assert away.status_code == 303
    assert away.headers["location"] == "/login?next=%2Fpage-1%3Ftab%3Dpeople"
    assert ask(edge, "GET", "/page-1", cookie=town.alice.sign_in()).status_code == 200
    assert ask(edge, "GET", "/x").status_code == 200


def test_whose_session_has_ended_is_told_so_at_the_sign_in_page(build: Path, town: Town) -> None:
    edge = Edge(INSIDE, build=build, is_private=lambda path: path.startswith("/page"))
    away = ask(edge, "GET", "/page-1", cookie="a cookie that opens nothing any more")
    assert away.headers["location"] == "/login?next=%2Fpage-1&ended=1"


def test_health_needs_no_host_and_names_nobody(edge: Edge, database: TestDatabase) -> None:
    answer = ask(edge, "GET", "/healthz", host="10.0.0.7")
    assert answer.json() == {"database": True, "redis": True}


def test_the_platforms_own_host_answers_its_own_networks_only(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings(), "platform_networks", "192.0.2.0/24, 2001:db8::/32")
    monkeypatch.setattr(settings(), "trusted_proxies", 1)

    def status(address: str, host: str) -> int:
        headers = {"x-forwarded-for": address}
        return ask(Edge(INSIDE), "GET", "/x", host=host, headers=headers).status_code

    assert status("192.0.2.7", PLATFORM) == 200
    assert status("2001:db8::1", PLATFORM) == 200
    assert status("203.0.113.9", PLATFORM) == 421
    assert status("nonsense", PLATFORM) == 421
    assert status("203.0.113.9", ACME) == 200
