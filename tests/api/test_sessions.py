"""Signing in and out over HTTP, and the cookie that stands for it."""

from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from platform_app.api.edge import Edge
from platform_app.api.identity import forget_companies
from platform_app.api.notices import sealed, unsealed
from platform_app.core.context import PlatformActor
from platform_app.core.db import platform_transaction
from platform_app.services import companies
from tests.support.asking import INSIDE, PLATFORM, ask
from tests.support.mails import newest_mail
from tests.support.people import PASSWORD, Town, make_super_admin, make_town
from tests.support.servers import TestDatabase

EDGE = Edge(INSIDE)


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


@pytest.mark.parametrize("field", ["email", "password"])
def test_a_nul_is_no_reason_to_fail(town: Town, field: str) -> None:
    right = {"email": town.alice.email, "password": PASSWORD}
    assert sign_in(town, **{field: f"{right[field]}\0"}).status_code == 303


def test_signing_in_leads_back_to_the_page_that_was_wanted(town: Town) -> None:
    wanted = "/campaigns/7?tab=people"
    assert sign_in(town, next=wanted).headers["location"] == wanted


def test_a_super_admin_signs_in_at_the_platform_only(town: Town) -> None:
    make_super_admin()
    form = {"email": "root@platform.example", "password": PASSWORD}
    at_platform = ask(EDGE, "POST", "/auth/sign-in", host=PLATFORM, data=form)
    assert at_platform.headers["location"] == "/admin"
    assert "notice" in ask(EDGE, "POST", "/auth/sign-in", data=form).headers["location"]


def test_a_page_of_somebody_else_cannot_sign_anybody_out(town: Town) -> None:
    cookie = town.alice.sign_in()
    ask(EDGE, "POST", "/auth/sign-out", cookie=cookie, headers={"origin": "https://evil.example"})
    assert user_of(cookie) == town.alice.email


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
    with platform_transaction(PlatformActor(None)) as ctx:
        mail = newest_mail(ctx)
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
