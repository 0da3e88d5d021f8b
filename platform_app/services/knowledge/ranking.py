"""The entries of the index that a question comes nearest to: BM25 in SQL, exactly inside the company."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import log

from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import REAL, Text

from platform_app.core.context import CompanyContext
from platform_app.models.knowledge_index import EntryKind
from platform_app.services.knowledge.terms import (
    language_of,
    pairs_of,
    share_of,
    spellings_of,
    terms_in_any_language,
    without_marks,
    without_small,
    words_of,
)
from platform_app.services.knowledge.views import MatchedTerm, Passage

_LONGEST_QUESTION = 60
# A word that was guessed counts less than one that stands there.
_REPAIRED = 0.8
_KNOWN = text(
    "select word, term from knowledge_word where company_id = :company_id and word = any(:words)"
).bindparams(bindparam("words", type_=ARRAY(Text)))
_STEMS = text(
    "select distinct term from knowledge_word where company_id = :company_id and term = any(:terms)"
).bindparams(bindparam("terms", type_=ARRAY(Text)))
_NEAR = text(
    """
    select spelling, near.word, known.term from knowledge_spelling near
    join knowledge_word known on known.company_id = near.company_id and known.word = near.word
    where near.company_id = :company_id and spelling = any(:spellings)
    """
).bindparams(bindparam("spellings", type_=ARRAY(Text)))
_COUNTED = text(
    """
    select (select count(*) from knowledge_entry where company_id = :company_id) as entries,
        term, count(*) as holders
    from knowledge_posting where company_id = :company_id and term = any(:terms) group by term
    """
).bindparams(bindparam("terms", type_=ARRAY(Text)))
# Only one form of a word counts, the best: `part` says which word of the question a term stands for.
_RANKED = text(
    """
    with asked as (select * from unnest(:terms, :gains, :parts) as one(term, gain, part)),
    best as (
        select entry_id, part, max(weight * gain) as score
        from knowledge_posting join asked using (term)
        where company_id = :company_id group by entry_id, part
    ),
    ranked as (
        select entry_id, sum(score) as score from best group by entry_id order by score desc, entry_id limit :most
    )
    select entry.id, kind, owner_id, url, title, heading, entry.text, ranked.score,
        array(select asked.term from asked join knowledge_posting posting on posting.company_id = :company_id
              and posting.term = asked.term and posting.entry_id = entry.id) as terms
    from ranked join knowledge_entry entry on entry.company_id = :company_id and entry.id = ranked.entry_id
    order by ranked.score desc, entry.id
    """
).bindparams(
    bindparam("terms", type_=ARRAY(Text)),
    bindparam("gains", type_=ARRAY(REAL)),
    bindparam("parts", type_=ARRAY(Text)),
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A term that a question is looked up by, and the word of the question that it stands for."""

    term: str
    word: str
    share: float = 1.0


def rank_entries(
    ctx: CompanyContext, question: str, *, most: int
) -> tuple[list[Passage], dict[str, str]]:
    """Return the entries nearest to a question, and which of its words were read as others."""
    words = words_of(question)[:_LONGEST_QUESTION]
    words = list(dict.fromkeys(without_small(words, language_of(words))))
    asked, repaired = _understand(ctx, words)
    gains = _gains(ctx, asked)
    whole = sum(
        # A word that stands nowhere asks for as much as the rarest of the others.
        max((gains[one.term] for one in asked if one.word == word), default=0.0)
        or max(gains.values(), default=1.0)
        for word in words
    )
    return _ranked(ctx, asked, gains, whole, most), repaired


def _understand(ctx: CompanyContext, words: list[str]) -> tuple[list[Asked], dict[str, str]]:
    plain = {word: without_marks(word) for word in words}
    values = {"company_id": ctx.company_id, "words": list(plain.values())}
    known: dict[str, set[str]] = {}
    for word, term in ctx.db.connection().execute(_KNOWN, values):
        known.setdefault(word, set()).add(term)
    asked: list[Asked] = []
    unknown = [word for word in words if plain[word] not in known]
    stems = _stems(ctx, unknown)
    repaired: dict[str, str] = {}
    for word in words:
        terms = known.get(plain[word]) or stems.get(word, set())
        asked.extend(Asked(term, word) for term in sorted(terms))
    for word, (near, terms) in _nearest(
        ctx, [one for one in unknown if not stems.get(one)]
    ).items():
        repaired[word] = near
        asked.extend(Asked(term, word, _REPAIRED) for term in sorted(terms))
    return asked + _neighbours(words, asked), repaired


