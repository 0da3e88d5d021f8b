"""Finding what answers a question: a curated answer before everything, then passages of pages."""

from dataclasses import replace
from uuid import UUID

from sqlmodel import col, func, or_, select

from platform_app.core.context import CompanyContext
from platform_app.core.permissions import Permission
from platform_app.models.companies import Company
from platform_app.models.knowledge_answers import KnowledgeAnswer
from platform_app.services.knowledge.ranking import rank_entries
from platform_app.services.knowledge.terms import language_of, without_small, words_of
from platform_app.services.knowledge.views import Found, Passage

# Of what a question asks for, weighed by how rare each word is, a passage that answers it says at least this much.
THRESHOLD = 0.3
# A curated answer is given word for word, so the question must be nearly the one that it was written for.
CURATED_THRESHOLD = 0.7


def search(ctx: CompanyContext, question: str, *, limit: int = 8) -> Found:
    """Return the passages that answer a question best; none when nothing answers it well enough."""
    found = rank(ctx, question, limit=limit)
    return found if found.is_found else replace(found, passages=[])


def rank(ctx: CompanyContext, question: str, *, limit: int = 8) -> Found:
    """Return the passages nearest to a question, however far they are; curated answers that fit come first."""
    ctx.require(Permission.KNOWLEDGE_READ)
    # Phrasings of curated answers that do not fit are left out, so more is asked for.
    entries, repaired = rank_entries(ctx, question, most=2 * limit)
    curated = _curated(ctx, [one for one in entries if one.is_curated])
    passages = (curated + [one for one in entries if not one.is_curated])[:limit]
    best = max((one.share for one in passages), default=0.0)
    is_found = bool(curated) or best >= THRESHOLD
    return Found(question, passages, repaired, is_found=is_found, best=best)


def _curated(ctx: CompanyContext, phrasings: list[Passage]) -> list[Passage]:
    """Return the answers whose questions mean the same, each once and with its words."""
    fitting = [one for one in phrasings if min(one.share, _covered(one)) >= CURATED_THRESHOLD]
    best: dict[str, Passage] = {}
    for one in sorted(fitting, key=lambda one: -one.share):
        best.setdefault(one.owner_id, one)
    texts = _valid_texts(ctx, [UUID(owner_id) for owner_id in best])
    return [
        replace(one, text=texts[owner_id]) for owner_id, one in best.items() if owner_id in texts
    ]


def _covered(phrasing: Passage) -> float:
    """Return how much of the phrasing the question asks for."""
    words = words_of(phrasing.heading)
    told = set(without_small(words, language_of(words)))
    asked = sum(1 for one in phrasing.matched if " " not in one.word)
    return min(asked / (len(told) or 1), 1.0)


def _valid_texts(ctx: CompanyContext, answer_ids: list[UUID]) -> dict[str, str]:
    if not answer_ids:
        return {}
    zone = select(Company.time_zone).where(col(Company.id) == ctx.company_id).scalar_subquery()
    today = func.date(func.timezone(zone, func.now()))
    first, last = col(KnowledgeAnswer.valid_from), col(KnowledgeAnswer.valid_until)
    rows = ctx.db.exec(
        select(KnowledgeAnswer.id, KnowledgeAnswer.text).where(
            col(KnowledgeAnswer.company_id) == ctx.company_id,
            col(KnowledgeAnswer.id).in_(answer_ids),
            or_(first.is_(None), first <= today),
            or_(last.is_(None), last >= today),
        )
    )
    return {str(answer_id): text for answer_id, text in rows}
