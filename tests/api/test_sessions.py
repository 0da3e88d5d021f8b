"""Signing in and out over HTTP, and the cookie that stands for it."""

from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from platform_app.api.edge import Edge
from platform_app.api.identity import forget_companies
from platform_app.api.notices import sealed, unsealed
from platform_app.core.config import settings
from platform_app.core.context import PlatformActor
from platform_app.core.db import platform_transaction
from platform_app.services import companies
from platform_app.services.accounts.throttle import PER_ADDRESS
from tests.support.asking import INSIDE, PLATFORM, ask
from tests.support.people import PASSWORD, Town, make_super_admin, make_town
from tests.support.servers import TestDatabase

EDGE = Edge(INSIDE)
ELSEWHERE = [
    *("//evil.example", "/\\evil.example", "https://evil.example", "javascript:1", "evil.example"),
    *("/a\nb", "/\t/evil", "/" + "x" * 600, "\\\\evil", ""),
]


@pytest.fixture
def town(database: TestDatabase) -> Town:
    forget_companies()
    return make_town()


def sign_in(town: Town, **changes: str) -> httpx.Response:
    form = {"email": town.alice.email, "password": PASSWORD, **changes}
    return ask(EDGE, "POST", "/auth/sign-in", data=form)


def notice(answer: httpx.Response) -> dict[str, str]:
    """Return the sentences that the next page will show."""
    return unsealed(parse_qs(urlsplit(answer.headers["location"]).query)["notice"][0])


def session_cookie(answer: httpx.Response) -> str:
    """Return the header that sets the session's cookie."""
    cookies = answer.headers.get_list("set-cookie")
    return next(cookie for cookie in cookies if cookie.startswith("__Host-sid="))


def user_of(cookie: str, **options: str) -> str | None:
    return ask(EDGE, "GET", "/x", cookie=cookie, **options).json()["user"]


def test_a_right_password_sets_a_host_only_cookie_that_scripts_cannot_read(town: Town) -> None:
    answer = sign_in(town)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    name, *attributes = [part.strip().lower() for part in session_cookie(answer).split(";")]
    assert name.startswith("__host-sid=")
    assert {"httponly", "secure", "samesite=lax", "path=/"} <= set(attributes)
    assert not any(attribute.startswith(("domain", "expires")) for attribute in attributes)


def test_a_wrong_password_and_an_unknown_address_look_the_same(town: Town) -> None:
    wrong = sign_in(town, password="wrong")
    unknown = sign_in(town, email="nobody@acme.example")
    assert wrong.status_code == unknown.status_code == 303
    assert wrong.headers == unknown.headers
    assert "is wrong" in notice(wrong)[""]
    assert "set-cookie" not in wrong.headers


def test_after_five_failures_even_the_right_password_waits(town: Town) -> None:
    for _ in range(5):
        sign_in(town, password="wrong")
    assert "Too many attempts" in notice(sign_in(town))[""]
    assert sign_in(town, email=town.bob.email).headers["location"] == "/"


def failures_from(town: Town, addresses: list[str]) -> str:
    """Fail once for one unknown account per address, and return what a right password hears then."""
    for number, address in enumerate(addresses):
        form = {"email": f"nobody-{number}@acme.example", "password": "wrong"}
        ask(EDGE, "POST", "/auth/sign-in", data=form, headers={"x-forwarded-for": address})
    form = {"email": town.alice.email, "password": PASSWORD}
    headers = {"x-forwarded-for": "192.0.2.200"}
    return ask(EDGE, "POST", "/auth/sign-in", data=form, headers=headers).headers["location"]


def test_an_address_that_is_only_claimed_does_not_reset_the_brake(town: Town) -> None:
    assert "notice" in failures_from(town, [f"192.0.2.{number}" for number in range(PER_ADDRESS)])


def test_behind_our_proxy_one_guesser_locks_nobody_else_out(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings(), "trusted_proxies", 1)
    guesser = [f"10.0.0.{number}, 192.0.2.7" for number in range(PER_ADDRESS)]
    assert failures_from(town, guesser) == "/"


@pytest.mark.parametrize("field", ["email", "password"])
def test_a_nul_is_no_reason_to_fail(town: Town, field: str) -> None:
    right = {"email": town.alice.email, "password": PASSWORD}
    assert sign_in(town, **{field: f"{right[field]}\0"}).status_code == 303