def _stems(ctx: CompanyContext, words: list[str]) -> dict[str, set[str]]:
    possible = {word: terms_in_any_language(word) for word in words}
    every = sorted({term for terms in possible.values() for term in terms})
    if not every:
        return {}
    values = {"company_id": ctx.company_id, "terms": every}
    there = set(ctx.db.connection().execute(_STEMS, values).scalars())
    return {word: terms & there for word, terms in possible.items()}


def _nearest(ctx: CompanyContext, words: list[str]) -> dict[str, tuple[str, set[str]]]:
    spelled = {word: spellings_of(without_marks(word)) for word in words}
    every = sorted({one for spellings in spelled.values() for one in spellings})
    if not every:
        return {}
    rows = ctx.db.connection().execute(_NEAR, {"company_id": ctx.company_id, "spellings": every})
    near: dict[str, dict[str, set[str]]] = {}
    for spelling, word, term in rows:
        for asked, spellings in spelled.items():
            # What shares only a shorter spelling may be two slips apart; people rarely miss the first letter.
            if spelling in spellings and word[0] == asked[0]:
                near.setdefault(asked, {}).setdefault(word, set()).add(term)
    return {asked: _likeliest(asked, words) for asked, words in near.items()}


def _likeliest(asked: str, words: dict[str, set[str]]) -> tuple[str, set[str]]:
    def unlikeness(word: str) -> tuple[bool, int, str]:
        # Letters in another order are the commonest slip, then one too few or too many.
        return sorted(word) != sorted(asked), abs(len(word) - len(asked)) - (asked in word), word

    best = min(words, key=unlikeness)
    return best, words[best]


def _neighbours(words: list[str], asked: Iterable[Asked]) -> list[Asked]:
    first = {one.word: one.term for one in reversed(list(asked))}
    terms = [first.get(word, word) for word in words]
    return [Asked(pair, pair, share_of(pair)) for pair in pairs_of(terms)]


def _gains(ctx: CompanyContext, asked: list[Asked]) -> dict[str, float]:
    values = {"company_id": ctx.company_id, "terms": sorted({one.term for one in asked})}
    gains: dict[str, float] = {}
    for entries, term, holders in ctx.db.connection().execute(_COUNTED, values):
        gains[term] = log(1 + (entries - holders + 0.5) / (holders + 0.5))
    return {one.term: gains.get(one.term, 0.0) for one in asked}


def _ranked(
    ctx: CompanyContext, asked: list[Asked], gains: dict[str, float], whole: float, limit: int
) -> list[Passage]:
    there = [one for one in asked if gains[one.term] > 0]
    values = {
        "company_id": ctx.company_id, "most": limit, "terms": [one.term for one in there],
        "gains": [gains[one.term] * one.share for one in there], "parts": [one.word for one in there],
    }  # fmt: skip
    passages: list[Passage] = []
    for row in ctx.db.connection().execute(_RANKED, values):
        matched = _matched(there, gains, set(row.terms))
        share = min(sum(one.gain for one in matched if " " not in one.word) / (whole or 1.0), 1.0)
        passages.append(
            Passage(
                str(row.id), str(row.owner_id), row.kind == EntryKind.ANSWER, row.url, row.title,
                row.heading, row.text, float(row.score), share, matched,
            )
        )  # fmt: skip
    return passages


def _matched(
    asked: list[Asked], gains: dict[str, float], terms: set[str]
) -> tuple[MatchedTerm, ...]:
    best: dict[str, MatchedTerm] = {}
    for one in asked:
        gain = gains[one.term] * one.share
        if one.term in terms and (one.word not in best or best[one.word].gain < gain):
            best[one.word] = MatchedTerm(one.word, one.term, gain)
    return tuple(sorted(best.values(), key=lambda one: -one.gain))
