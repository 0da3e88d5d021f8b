"""Knowledge: what a company's texts say, and finding it."""

from platform_app.services.knowledge.answers import (
    AnswerForm,
    add_answer,
    delete_answer,
    get_answer,
    list_answers,
    save_answer,
)
from platform_app.services.knowledge.index import (
    PageToIndex,
    PassageToIndex,
    drop_passages,
    put_passages,
)
from platform_app.services.knowledge.search import rank, search
from platform_app.services.knowledge.views import AnswerRow, Found, MatchedTerm, Passage

__all__ = [
    "AnswerForm",
    "AnswerRow",
    "Found",
    "MatchedTerm",
    "PageToIndex",
    "Passage",
    "PassageToIndex",
    "add_answer",
    "delete_answer",
    "drop_passages",
    "get_answer",
    "list_answers",
    "put_passages",
    "rank",
    "save_answer",
    "search",
]
