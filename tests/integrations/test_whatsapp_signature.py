"""Only Meta's own signature over exactly these bytes passes."""

import hashlib
import hmac

import pytest

from platform_app.integrations.whatsapp.signature import handshake_challenge, sign, verify

SECRET = "app-secret"
BODY = rb'{"text":"Ol\u00e1 \/"}'
GOOD = "sha256=" + hmac.new(SECRET.encode(), BODY, hashlib.sha256).hexdigest()
HANDSHAKE = {"hub.mode": "subscribe", "hub.verify_token": "right", "hub.challenge": "1158201444"}


def test_the_signature_is_metas():
    assert sign(SECRET, BODY) == GOOD
    assert verify(SECRET, BODY, GOOD)
    assert verify(SECRET, BODY, GOOD.encode())


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        b"",
        "sha256=",
        GOOD[:-1],
        GOOD + "0",
        GOOD.upper(),
        GOOD.removeprefix("sha256="),
        GOOD.replace("sha256=", "sha1="),
        f"{GOOD},{GOOD}",
        f" {GOOD}",
        "sha256=" + "é" * 64,
        "sha256=\ud800",
        b"\xff\xfe" * 40,
        "x" * 100_000,
    ],
)
def test_hostile_headers_are_refused_without_an_error(header: str | bytes | None):
    assert verify(SECRET, BODY, header) is False


def test_the_same_json_written_differently_is_refused():
    assert not verify(SECRET, '{"text": "Olá /"}'.encode(), GOOD)


def test_another_companys_secret_is_refused():
    assert not verify("another-secret", BODY, GOOD)


def test_an_empty_secret_signs_nothing():
    assert not verify("", BODY, sign("", BODY))


def test_a_good_handshake_returns_the_challenge():
    assert handshake_challenge(HANDSHAKE, "right") == "1158201444"


@pytest.mark.parametrize(
    "change",
    [
        {"hub.verify_token": "wrong"},
        {"hub.verify_token": ""},
        {"hub.verify_token": "é\ud800"},
        {"hub.mode": "unsubscribe"},
        {"hub.challenge": ""},
        {"hub.challenge": "<script>alert(1)</script>"},
        {"hub.challenge": "12\r\nset-cookie: a=b"},
        {"hub.challenge": "1" * 129},
        {"hub.challenge": "123\n"},
    ],
)
def test_a_bad_handshake_is_refused(change: dict[str, str]):
    assert handshake_challenge({**HANDSHAKE, **change}, "right") is None


def test_a_handshake_without_parameters_is_refused():
    assert handshake_challenge({}, "right") is None


def test_an_empty_verify_token_opens_nothing():
    assert handshake_challenge({**HANDSHAKE, "hub.verify_token": ""}, "") is None
