"""Words of a text and the terms that they are found under; knows no database."""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from functools import lru_cache
from itertools import pairwise

import snowballstemmer

from platform_app.services.knowledge.stop_words import STOP_WORDS

# BM25's saturation and its share of length, as measured on short passages.
_K1 = 0.9
_B = 0.4
# A length that stays the same keeps the weight of one entry independent of all others.
_USUAL_LENGTH = 80
_PAIR_WEIGHT = 0.3
# Shorter words are too near to one another to guess which was meant.
SHORTEST_REPAIRED = 4
_LONGEST_WORD = 40
_STEMMERS = {
    "ar": "arabic", "da": "danish", "de": "german", "en": "english", "es": "spanish", "fi": "finnish",
    "fr": "french", "hu": "hungarian", "id": "indonesian", "it": "italian", "nl": "dutch", "no": "norwegian",
    "pt": "portuguese", "ro": "romanian", "ru": "russian", "sv": "swedish", "tr": "turkish",
}  # fmt: skip
_WORD = re.compile(r"[^\W_]+")
# Languages written without spaces: each two neighbouring characters serve as a word.
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff]+")


def words_of(text: str) -> list[str]:
    """Return a text's words in their order, in lower case."""
    found: list[str] = []
    for match in _WORD.finditer(unicodedata.normalize("NFKC", text).casefold()):
        word = match.group()[:_LONGEST_WORD]
        found.extend(_pairs_of_characters(word) if _UNSPACED.search(word) else [word])
    return found


def without_marks(word: str) -> str:
    """Return a word without accents, as people in a hurry type it."""
    if word.isascii():
        return word
    parts = unicodedata.normalize("NFKD", word)
    return "".join(part for part in parts if not unicodedata.combining(part))


@lru_cache(maxsize=100_000)
def term_of(word: str, language: str) -> str:
    """Return what all forms of a word have in common."""
    name = _STEMMERS.get(language)
    return without_marks(_stemmer(name)(word) if name else word)


def terms_in_any_language(word: str) -> set[str]:
    """Return the terms that a word of an unknown language may stand under."""
    return {without_marks(word)} | {term_of(word, language) for language in _STEMMERS}


def language_of(words: Iterable[str]) -> str:
    """Return the language whose small words stand in a text most often; English when none does."""
    counted = Counter(words)
    hits = {
        one: sum(counted[word] for word in small if word in counted)
        for one, small in STOP_WORDS.items()
    }
    best = max(hits, key=lambda one: (hits[one], one == "en"))
    return best if hits[best] else "en"


def without_small(words: list[str], language: str) -> list[str]:
    """Return the words that say something; all of them when none does."""
    small = STOP_WORDS.get(language, frozenset())
    return [word for word in words if word not in small] or words


def weigh(fields: Iterable[tuple[str, float]], language: str) -> dict[str, float]:
    """Return what each term, and each pair of neighbours, says about a text of weighted fields."""
    counts: defaultdict[str, float] = defaultdict(float)
    length = 0.0
    for text, boost in fields:
        terms = [term_of(word, language) for word in without_small(words_of(text), language)]
        length += len(terms)
        for term in terms + pairs_of(terms):
            counts[term] += boost
    stretch = _K1 * (1 - _B + _B * length / _USUAL_LENGTH)
    return {term: count / (count + stretch) for term, count in counts.items()}


def pairs_of(terms: list[str]) -> list[str]:
    """Return neighbours as one term each."""
    return [f"{one} {other}" for one, other in pairwise(terms)]


def share_of(term: str) -> float:
    """Return how much a term counts in a question: a pair of neighbours less than a word."""
    return _PAIR_WEIGHT if " " in term else 1.0


def spellings_of(word: str) -> set[str]:
    """Return a word and what it becomes when one letter is left out; words one slip apart share one of them."""
    if len(word) < SHORTEST_REPAIRED or any(letter.isdigit() for letter in word):
        return set()
    return {word} | {word[:place] + word[place + 1 :] for place in range(len(word))}


@lru_cache(maxsize=32)
def _stemmer(name: str) -> Callable[[str], str]:
    return snowballstemmer.stemmer(name).stemWord


def _pairs_of_characters(word: str) -> list[str]:
    return [word[place : place + 2] for place in range(len(word) - 1)] or [word]