@pytest.mark.parametrize("wanted", ELSEWHERE)
def test_signing_in_leads_nowhere_else(town: Town, wanted: str) -> None:
    assert sign_in(town, next=wanted).headers["location"] == "/"


def test_signing_in_leads_back_to_the_page_that_was_wanted(town: Town) -> None:
    wanted = "/campaigns/7?tab=people"
    assert sign_in(town, next=wanted).headers["location"] == wanted


def test_a_super_admin_signs_in_at_the_platform_only(town: Town) -> None:
    make_super_admin()
    form = {"email": "root@platform.example", "password": PASSWORD}
    at_platform = ask(EDGE, "POST", "/auth/sign-in", host=PLATFORM, data=form)
    assert at_platform.headers["location"] == "/admin/companies"
    assert "notice" in ask(EDGE, "POST", "/auth/sign-in", data=form).headers["location"]


def test_signing_in_ends_the_session_that_was_open(town: Town) -> None:
    earlier = town.alice.sign_in()
    form = {"email": town.bob.email, "password": PASSWORD}
    ask(EDGE, "POST", "/auth/sign-in", data=form, cookie=earlier)
    assert user_of(earlier) is None


def test_signing_out_ends_the_session_on_the_server(town: Town) -> None:
    cookie = town.alice.sign_in()
    answer = ask(EDGE, "POST", "/auth/sign-out", cookie=cookie)
    assert "max-age=0" in session_cookie(answer).lower()
    assert user_of(cookie) is None


def test_a_page_of_somebody_else_cannot_sign_anybody_out(town: Town) -> None:
    cookie = town.alice.sign_in()
    ask(EDGE, "POST", "/auth/sign-out", cookie=cookie, headers={"origin": "https://evil.example"})
    assert user_of(cookie) == town.alice.email


@pytest.mark.parametrize("password", ["", "x" * 10_000, "a\0b", "é" * 200, "😀" * 64])
def test_no_password_makes_the_server_fail(town: Town, password: str) -> None:
    assert sign_in(town, password=password).status_code == 303


def test_a_file_in_place_of_a_password_is_refused(town: Town) -> None:
    files = {"email": ("a", b"x"), "password": ("b", b"x")}
    assert ask(EDGE, "POST", "/auth/sign-in", files=files).status_code == 400


# Setting up an account with a link


def set_up(link: str, **changes: str) -> httpx.Response:
    form = {"token": link, "name": "Nora", "password": "five quiet words here", **changes}
    return ask(EDGE, "POST", "/auth/setup", host="newco.localhost:3000", data=form)


@pytest.fixture
def link(database: TestDatabase) -> str:
    forget_companies()
    with platform_transaction(PlatformActor(None)) as ctx:
        companies.create(ctx, name="New Co", subdomain="newco", admin_email="nora@newco.example")
        mail = companies.list_mail(ctx)[0]
    return mail.body.partition("/setup/")[2].split()[0]


def test_a_set_up_link_signs_its_person_in_once(link: str) -> None:
    answer = set_up(link)
    assert answer.headers["location"] == "/"
    cookie = session_cookie(answer).partition("=")[2].partition(";")[0]
    assert user_of(cookie, host="newco.localhost:3000") == "nora@newco.example"
    assert "has been used" in notice(set_up(link))[""]


def test_what_is_wrong_with_a_password_is_said_at_the_field_and_the_link_lives(link: str) -> None:
    answer = set_up(link, password="short")
    assert answer.headers["location"].startswith(f"/setup/{link}?")
    assert "12 characters" in notice(answer)["password"]
    assert set_up(link).headers["location"] == "/"


def test_a_link_is_dead_at_another_company(link: str, database: TestDatabase) -> None:
    make_town()
    form = {"token": link, "name": "Eve", "password": "five quiet words here"}
    assert "has been used" in notice(ask(EDGE, "POST", "/auth/setup", data=form))[""]


# Sentences in addresses


def test_nobody_else_can_put_a_sentence_on_our_pages() -> None:
    ours = sealed({"": "Wrong."})
    assert unsealed(ours) == {"": "Wrong."}
    for forged in ("", "x", ours[:-2], ours[:-4] + "AAAA", "A" * 60, "é"):
        assert unsealed(forged) == {}
