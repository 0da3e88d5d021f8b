"""Passwords: their rules and their hashes."""

import base64
import hashlib
import hmac
import unicodedata
from functools import cache

import bcrypt

from platform_app.core.config import Environment, settings
from platform_app.core.errors import InvalidInput

MIN_CHARACTERS = 12
MAX_CHARACTERS = 256
# OWASP asks for at least 10; tests use the least that bcrypt takes, so that they stay quick.
_COST = 12
_TEST_COST = 4


def check_rules(password: str) -> None:
    """Refuse a password that is too short, too long or made of one character."""
    if len(password) < MIN_CHARACTERS:
        raise InvalidInput(
            "The password is too short.", {"password": f"Use at least {MIN_CHARACTERS} characters."}
        )
    if len(password) > MAX_CHARACTERS:
        raise InvalidInput(
            "The password is too long.", {"password": f"Use at most {MAX_CHARACTERS} characters."}
        )
    if len(set(password)) < 4:
        raise InvalidInput(
            "The password is too easy to guess.", {"password": "Use more different characters."}
        )


def hash_password(password: str) -> str:
    """Return a bcrypt hash; takes about a third of a second, so call it off the event loop."""
    return bcrypt.hashpw(_prehash(password), bcrypt.gensalt(_cost())).decode()


def verify_password(password: str, hashed: str | None) -> bool:
    """Tell whether the password matches; costs the same when there is no such account."""
    matches = bcrypt.checkpw(
        _prehash(password[: MAX_CHARACTERS + 1]), (hashed or _dummy_hash()).encode()
    )
    return matches and hashed is not None


def _cost() -> int:
    return _TEST_COST if settings().environment is Environment.TEST else _COST


def _prehash(password: str) -> bytes:
    # bcrypt refuses more than 72 bytes and stops at a NUL; the digest is 64 safe characters.
    pepper = settings().secret_key.get_secret_value().encode()
    normal = unicodedata.normalize("NFKC", password).encode(errors="surrogatepass")
    return base64.b64encode(hmac.new(pepper, normal, hashlib.sha384).digest())


@cache
def _dummy_hash() -> str:
    return hash_password("nobody has this password")
