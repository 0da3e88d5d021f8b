"""What leaves the database about finding answers."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class MatchedTerm:
    """A word of the question that a passage holds, in whatever form, and what it is worth."""

    word: str
    term: str
    gain: float


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage that a question found; `share` says how much of the question stands in it, from 0 to 1."""

    id: str
    # The page, or the curated answer, that it belongs to.
    owner_id: str
    is_curated: bool
    url: str
    title: str
    heading: str
    text: str
    score: float
    share: float
    matched: tuple[MatchedTerm, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """What a question found, the best first; `repaired` maps what was typed to what was looked for."""

    question: str
    passages: list[Passage]
    repaired: dict[str, str] = field(default_factory=dict)
    is_found: bool = False
    # The share of the best passage, also when it was not enough.
    best: float = 0.0


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """A curated answer as lists and its form show it; `questions` has one on each line."""

    id: str
    question: str
    phrasings: int
    questions: str
    text: str
    source_url: str
    valid_from: str
    valid_until: str
