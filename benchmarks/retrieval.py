"""How well questions find their passages, and how fast, beside bm25s on the same file: python -m benchmarks.retrieval [FILE].

A file is JSON lines: a passage is {"id", "text"} with "title", "heading" and "language" where there are any, a question
is {"question", "passage"} with the id of the passage that answers it. The last line that is printed is the result.
"""

import json
import random
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles
from uuid import UUID, uuid4

import bm25s
import snowballstemmer
from sqlalchemy import Engine, create_engine, make_url, text

from benchmarks.house import house

OWN = Path(__file__).parent / "data" / "retrieval.jsonl"
QUESTIONS = 600
OTHERS = 50
OTHER_PASSAGES = 300
NEAREST = 5
_COPIES = (
    "insert into knowledge_entry select :other, id, created_at, kind, owner_id, position, language, url, title, heading,"
    " text from knowledge_entry where company_id = :company_id",
    "insert into knowledge_posting select :other, term, entry_id, weight from knowledge_posting"
    " where company_id = :company_id",
    "insert into knowledge_word select :other, word, term from knowledge_word where company_id = :company_id",
    "insert into knowledge_spelling select :other, spelling, word from knowledge_spelling where company_id = :company_id",
)
Ranking = list[str]


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """Passages by their ids, and questions with the passage that answers each."""

    passages: dict[str, dict[str, str]]
    questions: list[tuple[str, str]]


def main() -> None:
    """Print hits and times, ours and those of bm25s."""
    file = Path(sys.argv[1]) if len(sys.argv) > 1 else OWN
    asked = read(file)
    with house() as servers:
        search = _companies(asked, servers.administrator_url)
        figures = _quality(asked, search["file"])
        for size in ("2000", "20000"):
            took = sorted(_timed(search[size], question) for question, _ in asked.questions)
            figures |= {f"p50_ms_{size}": median(took), f"p95_ms_{size}": quantiles(took, n=20)[-1]}
    figures["p95_ms"] = figures["p95_ms_2000"]
    rounded = {name: round(value, 3) for name, value in figures.items()}
    sizes = {"passages": len(asked.passages), "questions": len(asked.questions), "others": OTHERS}
    print(json.dumps({"benchmark": "retrieval", "file": file.name} | sizes | rounded))


def read(file: Path) -> QuestionSet:
    """Return what a file asks; of many questions the same few hundred each time."""
    lines = [json.loads(line) for line in file.read_text().splitlines() if line.strip()]
    passages = {line["id"]: line for line in lines if "id" in line}
    questions = [(line["question"], line["passage"]) for line in lines if "question" in line]
    random.Random(7).shuffle(questions)
    return QuestionSet(passages, questions[:QUESTIONS])


def misspelled(question: str, seed: int) -> str:
    """Return a question with a slip in half of its longer words: a letter too few, too many, wrong, or swapped."""
    chance = random.Random(seed)
    return " ".join(
        _slip(word, chance) if len(word) > 4 and chance.random() < 0.5 else word
        for word in question.split()
    )


def _slip(word: str, chance: random.Random) -> str:
    place = chance.randrange(1, len(word) - 1)
    letter = chance.choice("abcdefghijklmnopqrstuvwxyz")
    before, here, after = word[:place], word[place], word[place + 1 :]
    return chance.choice(
        (
            before + after,
            before + letter + here + after,
            before + letter + after,
            before + after[0] + here + after[1:],
        )
    )


def _quality(asked: QuestionSet, ours: Callable[[str], Ranking]) -> dict[str, float]:
    theirs = _bm25s(asked)
    typed = [
        (misspelled(question, place), right)
        for place, (question, right) in enumerate(asked.questions)
    ]
    clean, rival = _hits(ours, asked.questions), _hits(theirs, asked.questions)
    slips, rival_slips = _hits(ours, typed), _hits(theirs, typed)
    return clean | {
        "bm25s_hit5": rival["hit5"],
        "bm25s_mrr": rival["mrr"],
        "hit5_vs_bm25s": clean["hit5"] / rival["hit5"],
        "typo_hit5": slips["hit5"],
        "bm25s_typo_hit5": rival_slips["hit5"],
        "typo_hit5_vs_bm25s": slips["hit5"] / rival_slips["hit5"],
    }


def _hits(search: Callable[[str], Ranking], questions: list[tuple[str, str]]) -> dict[str, float]:
    places: list[int] = []
    for question, right in questions:
        found = search(question)
        places.append(found.index(right) + 1 if right in found else 0)
    total = len(places)
    return {
        "hit1": sum(place == 1 for place in places) / total,
        "hit5": sum(place > 0 for place in places) / total,
        "mrr": sum(1 / place for place in places if place) / total,
    }


