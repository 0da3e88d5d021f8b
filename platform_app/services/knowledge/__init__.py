"""Knowledge: what a company's texts say, and finding it."""

from platform_app.services.knowledge.index import (
    PageToIndex,
    PassageToIndex,
    drop_passages,
    put_passages,
)
from platform_app.services.knowledge.search import rank, search
from platform_app.services.knowledge.views import Found, MatchedTerm, Passage

__all__ = [
    "Found",
    "MatchedTerm",
    "PageToIndex",
    "Passage",
    "PassageToIndex",
    "drop_passages",
    "put_passages",
    "rank",
    "search",
]
