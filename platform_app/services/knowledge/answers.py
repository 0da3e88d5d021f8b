"""Answers that people wrote, under the questions that customers ask."""

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit
from uuid import UUID

from sqlmodel import col, func, select

from platform_app.core.clock import now
from platform_app.core.context import CompanyContext
from platform_app.core.errors import InvalidInput, NotFound
from platform_app.core.paging import COUNT_LIMIT, Page, newest_first
from platform_app.core.permissions import Permission
from platform_app.models.knowledge_answers import KnowledgeAnswer
from platform_app.models.knowledge_index import EntryKind
from platform_app.services import audit
from platform_app.services.audit import AuditAction
from platform_app.services.knowledge.index import PageToIndex, drop, put
from platform_app.services.knowledge.terms import language_of, words_of
from platform_app.services.knowledge.views import AnswerRow

MOST_QUESTIONS = 20
QUESTION_CHARACTERS = 300
ANSWER_CHARACTERS = 2_000


@dataclass(frozen=True, slots=True)
class AnswerForm:
    """An answer as people write it; without days it always holds."""

    questions: list[str]
    text: str
    source_url: str = ""
    valid_from: date | None = None
    valid_until: date | None = None


def list_answers(
    ctx: CompanyContext, *, search: str = "", cursor: str | None = None
) -> Page[AnswerRow]:
    """Return some of the answers, the newest first; a search looks at questions and answers."""
    ctx.require(Permission.KNOWLEDGE_READ)
    statement = select(KnowledgeAnswer).where(col(KnowledgeAnswer.company_id) == ctx.company_id)
    if wanted := search.strip():
        written = func.concat(col(KnowledgeAnswer.questions), " ", col(KnowledgeAnswer.text))
        statement = statement.where(written.icontains(wanted, autoescape=True))
    counted = select(func.count()).select_from(statement.limit(COUNT_LIMIT).subquery())
    place = (col(KnowledgeAnswer.created_at), col(KnowledgeAnswer.id))
    found, more = newest_first(ctx.db, statement, place, cursor)
    return Page([_row(one) for one in found], more, ctx.db.exec(counted).one())


def get_answer(ctx: CompanyContext, answer_id: UUID) -> AnswerRow:
    """Return one answer; raises NotFound."""
    ctx.require(Permission.KNOWLEDGE_READ)
    return _row(_find(ctx, answer_id))


def add_answer(ctx: CompanyContext, form: AnswerForm) -> UUID:
    """Keep an answer, which is given from its first day on; raises InvalidInput."""
    ctx.require(Permission.KNOWLEDGE_MANAGE)
    answer = KnowledgeAnswer(company_id=ctx.company_id, text="")
    _write(ctx, answer, form)
    audit.record(ctx, AuditAction.ANSWER_ADDED, answer.id, name=answer.questions[0])
    return answer.id


def save_answer(ctx: CompanyContext, answer_id: UUID, form: AnswerForm) -> None:
    """Change an answer; raises InvalidInput and NotFound."""
    ctx.require(Permission.KNOWLEDGE_MANAGE)
    answer = _find(ctx, answer_id, is_locked=True)
    _write(ctx, answer, form)
    audit.record(ctx, AuditAction.ANSWER_CHANGED, answer.id, name=answer.questions[0])


def delete_answer(ctx: CompanyContext, answer_id: UUID) -> None:
    """Forget an answer; its questions are answered from the pages again."""
    ctx.require(Permission.KNOWLEDGE_MANAGE)
    answer = _find(ctx, answer_id, is_locked=True)
    drop(ctx, answer.id)
    audit.record(ctx, AuditAction.ANSWER_DELETED, answer.id, name=answer.questions[0])
    ctx.db.delete(answer)
    ctx.nudge("knowledge")


def _write(ctx: CompanyContext, answer: KnowledgeAnswer, form: AnswerForm) -> None:
    checked = _checked(form)
    answer.questions, answer.text, answer.source_url = (
        checked.questions,
        checked.text,
        checked.source_url,
    )
    answer.valid_from, answer.valid_until = checked.valid_from, checked.valid_until
    answer.changed_at, answer.changed_by = now(), ctx.actor.user_id
    ctx.db.add(answer)
    ctx.db.flush()
    language = language_of(words_of(" ".join((*answer.questions, answer.text))))
    owner = PageToIndex(answer.id, answer.source_url, "", language)
    # The question alone is looked for, so that a long answer catches no questions of others.
    put(ctx, EntryKind.ANSWER, owner, [(question, "") for question in answer.questions])
    ctx.nudge("knowledge")


def _checked(form: AnswerForm) -> AnswerForm:
    wrong: dict[str, str] = {}
    questions = list(dict.fromkeys(_plain(one) for one in form.questions if _plain(one)))
    if not 1 <= len(questions) <= MOST_QUESTIONS:
        wrong["questions"] = f"Write 1 to {MOST_QUESTIONS} questions, each on a line of its own."
    elif max(map(len, questions)) > QUESTION_CHARACTERS:
        wrong["questions"] = f"A question has {QUESTION_CHARACTERS} characters at the most."
    elif not all(words_of(one) for one in questions):
        wrong["questions"] = "A question needs words."
    text = form.text.replace("\0", "").strip()
    if not 1 <= len(text) <= ANSWER_CHARACTERS:
        wrong["text"] = f"Write an answer of 1 to {ANSWER_CHARACTERS:,} characters."
    if form.source_url and not _is_address(form.source_url):
        wrong["source_url"] = "Write a whole address, as https://example.com/page."
    if form.valid_from and form.valid_until and form.valid_until < form.valid_from:
        wrong["valid_until"] = "The last day cannot come before the first one."
    if wrong:
        raise InvalidInput("The answer cannot be kept so.", wrong)
    return AnswerForm(questions, text, form.source_url, form.valid_from, form.valid_until)


def _plain(text: str) -> str:
    return " ".join(text.replace("\0", "").split())


def _is_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and len(text) <= 2_048


def _find(ctx: CompanyContext, answer_id: UUID, *, is_locked: bool = False) -> KnowledgeAnswer:
    statement = select(KnowledgeAnswer).where(
        col(KnowledgeAnswer.company_id) == ctx.company_id, col(KnowledgeAnswer.id) == answer_id
    )
    answer = ctx.db.exec(statement.with_for_update() if is_locked else statement).one_or_none()
    if answer is None:
        raise NotFound("This answer does not exist, or no longer does.")
    return answer


def _row(answer: KnowledgeAnswer) -> AnswerRow:
    return AnswerRow(
        str(answer.id),
        answer.questions[0],
        len(answer.questions),
        "\n".join(answer.questions),
        answer.text,
        answer.source_url,
        _day(answer.valid_from),
        _day(answer.valid_until),
    )


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""