def _bm25s(asked: QuestionSet) -> Callable[[str], Ranking]:
    """Return the yardstick, with its own stop words, stems and defaults."""
    stem = snowballstemmer.stemmer("english").stemWords
    ids = list(asked.passages)
    texts = [
        " ".join((one.get("title", ""), one.get("heading", ""), one["text"]))
        for one in asked.passages.values()
    ]
    index = bm25s.BM25()
    tokens = bm25s.tokenize(texts, stopwords="en", stemmer=stem, show_progress=False)
    index.index(tokens, show_progress=False)
    most = min(NEAREST, len(ids))

    def search(question: str) -> Ranking:
        words = bm25s.tokenize([question], stopwords="en", stemmer=stem, show_progress=False)
        places, scores = index.retrieve(words, k=most, show_progress=False)
        pairs = zip(places[0], scores[0], strict=True)
        return [ids[int(place)] for place, score in pairs if score > 0]

    return search


def _timed(search: Callable[[str], Ranking], question: str) -> float:
    began = time.perf_counter()
    search(question)
    return (time.perf_counter() - began) * 1_000


def _companies(asked: QuestionSet, administrator_url: str) -> dict[str, Callable[[str], Ranking]]:
    """Return a search for each company: one with the file's passages, two filled up, fifty others beside them."""
    passages = list(asked.passages.values())
    small = _filled(passages, OTHER_PASSAGES)
    first = _company(small)
    _copy(first, administrator_url)
    sizes = {"file": passages, "2000": _filled(passages, 2_000), "20000": _filled(passages, 20_000)}
    made = {name: _searcher(_company(texts)) for name, texts in sizes.items()}
    _settle(administrator_url)
    return made


def _filled(passages: list[dict[str, str]], size: int) -> list[dict[str, str]]:
    """Return so many passages: those of the file, then others of which half is their words, and half is invented."""
    chance = random.Random(size)
    words = [word for one in passages for word in one["text"].split()]
    invented = [f"{chance.choice(words)[:5]}{place}".lower() for place in range(5_000)]
    more = [
        {
            "id": f"filler-{place}",
            "text": " ".join(chance.choice(words if spot % 2 else invented) for spot in range(80)),
        }
        for place in range(max(0, size - len(passages)))
    ]
    return (passages + more)[:size]


def _company(passages: list[dict[str, str]]) -> UUID:
    from platform_app.core.context import Actor, PlatformActor
    from platform_app.core.db import company_transaction, platform_transaction
    from platform_app.models.companies import Company
    from platform_app.services import knowledge

    company = Company(name="Bench", subdomain=f"bench-{uuid4().hex[:12]}")
    with platform_transaction(PlatformActor(None), company.id) as ctx:
        ctx.db.add(company)
        ctx.db.flush()
        company_id = company.id
    for start in range(0, len(passages), 500):
        with company_transaction(Actor.system(company_id)) as ctx:
            for one in passages[start : start + 500]:
                page = knowledge.PageToIndex(
                    uuid4(), one["id"], one.get("title", ""), one.get("language", "en")
                )
                headings = [one["heading"]] if one.get("heading") else []
                knowledge.put_passages(ctx, page, [knowledge.PassageToIndex(one["text"], headings)])
    return company_id


def _copy(company_id: UUID, administrator_url: str) -> None:
    others = [_company([]) for _ in range(OTHERS)]
    engine = _administrators(administrator_url)
    with engine.connect() as connection:
        for other in others:
            for statement in _COPIES:
                connection.execute(text(statement), {"other": other, "company_id": company_id})
    engine.dispose()


def _settle(administrator_url: str) -> None:
    engine = _administrators(administrator_url)
    with engine.connect() as connection:
        connection.execute(text("vacuum analyze"))
    engine.dispose()


def _administrators(url: str) -> Engine:
    driven = make_url(url).set(drivername="postgresql+psycopg2")
    return create_engine(driven, isolation_level="AUTOCOMMIT")


def _searcher(company_id: UUID) -> Callable[[str], Ranking]:
    from platform_app.core.context import Actor
    from platform_app.core.db import company_transaction
    from platform_app.services import knowledge

    def search(question: str) -> Ranking:
        with company_transaction(Actor.system(company_id)) as ctx:
            found = knowledge.rank(ctx, question, limit=NEAREST)
        return [one.url for one in found.passages]

    return search


if __name__ == "__main__":
    main()
