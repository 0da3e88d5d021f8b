"""Reading from a message whether somebody stops or starts: at their word, and not at what only looks like it."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from enum import StrEnum
from functools import cache, lru_cache

from platform_app.services.consent.languages import LANGUAGES

STOP_PAYLOAD = "stop-marketing"
START_PAYLOAD = "start-marketing"
# Longer messages tell something; in them only what can mean nothing else counts.
_MOST_WORDS = 10
_CLAUSE_ENDS = re.compile(r"[.,;:!?…\n\r。،؟।–—|]+|\s-\s")
# The sign says it in every language.
_LETTERS = {"🛑": " stop ", "ı": "i", "ł": "l", "ø": "o", "đ": "d", "ß": "ss", "ة": "ه", "ى": "ي"}
# Between a negation and what it negates: “I don't want to unsubscribe”.
_BETWEEN = frozenset(
    "i you me want to wish would like need please ever be have just really quiero deseo me quero gostaria veux "
    "souhaite ich mochte mich will voglio wil chce хочу".split()
)
Tokens = tuple[str, ...]


class Wish(StrEnum):
    """What somebody asks for."""

    STOP = "stop"
    START = "start"


def read_wish(
    text: str,
    *,
    payload: str | None = None,
    stop_words: Iterable[str] = (),
    start_words: Iterable[str] = (),
) -> Wish | None:
    """Return what a message asks for; the words given are the company's own. To stop comes first."""
    stops, starts = _expressions(stop_words), _expressions(start_words)
    for given in (text, payload or ""):
        if given == STOP_PAYLOAD or is_stop(given, stops):
            return Wish.STOP
    for given in (text, payload or ""):
        if given == START_PAYLOAD or _says_only(given, starts) or is_start(given):
            return Wish.START
    return None


def is_own_start(text: str, start_words: Iterable[str]) -> bool:
    """Tell whether a message is one of the company's own words for opting in, which count for newcomers too."""
    return _says_only(text, _expressions(start_words))


def is_stop(text: str, own: frozenset[Tokens]) -> bool:
    """Tell whether a text asks to stop; accents, case, punctuation and courtesies don't matter."""
    clauses = [tokens for part in _CLAUSE_ENDS.split(text) if (tokens := words_of(part))]
    whole = words_of(text)
    if _says_only(text, own) or any(map(_means_it_anywhere, [*clauses, whole])):
        return True
    if _is_stuttered(whole):
        return True
    if len(whole) > _MOST_WORDS:
        return False
    return _is_among_its_own(whole) or any(map(_is_among_its_own, clauses))


def is_start(text: str) -> bool:
    """Tell whether a text asks to start again: less readily than to stop, as it gives consent."""
    tokens = words_of(text)
    bare = tuple(one for one in tokens if one not in _courtesies())
    if bare in _starts() or tuple(one for one in bare if one not in _again()) in _starts():
        return True
    rest = list(_without(tokens, _joins()))
    return len(rest) < len(tokens) <= _MOST_WORDS and all(
        one in _around() | _again() for one in rest
    )


@lru_cache(maxsize=4096)
def words_of(text: str) -> Tokens:
    """Return a text's words as they are compared: small, without accents, marks and stretched letters."""
    small = text.casefold().replace("'", "").replace("’", "").replace("`", "").replace("ـ", "")
    bare = "".join(
        _LETTERS.get(one, one)
        for one in unicodedata.normalize("NFKD", small)
        if not unicodedata.combining(one) and unicodedata.category(one) != "Cf"
    )
    spaced = "".join(one if unicodedata.category(one)[0] in "LNM" else " " for one in bare)
    tokens = re.sub(r"([^\W\d_])\1{2,}", r"\1", spaced).split()
    if len(tokens) > 1 and all(len(one) == 1 for one in tokens):
        # S T O P
        return ("".join(tokens),)
    return tuple(tokens)


def _says_only(text: str, expressions: frozenset[Tokens]) -> bool:
    tokens = words_of(text)
    rest = tuple(one for one in tokens if one not in _courtesies())
    return tokens in expressions or rest in expressions


def _means_it_anywhere(clause: Tokens) -> bool:
    return any(
        not _is_negated(clause[:place])
        for place in range(len(clause))
        for size in _sizes(_anywhere())
        if clause[place : place + size] in _anywhere()
    )


def _is_negated(before: Tokens) -> bool:
    for token in reversed(before):
        if token in _negations():
            return True
        if token not in _BETWEEN:
            return False
    return False


def _is_among_its_own(clause: Tokens) -> bool:
    """Tell whether a clause holds a word to stop, and besides it nothing but words that go with one."""
    if tuple(one for one in clause if one not in _courtesies()) in _never():
        return False
    rest = list(_without(clause, _stops()))
    return len(rest) < len(clause) and all(one in _around() for one in rest)


def _is_stuttered(whole: Tokens) -> bool:
    """Tell whether a message is one word to stop in which keys were pressed twice: “sstop”."""
    said = tuple(one for one in whole if one not in _courtesies())
    return len(said) == 1 and said not in _never() and bool(_stuttered().fullmatch(said[0]))


def _without(clause: Tokens, expressions: frozenset[Tokens]) -> Iterator[str]:
    place = 0
    while place < len(clause):
        size = next((n for n in _sizes(expressions) if clause[place : place + n] in expressions), 0)
        if size == 0:
            yield clause[place]
        place += max(size, 1)


@cache
def _sizes(expressions: frozenset[Tokens]) -> tuple[int, ...]:
    return tuple(sorted({len(one) for one in expressions}, reverse=True))


def _expressions(words: Iterable[str]) -> frozenset[Tokens]:
    return frozenset(tokens for one in words if (tokens := words_of(one)))


@cache
def _stops() -> frozenset[Tokens]:
    return _expressions(one for language in LANGUAGES for one in language.stop)


@cache
def _starts() -> frozenset[Tokens]:
    return _expressions(one for language in LANGUAGES for one in language.start)


@cache
def _joins() -> frozenset[Tokens]:
    return _expressions(one for language in LANGUAGES for one in language.join)


@cache
def _again() -> frozenset[str]:
    return frozenset(token for language in LANGUAGES for token in words_of(language.again))


@cache
def _stuttered() -> re.Pattern[str]:
    # Of short words, and in scripts of which we know less, something else may come.
    words = sorted(one[0] for one in _stops() if len(one) == 1 and len(one[0]) > 3)
    return re.compile("|".join("+".join(one) + "+" for one in words if one.isascii()))


@cache
def _anywhere() -> frozenset[Tokens]:
    return _expressions(one for language in LANGUAGES for one in language.anywhere)


@cache
def _never() -> frozenset[Tokens]:
    return _expressions(one for language in LANGUAGES for one in language.never)


@cache
def _courtesies() -> frozenset[str]:
    return frozenset(token for language in LANGUAGES for token in words_of(language.courtesies))


@cache
def _around() -> frozenset[str]:
    allowed = {token for language in LANGUAGES for token in words_of(language.around)}
    return frozenset(allowed) | _courtesies()


@cache
def _negations() -> frozenset[str]:
    return frozenset(token for language in LANGUAGES for token in words_of(language.negations))
