"""Passwords: their rules and their hashes."""

import base64
import hashlib
import hmac
import re
import unicodedata
from collections.abc import Iterable
from functools import cache

import bcrypt
from zxcvbn import zxcvbn

from platform_app.core.config import Environment, settings
from platform_app.core.errors import InvalidInput

MIN_CHARACTERS = 12
MAX_CHARACTERS = 256
# Of 0 to 4: 2 takes more than a million guesses by somebody who knows the 30,000 most used passwords.
_LEAST_SCORE = 2
_PRODUCT = ("whatsapp", "campaign", "manager", "platform")
_SHORTEST_WORD = 3
# Letters and digits that must be the person's own, beside a company's name or a year.
_LEAST_OWN = 8
# What stands between words; an emoji is no such thing, it is as much a choice as a letter.
_SIGNS = re.compile(r"[\s!-/:-@\[-`{-~]+")
# OWASP asks for at least 10; tests use the least that bcrypt takes, so that they stay quick.
_COST = 12
_TEST_COST = 4


def check_rules(password: str, *, words: Iterable[str] = ()) -> None:
    """Refuse a password that is too short, too long, known to everybody or made of `words` of its context."""
    if len(password) < MIN_CHARACTERS:
        raise _refused("too short", f"Use at least {MIN_CHARACTERS} characters.")
    if len(password) > MAX_CHARACTERS:
        raise _refused("too long", f"Use at most {MAX_CHARACTERS} characters.")
    context = [part for word in (*words, *_PRODUCT) for part in _parts(word)]
    score = zxcvbn(password, user_inputs=context, max_length=MAX_CHARACTERS)["score"]
    if score < _LEAST_SCORE or len(_without(password, context)) < _LEAST_OWN:
        raise _refused(
            "too easy to guess",
            "It is a known password, or close to your name, your company's or this product's. "
            "Use several words that do not belong together.",
        )


def _without(password: str, words: list[str]) -> str:
    """Return what is left of a password once the words of its context, and signs, are taken out."""
    left = password.lower()
    for word in sorted(filter(None, words), key=len, reverse=True):
        left = left.replace(word, "")
    return _SIGNS.sub("", left)


def _refused(why: str, what_next: str) -> InvalidInput:
    return InvalidInput(f"The password is {why}.", {"password": what_next})


def _parts(word: str) -> list[str]:
    """Return a word whole and in its parts, as people build passwords from it."""
    parts = [part for part in re.split(r"[\W_]+", word.lower()) if len(part) >= _SHORTEST_WORD]
    return [*parts, "".join(parts)]


def hash_password(password: str) -> str:
    """Return a bcrypt hash; takes about a third of a second, so call it off the event loop."""
    return bcrypt.hashpw(_prehash(password), bcrypt.gensalt(_cost())).decode()


def verify_password(password: str, hashed: str | None) -> bool:
    """Tell whether the password matches; costs the same when there is no such account."""
    matches = bcrypt.checkpw(
        _prehash(password[: MAX_CHARACTERS + 1]), (hashed or _dummy_hash()).encode()
    )
    return matches and hashed is not None


def is_outdated(hashed: str) -> bool:
    """Tell whether a hash was made at a lower cost than today's; the next sign-in makes it anew."""
    return int(hashed.split("$")[2]) < _cost()


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
