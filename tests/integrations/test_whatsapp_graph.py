"""Calls are repeated only where nothing can happen twice, and no failure shows a token."""

import json
import logging
import socket
import traceback
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager

import pytest

from platform_app.core.crypto import Secret
from platform_app.core.errors import AppError, InvalidInput, LimitReached, Unavailable
from platform_app.integrations.whatsapp import graph as graph_module
from platform_app.integrations.whatsapp.client import GraphClient, Refused, Unknown, Unsent
from platform_app.integrations.whatsapp.graph import Access, Graph
from platform_app.integrations.whatsapp.management import accounts, media, uploads
from platform_app.integrations.whatsapp.management.media import MediaInfo
from platform_app.integrations.whatsapp.transport import Timeouts
from tests.integrations.raw_servers import answer, serving_in_thread
from tests.support.graph import ask_at

TOKEN, APP_SECRET = "EAAverySecretToken", "0123456789abcdefAppSecret"
CLOSE = "connection: close\r\n"
FINE = answer(200, {"success": True}, headers=CLOSE)
DOWN = answer(503, {"error": {"code": 2, "message": "down"}}, headers=CLOSE)
TRANSIENT = answer(
    400, {"error": {"code": 1, "message": "again", "is_transient": True}}, headers=CLOSE
)
NO_ANSWER = b""
READ, WRITE = "GET", "POST"


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(graph_module, "_WAITS_S", (0.0, 0.0))


def calling(method: str) -> Callable[[Graph], Awaitable[object]]:
    return lambda g: g.call(method, "123", {"fields": "id"})


@contextmanager
def nobody() -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{free.getsockname()[1]}"


@pytest.mark.parametrize(
    "trouble", [DOWN, TRANSIENT, NO_ANSWER, answer(502, b"<html>", headers=CLOSE)]
)
def test_reading_is_repeated_until_it_works(trouble: bytes):
    with serving_in_thread(trouble, trouble, FINE) as server:
        assert ask_at(server.url, calling(READ)) == {"success": True}
    assert len(server.requests) == 3


@pytest.mark.parametrize("trouble", [DOWN, TRANSIENT, NO_ANSWER])
def test_reading_is_given_up_after_the_third_time(trouble: bytes):
    with serving_in_thread(trouble) as server, pytest.raises(Unavailable):
        ask_at(server.url, calling(READ))
    assert len(server.requests) == 3


@pytest.mark.parametrize("trouble", [DOWN, TRANSIENT, NO_ANSWER])
@pytest.mark.parametrize("method", [WRITE, "DELETE"])
def test_writing_that_may_have_happened_is_not_repeated(trouble: bytes, method: str):
    with serving_in_thread(trouble, FINE) as server, pytest.raises(Unavailable):
        ask_at(server.url, calling(method))
    assert len(server.requests) == 1


def test_a_refusal_is_not_asked_for_twice():
    refusal = answer(400, {"error": {"code": 100, "message": "no"}}, headers=CLOSE)
    with serving_in_thread(refusal) as server, pytest.raises(InvalidInput):
        ask_at(server.url, calling(READ))
    assert len(server.requests) == 1


def test_writing_is_repeated_when_nothing_was_sent(monkeypatch: pytest.MonkeyPatch):
    asked: list[object] = []

    async def never_connects(_client: GraphClient, request: object, **_limits: object) -> Unsent:
        asked.append(request)
        return Unsent("WhatsApp could not be reached.")

    monkeypatch.setattr(GraphClient, "request", never_connects)
    with pytest.raises(Unavailable):
        ask_at("http://127.0.0.1:9", calling(WRITE))
    assert len(asked) == 3


@pytest.mark.parametrize(
    ("usage", "seconds"),
    [
        ("x-business-use-case-usage: " + json.dumps(
            {"1": [{"call_count": 100, "estimated_time_to_regain_access": 19}]}), 19 * 60),
        ("x-app-usage: " + json.dumps(
            {"call_count": 100, "estimated_time_to_regain_access": 7}), 7 * 60),
        ("x-app-usage: " + json.dumps({"call_count": 100}), None),
        ("x-business-use-case-usage: [[{", None),
    ],
)  # fmt: skip
def test_a_limit_says_when_it_ends(usage: str, seconds: float | None):
    raw = answer(
        400, {"error": {"code": 80007, "message": "slow down"}}, headers=f"{usage}\r\n{CLOSE}"
    )
    with serving_in_thread(raw) as server, pytest.raises(LimitReached) as limit:
        ask_at(server.url, calling(READ))
    assert limit.value.retry_after_s == seconds
    assert ("in about" in limit.value.message) == (seconds is not None)


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:9/file",
        "http://lookaside.fbsbx.com/file",
        "https://fbsbx.com.evil.example/file",
        "https://evilfbsbx.com/file",
        "https://user@lookaside.fbsbx.com/file",
        "file:///etc/passwd",
        "",
    ],
)
def test_no_foreign_host_gets_to_see_the_token(address: str):
    async def fetch(g: Graph) -> None:
        async for _ in media.download(g, MediaInfo("1", address, "", "", None), max_bytes=9):
            pass

    with pytest.raises(Unavailable, match="not its own") as refusal:
        ask_at("http://127.0.0.1:1", fetch)
    assert refusal.value.permanent


