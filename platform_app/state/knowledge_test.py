"""Trying out what a question finds."""

import time
from dataclasses import dataclass

from platform_app.core.permissions import Permission
from platform_app.services import knowledge
from platform_app.services.knowledge.views import Found, Passage
from platform_app.state.access import handler
from platform_app.state.base import AppState

_QUESTION_CHARACTERS = 500
_PASSAGE_CHARACTERS = 700


@dataclass(frozen=True, slots=True)
class FoundRow:
    """A passage as the console shows it."""

    id: str
    title: str
    heading: str
    text: str
    url: str
    is_curated: bool
    score: str
    share: str
    why: str


class KnowledgeTestState(AppState):
    """A question and what it found."""

    question: str = ""
    rows: list[FoundRow] = []
    is_asking: bool = False
    is_asked: bool = False
    is_found: bool = False
    repaired: str = ""
    took: str = ""

    @handler(Permission.KNOWLEDGE_READ)
    async def load(self):
        """Begin with an empty console."""
        self.question, self.rows, self.is_asking, self.is_asked = "", [], False, False

    @handler(Permission.KNOWLEDGE_READ)
    async def ask(self, form: dict[str, str]):
        """Show what a question finds, and what comes near it when nothing is enough."""
        self.question = form.get("question", "").strip()[:_QUESTION_CHARACTERS]
        self.problems = {} if self.question else {"question": "Write a question."}
        self.is_asking, self.is_asked = bool(self.question), False
        yield
        if self.question:
            await self._ask()

    async def _ask(self) -> None:
        began = time.perf_counter()
        try:
            found = await self._call(knowledge.rank, self.question)
        finally:
            self.is_asking = False
        self._show(found, took_ms=(time.perf_counter() - began) * 1_000)

    def _show(self, found: Found, *, took_ms: float) -> None:
        self.rows = [_row(one) for one in found.passages]
        self.is_found, self.is_asked = found.is_found, True
        self.repaired = ", ".join(f"{typed} → {meant}" for typed, meant in found.repaired.items())
        self.took = f"{took_ms:.0f} ms"


def _row(passage: Passage) -> FoundRow:
    text = passage.text
    words = [one.word for one in passage.matched if " " not in one.word]
    return FoundRow(
        passage.id,
        "Curated answer" if passage.is_curated else passage.title or passage.url,
        passage.heading,
        text if len(text) <= _PASSAGE_CHARACTERS else f"{text[:_PASSAGE_CHARACTERS]}…",
        passage.url,
        passage.is_curated,
        f"{passage.score:.2f}",
        f"{passage.share:.0%}",
        ", ".join(words),
    )
