"""Numbers 1 to 10 of the checklist: what a password is, how it is kept, how it is changed."""

import json
import re
import socket
import threading
import unicodedata

import bcrypt
import pytest
from zxcvbn.frequency_lists import FREQUENCY_LISTS

from platform_app.api.edge import COOKIE
from platform_app.api.forms import with_password
from platform_app.core import passwords
from platform_app.core.config import Environment, settings
from platform_app.core.errors import InvalidInput
from platform_app.core.passwords import check_rules, hash_password, verify_password
from platform_app.pages import PAGES
from tests.support.people import PASSWORD, Town
from tests.support.servers import TestDatabase
from tests.support.tabs import Browser, in_browser
from tests.support.ways_in import Window, run, said, window

NEW = "seven brown kites at dusk"
# As many bytes as bcrypt would cut off after 72 of.
EMOJI = "".join(chr(0x1F600 + number * 37 % 80) for number in range(64))
AWKWARD = ["", "x" * 10_000, "a\0b" * 10, "é" * 200, EMOJI, "\ud7ff\uffff" * 9]


def signed_in(town: Town) -> Window:
    opened = window(town.alice)
    assert opened.sign_in(town.alice).headers["location"] == "/"
    return opened


def change(opened: Window, new: str, *, current: str = PASSWORD) -> str:
    """Change the password on the person's own page; return what the page says."""
    return said(opened.post("/auth/password", current=current, new=new))


def test_01_a_password_has_12_to_256_characters_whatever_their_kind(town: Town) -> None:
    opened = signed_in(town)
    assert "at least 12" in change(opened, "vq9trmzplwx")
    assert "at most 256" in change(opened, (NEW * 20)[:257])
    assert "was changed" in change(opened, EMOJI)
    assert len(EMOJI.encode()) == 256
    assert window(town.alice).sign_in(town.alice, EMOJI).headers["location"] == "/"


@pytest.mark.parametrize("password", ["vqtrmzplwxkdyhnbgcfj", "我的猫喜欢在雨天散步唱歌", NEW])
def test_02_no_kind_of_character_is_demanded(password: str) -> None:
    check_rules(password, words=("Acme", "alice"))


def test_02_an_old_password_is_good_for_ever(town: Town, database: TestDatabase) -> None:
    run(database, "update user_account set created_at = now() - interval '9 years'")
    assert window(town.alice).sign_in(town.alice).headers["location"] == "/"


@pytest.mark.parametrize("other", ["x" * 79 + "y", "x" * 79 + "X", "x" * 80 + " ", " " + "x" * 80])
def test_03_a_password_is_compared_whole(other: str) -> None:
    hashed = hash_password("x" * 80)
    assert verify_password("x" * 80, hashed)
    assert not verify_password(other, hashed)


def test_03_two_ways_to_write_one_letter_are_one_password() -> None:
    written = [unicodedata.normalize(form, "crème brûlée") for form in ("NFC", "NFD")]
    assert verify_password(written[0], hash_password(written[1]))


def test_04_known_passwords_are_refused_without_asking_anybody(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("the network was asked")

    monkeypatch.setattr(socket, "socket", refuse)
    known = FREQUENCY_LISTS["passwords"]
    assert len(known) > 10_000
    for password in ["password123456", *(word for word in known if len(word) >= 12)]:
        with pytest.raises(InvalidInput, match="too easy to guess"):
            check_rules(password)


@pytest.mark.parametrize(
    "password", ["Acme-2026-Acme", "alice.acme.2026", "Alice Alice 1", "WhatsApp-Campaign-1"]
)
def test_05_a_password_of_names_that_surround_it_is_refused(town: Town, password: str) -> None:
    assert "known password, or close to your name" in change(signed_in(town), password)


def test_06_hashes_cost_12_outside_of_tests(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings(), "environment", Environment.DEVELOPMENT)
    assert hash_password(NEW).startswith("$2b$12$")


def test_06_hashes_are_made_beside_the_event_loop() -> None:
    """How long the loop waits while many sign in is measured by benchmarks/sign_in.py."""
    names: list[str] = []

    async def work(_browser: Browser) -> None:
        await with_password(lambda: names.append(threading.current_thread().name))

    in_browser(work)
    assert names[0].startswith("password")


@pytest.mark.parametrize("password", AWKWARD, ids=lambda text: f"{len(text)} characters")
def test_07_no_password_makes_the_server_fail(town: Town, password: str) -> None:
    opened = signed_in(town)
    for path in ("/auth/sign-in", "/auth/setup", "/auth/invite", "/auth/reset", "/auth/password"):
        form = {"email": town.bob.email, "password": password, "current": password, "new": password}
        assert opened.post(path, token="x", name="x", **form).status_code == 303


def test_07_what_bcrypt_gets_is_short_and_holds_no_nul(monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[bytes] = []
    monkeypatch.setattr(bcrypt, "checkpw", lambda password, _: bool(given.append(password)))
    for password in AWKWARD:
        verify_password(password, "x")
    assert {len(one) for one in given} == {64}
    assert not any(b"\0" in one for one in given)


def test_08_a_cheaper_hash_is_made_anew_at_the_next_sign_in(
    town: Town, database: TestDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passwords, "_TEST_COST", 5)
    assert signed_in(town)
    query = "select password_hash from user_account where email = %s"
    [(hashed,)] = run(database, query, town.alice.email)
    assert hashed.startswith("$2b$05$")
    assert signed_in(town)


@pytest.mark.parametrize(
    ("route", "wanted"),
    [
        ("/login", ["username", "current-password"]),
        ("/login/2fa", ["one-time-code"]),
        ("/setup/[setup_link]", ["username", "new-password"]),
        ("/invite/[invitation]", ["username", "new-password"]),
        ("/reset/[reset_link]", ["username", "new-password"]),
        ("/me/security", ["username", "current-password", "new-password"]),
    ],
)
def test_09_password_managers_know_every_field(route: str, wanted: list[str]) -> None:
    drawn = json.dumps(PAGES[route].framed().render(), default=str)
    for name in wanted:
        assert f'autoComplete:\\"{name}\\"' in drawn
    assert drawn.count('type:\\"password\\"') == len(
        re.findall(r'autoComplete:\\"\w+-password', drawn)
    )
    assert "onPaste" not in drawn


def test_10_a_change_asks_for_the_current_password(town: Town) -> None:
    opened = signed_in(town)
    assert "signed in with" in change(opened, NEW, current="not mine at all")
    assert said(window(town.alice).sign_in(town.alice, NEW))
    assert said(Window(town.alice.host).post("/auth/password", current=PASSWORD, new=NEW))


def test_10_a_change_gives_the_session_another_cookie(town: Town) -> None:
    opened = signed_in(town)
    stolen = Window(town.alice.host, {COOKIE: opened.cookies[COOKIE]})
    assert "was changed" in change(opened, NEW)
    assert opened.is_signed_in
    assert not stolen.is_signed_in