@pytest.mark.parametrize("session", ["upload:../123", "https://evil.example/", "", "upload:1?x=2"])
def test_a_strange_upload_session_is_not_followed(session: str):
    opened = answer(200, {"id": session, "x": 1}, headers=CLOSE)
    with serving_in_thread(opened) as server, pytest.raises(Unavailable):
        ask_at(
            server.url, lambda g: uploads.upload_sample(g, "1", b"x", mime="image/png", name="a")
        )
    assert len(server.requests) == 1


def test_bytes_that_nobody_takes_end_the_writing():
    """The transport has no time limit for writing: the kernel's holds."""
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        url = f"http://127.0.0.1:{deaf.getsockname()[1]}"
        timeouts = Timeouts(write_s=0.5, read_s=30, total_s=60, file_total_s=60)
        with pytest.raises(Unavailable, match="broke"):
            ask_at(
                url,
                lambda g: media.upload(g, "1", b"x" * 20_000_000, mime="image/png", name="a"),
                timeouts=timeouts,
            )


async def send(g: Graph) -> None:
    """Raise what a send ends in, to look at it."""
    outcome = await g.client.send("1", {"to": "+351912000111"}, g.access.token.reveal())
    assert not isinstance(outcome, Refused | Unknown | Unsent), repr(outcome)


async def download(g: Graph) -> None:
    here = MediaInfo("1", f"{g.client.base_url}/file", "image/png", "00", None)
    async for _ in media.download(g, here, max_bytes=1_000):
        pass


ASKED = {
    "read": calling(READ),
    "write": calling(WRITE),
    "inspect": accounts.inspect_token,
    "upload": lambda g: media.upload(g, "1", b"x", mime="image/png", name="a"),
    "sample": lambda g: uploads.upload_sample(g, "1", b"x", mime="image/png", name="a"),
    "download": download,
    "send": send,
}
FAILURES = {
    "refused token": answer(401, {"error": {"code": 190, "message": "bad token"}}, headers=CLOSE),
    "limit": answer(400, {"error": {"code": 4, "message": "slow"}}, headers=CLOSE),
    "page": answer(500, b"<html>", headers=CLOSE),
    "redirect": answer(302, b"", headers=f"location: http://127.0.0.1:9/\r\n{CLOSE}"),
    "nothing": NO_ANSWER,
    "nonsense": b"HTTP/1.1 nonsense\r\n\r\n",
    "too short": answer(200, {"id": "1"}, headers=CLOSE, length=9_000),
    "not gzip": answer(200, b"x", headers=f"content-encoding: gzip\r\n{CLOSE}"),
}


@pytest.mark.parametrize("asked", ASKED)
@pytest.mark.parametrize("failure", [*FAILURES, "nobody there"])
def test_no_failure_shows_a_token(
    asked: str, failure: str, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
):
    caplog.set_level(logging.DEBUG, logger="platform_app")
    caplog.set_level(logging.DEBUG, logger="aiohttp")
    told = ""
    with nobody() if failure == "nobody there" else url_of(FAILURES[failure]) as url:
        try:
            ask_at(url, ASKED[asked], token=TOKEN, app_secret=APP_SECRET)
        except (AppError, AssertionError) as error:
            told = "".join(traceback.format_exception(error)) + repr(vars(error))
    shown = told + caplog.text + "".join(capsys.readouterr())
    assert TOKEN not in shown
    assert APP_SECRET not in shown
    assert told or asked == "inspect"


@contextmanager
def url_of(raw: bytes) -> Iterator[str]:
    with serving_in_thread(raw) as server:
        yield server.url


def test_what_holds_a_token_does_not_print_it():
    access = Access(Secret(TOKEN), Secret(APP_SECRET))
    graph = Graph(GraphClient("http://127.0.0.1", "v25.0"), access)
    assert TOKEN not in repr(graph) + repr(access)
    assert APP_SECRET not in repr(graph) + str(access)
